import { SPAN_KINDS } from "@spanhouse/model";
import { STATUS_TEXTS } from "../jaeger-json/tag-names.ts";
import { TAG_TYPE } from "./jaeger-batch.ts";

const encoder = new TextEncoder();
const KINDS = SPAN_KINDS.map((name) => encoder.encode(name));
const STATUSES = STATUS_TEXTS.map((name) => encoder.encode(name));
const UPPER_BIT = 0x20;

/** OTLP's span kind of `server` and its likes, in lower case as all clients write them; 0 for anything else. */
export function kindOf(bytes: Uint8Array, start: number, end: number): number {
  for (let kind = KINDS.length - 1; kind > 0; kind--) {
    if (isSame(KINDS[kind]!, bytes, start, end)) return kind;
  }
  return 0;
}

/** OTLP's status code of `OK`, `ERROR` or `UNSET`, in any case; -1 for anything else. */
export function statusOf(bytes: Uint8Array, start: number, end: number): number {
  return STATUSES.findIndex((text) => isSameInAnyCase(text, bytes, start, end));
}

/** The integer that a tag says as a whole number of any type or in digits; -1 for anything else. */
export function smallNumberOf(bytes: Uint8Array, type: number, a: number, b: number): number {
  switch (type) {
    case TAG_TYPE.long:
      return b === 0 && a >= 0 ? a : -1;
    case TAG_TYPE.double: {
      // Clients in JavaScript know no other numbers.
      const value = toDouble(a, b);
      return Number.isInteger(value) && value >= 0 ? value : -1;
    }
    case TAG_TYPE.string:
      return digitsOf(bytes, a, b);
    default:
      return -1;
  }
}

/** Whether two ranges of one buffer are the same bytes. */
export function isSameRange(
  bytes: Uint8Array,
  start: number,
  end: number,
  otherStart: number,
  otherEnd: number,
): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let at = 0; at < end - start; at++) {
    if (bytes[start + at] !== bytes[otherStart + at]) return false;
  }
  return true;
}

function isSame(text: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text[at]) return false;
  return true;
}

/** `text` is in upper case. */
function isSameInAnyCase(text: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) {
    if ((bytes[start + at]! & ~UPPER_BIT) !== text[at]) return false;
  }
  return true;
}

function digitsOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 1 || end - start > 9) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function toDouble(low: number, high: number): number {
  return new Float64Array(Int32Array.of(low, high).buffer)[0]!;
}

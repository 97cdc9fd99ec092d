import { SPAN_STATUSES } from "@spanhouse/model";
import { KIND } from "./kind.ts";

const UINT32_MAX = 0xffffffff;
const encoder = new TextEncoder();

/** A text and what it stands for. */
interface Meaning {
  readonly text: Uint8Array;
  readonly value: number;
}

const KINDS: readonly Meaning[] = Object.entries(KIND).map(([name, value]) => ({
  text: encoder.encode(name),
  value,
}));
const STATUSES: readonly Meaning[] = SPAN_STATUSES.map((name, value) => ({
  text: encoder.encode(name),
  value,
}));

/** OTLP's span kind of `SERVER` and its likes, in any case; 0 for anything else. */
export function kindOf(bytes: Uint8Array, start: number, end: number): number {
  return KINDS.find(({ text }) => textIs(text, bytes, start, end))?.value ?? 0;
}

/** OTLP's status code of `OK`, `ERROR` or `UNSET`, in any case; -1 for anything else. */
export function statusOf(bytes: Uint8Array, start: number, end: number): number {
  return STATUSES.find(({ text }) => textIs(text, bytes, start, end))?.value ?? -1;
}

/** Whether the range is the text, which is written in lower case; the range may be in any. */
export function textIs(text: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) {
    const byte = bytes[start + at]!;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== text[at]) return false;
  }
  return true;
}

/** The 32-bit number that the range spells in decimal digits, or -1. */
export function decimalOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 1 || end - start > 10) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value > UINT32_MAX ? -1 : value;
}

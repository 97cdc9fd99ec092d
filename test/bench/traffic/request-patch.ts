import { VARYING_DIGITS_MAX, type RequestTemplate } from "./request-template.ts";
import type { Random } from "./random.ts";

/** Traces of a round start at random within this time before the moment they are sent. */
const TRACE_START_SPREAD_NS = 1.5e9;
const NANOS_PER_MS = 1_000_000n;
const TWO_32 = 0x1_0000_0000;

/**
 * What makes a repetition of a round new: per trace a mask for its ids (both halves of a reference are
 * masked alike, so parents and links stay right), a shift for the digits in its texts, a start, and a
 * factor by which all of its durations are stretched.
 */
export interface RoundMasks {
  /** Six words a trace: four for the trace id, two for span ids. */
  readonly ids: Int32Array;
  readonly digits: Uint8Array;
  readonly starts: Float64Array;
  readonly stretches: Float64Array;
  readonly baseLow: number;
  readonly baseHigh: number;
}

/** Masks for `traces` traces that start shortly before `nowUnixMs`. */
export function drawMasks(traces: number, nowUnixMs: number, random: Random): RoundMasks {
  const ids = new Int32Array(traces * 6);
  for (let at = 0; at < ids.length; at++) ids[at] = random.uint32();
  const digits = new Uint8Array(traces * VARYING_DIGITS_MAX);
  for (let at = 0; at < digits.length; at++) digits[at] = random.between(0, 15);
  const base = BigInt(nowUnixMs) * NANOS_PER_MS - BigInt(TRACE_START_SPREAD_NS);
  return {
    ids,
    digits,
    starts: Float64Array.from({ length: traces }, () =>
      Math.floor(random.fraction() * TRACE_START_SPREAD_NS),
    ),
    stretches: Float64Array.from({ length: traces }, () => 0.6 + random.fraction()),
    baseLow: Number(BigInt.asUintN(32, base)),
    baseHigh: Number(base >> 32n),
  };
}

/** A new request: a copy of the template's bytes with ids, times and digits replaced. */
export function patchRequest(template: RequestTemplate, masks: RoundMasks): Uint8Array {
  // Not zero-filled: the copy overwrites every byte.
  const bytes = Buffer.allocUnsafeSlow(template.bytes.length);
  bytes.set(template.bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  patchIds(template.ids, view, masks);
  patchTimes(template, view, masks);
  patchDigits(template.digits, bytes, masks);
  return bytes;
}

function patchIds(ids: Int32Array, view: DataView, masks: RoundMasks): void {
  for (let at = 0; at < ids.length; at += 3) {
    const position = ids[at]!;
    const words = ids[at + 1]!;
    // Trace ids are masked by words 0 to 3 of the trace, span ids by words 4 and 5.
    const mask = ids[at + 2]! * 6 + (words === 4 ? 0 : 4);
    for (let word = 0; word < words; word++) {
      const place = position + word * 4;
      view.setInt32(place, view.getInt32(place, true) ^ masks.ids[mask + word]!, true);
    }
  }
}

function patchTimes(template: RequestTemplate, view: DataView, masks: RoundMasks): void {
  const { times, timeOffsets } = template;
  for (let at = 0; at < timeOffsets.length; at++) {
    const position = times[at * 2]!;
    const trace = times[at * 2 + 1]!;
    const low =
      masks.baseLow + masks.starts[trace]! + Math.floor(timeOffsets[at]! * masks.stretches[trace]!);
    view.setUint32(position, low % TWO_32, true);
    view.setUint32(position + 4, masks.baseHigh + Math.floor(low / TWO_32), true);
  }
}

function patchDigits(digits: Int32Array, bytes: Uint8Array, masks: RoundMasks): void {
  for (let at = 0; at < digits.length; at += 4) {
    const position = digits[at]!;
    const length = digits[at + 1]!;
    const base = digits[at + 2]!;
    const shifts = digits[at + 3]! * VARYING_DIGITS_MAX;
    for (let digit = 0; digit < length; digit++) {
      const code = bytes[position + digit]!;
      const value = (code > 57 ? code - 87 : code - 48) + masks.digits[shifts + digit]!;
      const shifted = value % base;
      bytes[position + digit] = shifted > 9 ? shifted + 87 : shifted + 48;
    }
  }
}

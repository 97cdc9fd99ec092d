import { hexDigit } from "@spanhouse/base";
import { ID, type IdState } from "./v2-span.ts";

/**
 * Reads a hexadecimal id, in either case, into `length` bytes of `target` from `to` on. Zipkin pads ids that
 * are too short with zeros at the left. After a wrong one there is rubbish, which nobody must read.
 */
export function readHexId(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  { to, length }: { readonly to: number; readonly length: number },
): IdState {
  const digits = end - start;
  if (digits === 0) return ID.absent;
  if (digits > length * 2) return ID.wrong;
  let bits = 0;
  let from = end;
  for (let at = to + length - 1; at >= to; at--) {
    const low = from > start ? hexDigit(bytes[--from]!) : 0;
    const high = from > start ? hexDigit(bytes[--from]!) : 0;
    if (low < 0 || high < 0) return ID.wrong;
    target[at] = high * 16 + low;
    bits |= high | low;
  }
  return bits === 0 ? ID.zero : ID.good;
}

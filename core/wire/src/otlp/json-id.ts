import { hexDigit } from "@spanhouse/base";
import type { JsonCursor } from "../json/json-cursor.ts";

/** What an id on the wire is. `zero` has the right length and no bit set, which stands for none. */
export const ID = { good: 0, absent: 1, zero: 2, wrong: 3 } as const;
export type IdState = (typeof ID)[keyof typeof ID];

/**
 * Reads the hexadecimal id at the cursor, in either case, to `target` at `to`. Wrong ids leave rubbish
 * there, which nobody must read.
 */
export function readId(
  cursor: JsonCursor,
  what: string,
  target: Uint8Array,
  { to, length }: { readonly to: number; readonly length: number },
): IdState {
  cursor.readString(what);
  let { bytes, start, end } = cursor;
  if (cursor.escaped) {
    end = cursor.unescape(start, end, 0);
    start = 0;
    bytes = cursor.scratch;
  }
  if (start === end) return ID.absent;
  if (end - start !== length * 2) return ID.wrong;
  let bits = 0;
  for (let at = 0; at < length; at++) {
    const high = hexDigit(bytes[start + at * 2]!);
    const low = hexDigit(bytes[start + at * 2 + 1]!);
    if (high < 0 || low < 0) return ID.wrong;
    target[to + at] = high * 16 + low;
    bits |= high | low;
  }
  return bits === 0 ? ID.zero : ID.good;
}

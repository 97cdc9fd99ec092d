/** Bytes to lower-case hexadecimal and back, for trace and span ids. Runs in a browser too. */

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
);

/** The bytes from `start` to `end` (exclusive) as lower-case hexadecimal. */
export function toHex(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  let text = "";
  for (let at = start; at < end; at++) text += HEX[bytes[at]!]!;
  return text;
}

/** The value of one hexadecimal digit given as a character code, or -1. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  if (lower >= 97 && lower <= 102) return lower - 87;
  return -1;
}

/** Bytes of a hexadecimal text of even length, either case; undefined when it is not one. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = hexDigit(text.charCodeAt(at * 2));
    const low = hexDigit(text.charCodeAt(at * 2 + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[at] = high * 16 + low;
  }
  return bytes;
}

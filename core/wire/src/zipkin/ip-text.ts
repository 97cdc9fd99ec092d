import { toHex } from "@spanhouse/base";

/** `10.0.0.1`, from four bytes. */
export function ipv4Text(bytes: Uint8Array, at = 0): string {
  return bytes.subarray(at, at + 4).join(".");
}

/** RFC 5952 text of sixteen bytes; an IPv4 address in IPv6 clothes as `::ffff:10.0.0.1`. */
export function ipv6Text(bytes: Uint8Array, at = 0): string {
  const isMapped = /^0{20}ffff/.test(toHex(bytes, at, at + 12));
  if (isMapped) return `::ffff:${ipv4Text(bytes, at + 12)}`;
  const groups: number[] = [];
  for (let group = 0; group < 8; group++) {
    groups.push(bytes[at + group * 2]! * 256 + bytes[at + group * 2 + 1]!);
  }
  const { from, to } = longestZeros(groups);
  const text = (part: readonly number[]): string => part.map((one) => one.toString(16)).join(":");
  if (to - from < 2) return text(groups);
  return `${text(groups.slice(0, from))}::${text(groups.slice(to))}`;
}

/** The first of the longest runs of zeros. */
function longestZeros(groups: readonly number[]): { readonly from: number; readonly to: number } {
  let from = 0;
  let to = 0;
  let start = 0;
  for (let at = 0; at < groups.length; at++) {
    if (groups[at] !== 0) start = at + 1;
    else if (at + 1 - start > to - from) {
      from = start;
      to = at + 1;
    }
  }
  return { from, to };
}

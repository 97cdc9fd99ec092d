/** No deflate stream grows more than this per byte. */
const DEFLATE_RATIO_MAX = 1032;

/**
 * The output size a gzip body claims in its last four bytes; undefined when the body is not gzip or the
 * claim cannot be true. Only a hint: a body may be several members, of which this is the last, or lie.
 */
export function gzipSizeHint(body: Uint8Array): number | undefined {
  const end = body.length;
  if (end < 18 || body[0] !== 0x1f || body[1] !== 0x8b) return undefined;
  const size =
    (body[end - 4]! | (body[end - 3]! << 8) | (body[end - 2]! << 16) | (body[end - 1]! << 24)) >>>
    0;
  return size <= end * DEFLATE_RATIO_MAX ? size : undefined;
}

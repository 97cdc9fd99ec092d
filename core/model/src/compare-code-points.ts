/** Below 0 when `a` comes first by code points, which is the order of their UTF-8; 0 when they are the same. */
export function compareCodePoints(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const common = Math.min(left.length, right.length);
  for (let at = 0; at < common; at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

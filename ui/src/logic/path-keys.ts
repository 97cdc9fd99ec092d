import type { SpanPaths } from "@spanhouse/model";

/**
 * What the address calls the paths of a comparison: a hash of the names on the way, so that a path keeps its key
 * when other traces are compared. By path.
 */
export function pathKeys({ parent, step }: SpanPaths): Float64Array {
  const keys = new Float64Array(parent.length);
  step.forEach(({ service, operation, kind }, path) => {
    const above = parent[path]! < 0 ? 0 : keys[parent[path]!]!;
    keys[path] = hashOf(`${above}\n${service}\n${operation}\n${kind}`);
  });
  return keys;
}

/** The text of a key in an address. */
export function keyText(key: number): string {
  return key.toString(36);
}

/** The path of a key as a text, or -1. */
export function pathOfKey(keys: Float64Array, text: string | undefined): number {
  if (text === undefined || !/^[0-9a-z]{1,11}$/.test(text)) return -1;
  return keys.indexOf(parseInt(text, 36));
}

/** Two FNV-1a hashes beside each other, 52 bits: so many paths have different ones that it does not matter. */
function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9dc5811c;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  high ^= high >>> 13;
  return ((high >>> 0) % 2 ** 20) * 2 ** 32 + ((low ^ (low >>> 15)) >>> 0);
}

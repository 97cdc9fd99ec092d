/** No character at all. */
const NOTHING = String.raw`[^\x00-\x{10FFFF}]`;

/**
 * The pattern as the engine is given it. Before the engine matches, it looks for a text that every match must contain,
 * byte by byte: of `éé*` it takes `é` and half of another, which "é" does not contain (seen in 26.7). It does not do
 * so beside an alternative without a text, so patterns with more than ASCII get one that never matches.
 */
export function patternForEngine(pattern: string): string {
  return /[^\0-\x7f]/.test(pattern) ? `${NOTHING}|${pattern}` : pattern;
}

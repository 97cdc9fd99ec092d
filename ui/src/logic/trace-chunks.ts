/** Traces that are drawn together, or not at all while they are far from the screen. */
export const TRACES_AT_ONCE = 20;

/** Drawn before anybody knows what is on the screen. */
export const FIRST_CHUNKS = 1;

/** A list in pieces of TRACES_AT_ONCE, the last one shorter. */
export function chunksOf<T>(list: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / TRACES_AT_ONCE);
  return Array.from({ length: count }, (_, place) =>
    list.slice(place * TRACES_AT_ONCE, (place + 1) * TRACES_AT_ONCE),
  );
}

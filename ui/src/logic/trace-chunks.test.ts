import { expect, it } from "vitest";
import { chunksOf, TRACES_AT_ONCE } from "./trace-chunks.ts";

it.each([0, 1, TRACES_AT_ONCE - 1, TRACES_AT_ONCE, TRACES_AT_ONCE + 1, TRACES_AT_ONCE * 3])(
  "cuts a list of %i into whole pieces and a rest, with nothing left out",
  (length) => {
    const list = Array.from({ length }, (_, place) => place);
    const chunks = chunksOf(list);
    expect(chunks.flat()).toEqual(list);
    expect(chunks.slice(0, -1).every((chunk) => chunk.length === TRACES_AT_ONCE)).toBe(true);
    expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
  },
);

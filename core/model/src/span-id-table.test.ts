import fc from "fast-check";
import { expect, it } from "vitest";
import { SpanIdTable } from "./span-id-table.ts";
import { compareSpanIds, spanIdText, writeSpanIdWords } from "./span-id-words.ts";

/** Few different ids, so that many are repeated. */
const idText = fc
  .integer({ min: 0, max: 40 })
  .map((at) => (at * 0x1_0000_0001).toString(16).padStart(16, "0"));

function wordsOf(ids: readonly string[]): Uint32Array {
  const words = new Uint32Array(ids.length * 2);
  ids.forEach((id, index) => writeSpanIdWords(words, index, id));
  return words;
}

it("finds the first span with an id, as a map of texts does", () => {
  fc.assert(
    fc.property(fc.array(idText), idText, (ids, other) => {
      const words = wordsOf([...ids, other]);
      const table = new SpanIdTable(words, ids.length);
      ids.forEach((id, index) => expect(table.add(index)).toBe(ids.indexOf(id)));
      const [first, second] = words.slice(ids.length * 2);
      expect(table.find(first!, second!)).toBe(ids.indexOf(other));
    }),
  );
});

it("gives the text of an id back, and compares ids as their texts compare", () => {
  const anyId = fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((id) => id.toString(16).padStart(16, "0"));
  fc.assert(
    fc.property(anyId, anyId, (one, other) => {
      const words = wordsOf([one, other]);
      expect([spanIdText(words, 0), spanIdText(words, 1)]).toEqual([one, other]);
      expect(Math.sign(compareSpanIds(words, 0, 1))).toBe(one < other ? -1 : one > other ? 1 : 0);
    }),
  );
});

import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TraceFilter, traceIdWords } from "./trace-filter.ts";

function columnOf(ids: readonly string[]): Int32Array {
  const bytes = Uint8Array.from(Buffer.from(ids.join(""), "hex"));
  return new Int32Array(bytes.buffer);
}

const randomId = (): string => randomBytes(16).toString("hex");

describe("TraceFilter", () => {
  it("has every id it was made of", () => {
    const id = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.array(id, { maxLength: 300 }), (ids) => {
        const texts = ids.map((bytes) => Buffer.from(bytes).toString("hex"));
        const filter = TraceFilter.of(columnOf(texts), texts.length);
        expect(texts.every((text) => filter.mayHave(traceIdWords(text)))).toBe(true);
      }),
    );
  });

  it("has less than one in a hundred of the others, random or counted up", () => {
    const counted = (n: number): string => n.toString(16).padStart(32, "0");
    for (const make of [randomId, counted]) {
      const ids = Array.from({ length: 20_000 }, (_, index) => make(index));
      const filter = TraceFilter.of(columnOf(ids), ids.length);
      let wrong = 0;
      for (let index = 0; index < 20_000; index++) {
        if (filter.mayHave(traceIdWords(make(1_000_000 + index)))) wrong++;
      }
      expect(wrong).toBeLessThan(200);
    }
  });

  it("takes memory for traces and not for spans", () => {
    const [one, other] = [randomId(), randomId()];
    const ids = [...Array.from({ length: 5_000 }, () => one), other];
    const filter = TraceFilter.of(columnOf(ids), ids.length);
    expect(filter.byteLength).toBeLessThanOrEqual(8);
    expect(filter.mayHave(traceIdWords(one)) && filter.mayHave(traceIdWords(other))).toBe(true);
    expect(TraceFilter.of(new Int32Array(0), 0).mayHave(traceIdWords(one))).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { contrastRatio } from "./testing/colour-vision.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import { plainScale } from "./time-scale.ts";
import { colourOfRow, coloursBy, NO_COLOUR } from "./trace-look.ts";
import { toTraceModel } from "./trace-model.ts";

const model = toTraceModel({
  ...traceOfLines(`
    shop GET /cart 0..100
      db SELECT 0..90 error
      db SELECT 90..94
      db SELECT 94..94.5
  `),
  durationUs: 100_000,
});
const colours = (key: string) => {
  const look = { ...coloursBy(model, key), scale: plainScale(100_000) };
  return [0, 1, 2, 3].map((row) => colourOfRow(look, row));
};

describe("the colours of rows", () => {
  it("by service and by status tell what they name apart", () => {
    const [shop, ...dbs] = colours("service");
    expect(new Set(dbs).size).toBe(1);
    expect(dbs[0]).not.toEqual(shop);
    expect(colours("status")[1]).not.toEqual(colours("status")[0]);
  });

  it("by self time have four steps, each of which is seen on its ground", () => {
    const [some, most, little, least] = colours("self");
    expect(new Set([some, most, little, least]).size).toBe(4);
    for (const { light, dark } of [some!, most!, little!, least!]) {
      expect(contrastRatio(light, "#fdfcfa")).toBeGreaterThan(2);
      expect(contrastRatio(dark, "#1b1e23")).toBeGreaterThan(2);
    }
  });

  it("by percentile compare a span with those of its operation, also in words and by a pattern", () => {
    const many = toTraceModel(
      traceOfLines(
        ["shop GET /cart 0..100", ...[1, 2, 3, 4, 5, 90].map((ms) => `  db SELECT 0..${ms}`)].join(
          "\n",
        ),
      ),
    );
    const look = { ...coloursBy(many, "percentile"), scale: plainScale(100_000) };
    const seen = many.trace.spans.durationUs.map((_, row) => look.colourOf[row]!);
    const rowOf = (ms: number): number => many.trace.spans.durationUs.indexOf(ms * 1_000);
    expect([1, 3, 4, 5, 90].map((ms) => seen[rowOf(ms)])).toEqual([0, 0, 1, 1, 2]);
    expect(look.saysOf?.(rowOf(90))).toBe(
      "slower than 83 % of the 6 of its operation in the trace",
    );
    expect(look.saysOf?.(rowOf(100))).toContain("too few");
    expect(colourOfRow(look, rowOf(100))).toBe(NO_COLOUR);
    expect(look.legend?.map(({ isMarked }) => isMarked)).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it("by an attribute that nobody has are none", () => {
    expect(new Set(colours("no.such.key"))).toEqual(new Set([NO_COLOUR]));
  });
});

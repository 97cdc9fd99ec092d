import { describe, expect, it } from "vitest";
import type { Attribute } from "../attribute.ts";
import { columnsOfSpans } from "../columns-of-spans.ts";
import { spanIdText } from "../span-id-words.ts";
import { traceFromText } from "../testing/index.ts";
import { assembleColumns } from "./assemble-columns.ts";
import { attributeOfRows, attributeOfStored, toAttributeColumn } from "./attribute-column.ts";
import { spanContents } from "./span-contents.ts";

const ID = "00000000000000010000000000000001";

/** The values of the rows, from a tier per span of the text. */
function column(values: readonly (Attribute["value"] | undefined)[]) {
  const spans = traceFromText("web:a 0..9\n  web:b 1..2\n  web:c 3..4 id=c", ID).map(
    (span, at) => ({
      ...span,
      attributes: values[at] === undefined ? [] : [{ key: "tier", value: values[at] }],
    }),
  );
  const trace = assembleColumns(columnsOfSpans(spans, spanContents(spans)));
  const valueOf = attributeOfRows(trace, spans, "tier", "span");
  return toAttributeColumn(ID, trace, valueOf, { withIds: true });
}

describe("the column of an attribute", () => {
  it("has each value once, and tells types apart", () => {
    const { values, types, of, rowCount, spanId } = column([
      { type: "int", value: 7n },
      { type: "string", value: "7" },
      { type: "int", value: 7n },
    ]);
    expect([values, [...types], [...of], rowCount]).toEqual([["7", "7"], [2, 0], [1, 2, 1], 3]);
    expect(spanIdText(spanId!, 2)).toBe("000000000000000c");
  });

  it("has nothing where a span has nothing, and cuts long values", () => {
    const { values, of } = column([undefined, { type: "string", value: "x".repeat(1_001) }]);
    expect([...of]).toEqual([0, 1, 0]);
    expect(values).toEqual([`${"x".repeat(1_000)}…`]);
  });

  it("cuts no character in two", () => {
    const { values } = column([{ type: "string", value: `${"x".repeat(999)}😀` }]);
    expect(values).toEqual([`${"x".repeat(999)}…`]);
  });

  it("tells spans that share an id apart", () => {
    const [client, server] = traceFromText(
      "web:call 0..9 client id=a\n  web:serve 1..8 server id=a parent=",
      ID,
    ).map((span, at) => ({
      ...span,
      attributes: [{ key: "side", value: { type: "string", value: String(at) } as const }],
    }));
    const spans = [client!, server!];
    const trace = assembleColumns(columnsOfSpans(spans, spanContents(spans)));
    const ids = trace.columns.spanId.slice(0, 2);
    const stored = {
      ...{ count: 1, spanId: ids, value: Uint32Array.of(0) },
      values: [client!.attributes[0]!.value],
    };
    const all = attributeOfStored(trace, stored, [server!, client!], "side");
    expect([0, 1].map(all)).toEqual([client, server].map((span) => span!.attributes[0]!.value));
    const one = attributeOfStored(trace, stored, [], "side");
    expect([0, 1].map(one)).toEqual([client, client].map((span) => span!.attributes[0]!.value));
  });
});

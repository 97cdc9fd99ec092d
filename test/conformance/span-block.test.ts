import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Attribute, AttributeValue, Span } from "@spanhouse/model";
import { PROMOTED_SPAN_ATTRIBUTES, SpanBlock } from "@spanhouse/storage";
import { BlockTable, expectedRow } from "@spanhouse/storage/testing";
import { decodeOtlpJson, decodeOtlpProtobuf } from "@spanhouse/wire";
import { TraceGenerator } from "../bench/traffic/trace-generator.ts";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";

// How it works: spans are encoded by the tests' own encoders, decoded into a block, inserted into a table of
// real chDB, and the rows are compared with rows made from the comments of the schema.

const DAY = 20_000;
let table: BlockTable;
beforeAll(() => {
  table = new BlockTable();
});
afterAll(() => table.close());

function blockOf(spans: readonly Span[], format: "protobuf" | "json"): SpanBlock {
  const block = new SpanBlock();
  const outcome =
    format === "json"
      ? decodeOtlpJson(encodeOtlpRequestJson(spans), block)
      : decodeOtlpProtobuf(encodeOtlpRequest(spans), block);
  expect(outcome).toEqual({ status: "decoded", spans: spans.length, rejected: 0, reason: "" });
  return block;
}

/** Promoted keys with values that belong in their columns, values that do not, and repetitions. */
const promoted: fc.Arbitrary<Attribute[]> = fc.array(
  fc.record({
    key: fc.constantFrom(...PROMOTED_SPAN_ATTRIBUTES.map(({ key }) => key)),
    value: fc.oneof(
      fc.record({ type: fc.constant("string" as const), value: fc.string({ maxLength: 3 }) }),
      fc.record({
        type: fc.constant("int" as const),
        value: fc.constantFrom(-1n, 0n, 1n, 65_535n, 65_536n, 2n ** 32n),
      }),
      fc.constant<AttributeValue>({ type: "empty" }),
    ),
  }),
  { maxLength: 8 },
);
const span = fc
  .tuple(arbitrarySpan, promoted)
  .map(([drawn, extra]): Span => ({ ...drawn, attributes: [...drawn.attributes, ...extra] }));

describe("OTLP, decoded into a block and inserted", () => {
  it("gives back any span exactly", async () => {
    const many = fc.array(span, { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(many, fc.constantFrom("protobuf", "json"), async (spans, format) => {
        const rows = await table.load(...blockOf(spans, format).finish(DAY));
        expect(rows).toEqual(spans.map(expectedRow));
      }),
      { numRuns: 12 },
    );
  });

  it("gives back the shop's traffic, request after request in one block", async () => {
    const generator = new TraceGenerator({ seed: 5 });
    const block = new SpanBlock();
    const spans: Span[] = [];
    for (let request = 0; request < 8; request++) {
      const trace = generator.take(6);
      decodeOtlpProtobuf(encodeOtlpRequest(trace), block);
      spans.push(...trace);
    }
    const rows = await table.load(...block.finish(DAY));
    const byId = (list: readonly Readonly<Record<string, unknown>>[]) =>
      new Map(list.map((row) => [row["span_id"], row]));
    expect(rows).toHaveLength(spans.length);
    expect(byId(rows)).toEqual(byId(spans.map(expectedRow)));
  });
});

import { describe, expect, it } from "vitest";
import type { Span } from "@spanhouse/model";
import { appendSpans, traceFromText } from "@spanhouse/model/testing";
import { DEFINITIONS_KEPT_MAX } from "./limits.ts";
import { SpanBlock } from "./span-block.ts";

// How it works: a block with a small bound is filled until it refuses, and must be as before after that.

const [BASE] = traceFromText("cart:GET /cart 0..10 server note=x") as [Span];
const DAY = 20_000;

function fill(block: SpanBlock, span: Span): void {
  for (let i = 0; i < 1_000_000; i++) appendSpans([span], block);
}

const cases: readonly (readonly [string, Span])[] = [
  ["rows", { ...BASE, attributes: [] }],
  ["text", { ...BASE, attributes: [], statusMessage: "x".repeat(100_000) }],
  [
    "events",
    {
      ...BASE,
      events: Array.from({ length: 5_000 }, () => ({
        ...{ timeUnixNano: 1n, name: "", attributes: [], droppedAttributesCount: 0 },
      })),
    },
  ],
];

describe("a block at its bound", () => {
  it.each(cases)("refuses what it has no room for, and can be rolled back: %s", (_, span) => {
    const block = new SpanBlock({ reservedBytesMax: 4 * 1024 * 1024 });
    appendSpans([BASE], block);
    const mark = block.mark();
    expect(() => fill(block, span)).toThrow(expect.objectContaining({ code: "INGEST_TOO_LARGE" }));
    block.rollback(mark);
    expect(block.rows).toBe(1);
    const alone = new SpanBlock();
    appendSpans([BASE], alone);
    expect(Buffer.concat(block.finish(DAY)).equals(Buffer.concat(alone.finish(DAY)))).toBe(true);
  });

  it("counts the definitions of resources as well", () => {
    const block = new SpanBlock({ reservedBytesMax: 4 * 1024 * 1024 });
    const fillWithResources = () => {
      for (let i = 0; i < 10_000; i++) {
        appendSpans([{ ...BASE, resource: { ...BASE.resource, schemaUrl: `${i}` } }], block);
      }
    };
    expect(fillWithResources).toThrow(expect.objectContaining({ code: "INGEST_TOO_LARGE" }));
  });

  it("is as good as new after a reset", () => {
    const block = new SpanBlock({ reservedBytesMax: 4 * 1024 * 1024 });
    for (let round = 0; round < 3; round++) {
      expect(() => fill(block, { ...BASE, statusMessage: "x".repeat(50_000) })).toThrow();
      block.reset();
    }
    appendSpans([BASE], block);
    expect(block.rows).toBe(1);
  });
});

it("keeps giving the right definitions when it has forgotten some", () => {
  const block = new SpanBlock();
  for (let i = 0; i < DEFINITIONS_KEPT_MAX + 10; i++) {
    appendSpans([{ ...BASE, resource: { ...BASE.resource, schemaUrl: `${i}` } }], block);
  }
  block.finish(DAY);
  block.reset();
  const alone = new SpanBlock();
  appendSpans([BASE, BASE], block);
  appendSpans([BASE, BASE], alone);
  expect(Buffer.concat(block.finish(DAY)).equals(Buffer.concat(alone.finish(DAY)))).toBe(true);
});

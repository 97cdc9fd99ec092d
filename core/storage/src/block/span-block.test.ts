import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Attribute, AttributeValue, Span } from "@spanhouse/model";
import { appendSpans, traceFromText } from "@spanhouse/model/testing";
import { BlockTable } from "../testing/block-table.ts";
import { expectedRow } from "../testing/expected-row.ts";
import { SpanBlock } from "./span-block.ts";

// How it works: spans are appended, the finished block is inserted into a real chDB table, and the rows
// that come back are compared with rows made from the schema's comments (testing/expected-row.ts).

const DAY = 20_000;
let table: BlockTable;
beforeAll(() => {
  table = new BlockTable();
});
afterAll(() => table.close());

const [BASE] = traceFromText("cart:GET /cart 0..10 server") as [Span];

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });
const int = (key: string, value: bigint): Attribute => ({ key, value: { type: "int", value } });
const some = (key: string, value: AttributeValue): Attribute => ({ key, value });

const RICH: Span = {
  ...BASE,
  parentSpanId: "00000000000000ff",
  traceState: "vendor=1",
  flags: 0xffffffff,
  startUnixNano: 2n ** 64n - 1n,
  endUnixNano: 5n,
  attributes: [
    text("http.request.method", "GET"),
    int("http.response.status_code", 200n),
    text("url.path", "/cart"),
    text("note", "x".repeat(300)),
    text("", ""),
    int("min", -(2n ** 63n)),
    int("max", 2n ** 63n - 1n),
    some("ratio", { type: "double", value: -0 }),
    some("inf", { type: "double", value: Infinity }),
    some("yes", { type: "bool", value: true }),
    some("bytes", { type: "bytes", value: Uint8Array.of(0, 255) }),
    some("nothing", { type: "empty" }),
    some("list", { type: "array", value: [{ type: "int", value: 1n }, { type: "empty" }] }),
  ],
  droppedAttributesCount: 0xffffffff,
  droppedEventsCount: 2,
  droppedLinksCount: 3,
  statusCode: 2,
  statusMessage: "é漢🙂",
  events: [
    {
      timeUnixNano: 7n,
      name: "exception",
      attributes: [text("exception.message", "boom"), int("n", 1n)],
      droppedAttributesCount: 1,
    },
    { timeUnixNano: 2n ** 64n - 1n, name: "", attributes: [], droppedAttributesCount: 0 },
  ],
  links: [
    {
      traceId: "ff".repeat(16),
      spanId: "ee".repeat(8),
      traceState: "a=b",
      flags: 0x301,
      attributes: [text("k", "v"), some("b", { type: "bool", value: false })],
      droppedAttributesCount: 9,
    },
  ],
};

function blockOf(spans: readonly Span[], block = new SpanBlock()): SpanBlock {
  appendSpans(spans, block);
  return block;
}

async function rowsOf(block: SpanBlock): Promise<unknown[]> {
  return await table.load(...block.finish(DAY));
}

/** The finished block as one buffer, which must then be equal for equal content. */
function bytesOf(block: SpanBlock): Buffer {
  return Buffer.concat(block.finish(DAY));
}

describe("a finished block", () => {
  it("holds every field of a span, at its extremes, for chDB to read", async () => {
    const spans = [RICH, BASE, { ...RICH, spanId: "0000000000000002", events: [], links: [] }];
    expect(await rowsOf(blockOf(spans))).toEqual(spans.map(expectedRow));
  });

  it("can be one of several in a file", async () => {
    const first = blockOf([RICH, BASE]).finish(DAY);
    const second = blockOf([BASE]).finish(DAY + 1);
    expect(await table.load(...first, ...second)).toEqual([RICH, BASE, BASE].map(expectedRow));
    expect(await table.select("SELECT toUInt32(received_on) AS day FROM default.spans")).toEqual([
      { day: DAY },
      { day: DAY },
      { day: DAY + 1 },
    ]);
  });

  it("is nothing when there are no rows", () => {
    expect(new SpanBlock().finish(DAY)).toEqual([]);
  });

  it("has dictionary positions of one, two and four bytes as the number of texts demands", async () => {
    for (const [count, names] of [
      [300, 200],
      [600, 400],
      [70_000, 66_000],
    ] as const) {
      const spans = Array.from({ length: count }, (_, i) => ({ ...BASE, name: `op ${i % names}` }));
      const block = blockOf(spans);
      const rows = await table.loadAndSelect(
        "SELECT name FROM default.spans",
        ...block.finish(DAY),
      );
      expect(rows).toHaveLength(count);
      expect(rows.every((row, i) => row["name"] === `op ${i % names}`)).toBe(true);
    }
  });

  it("carries the tenant in every row", async () => {
    const block = blockOf([BASE, BASE], new SpanBlock({ tenant: "acme" }));
    await table.load(...block.finish(DAY));
    expect(await table.select("SELECT DISTINCT tenant FROM default.spans")).toEqual([
      { tenant: "acme" },
    ]);
  });

  it("takes about the bytes that byteLength said", () => {
    const block = blockOf(Array.from({ length: 2_000 }, () => RICH));
    const said = block.byteLength;
    const real = bytesOf(block).length;
    expect(said / real).toBeGreaterThan(0.8);
    expect(said / real).toBeLessThan(1.3);
  });
});

describe("promoted attributes", () => {
  const cases: readonly (readonly [string, readonly Attribute[]])[] = [
    ["an empty text", [text("http.route", "")]],
    ["an empty text of many values", [text("url.full", "")]],
    ["zero", [int("server.port", 0n)]],
    ["a number out of range", [int("server.port", 65_536n)]],
    ["a negative number", [int("server.port", -1n)]],
    ["a number beyond 32 bits", [int("server.port", 2n ** 32n + 1n)]],
    ["a text where a number belongs", [text("server.port", "80")]],
    ["a number where a text belongs", [int("http.route", 1n)]],
    [
      "a double, a bool, an array",
      [
        some("http.route", { type: "double", value: 1 }),
        some("url.path", { type: "bool", value: true }),
        some("db.system", { type: "array", value: [] }),
      ],
    ],
    ["a repeated key", [text("http.route", "/a"), text("http.route", "/b")]],
    ["a repeated key of many values", [text("url.full", "a"), text("url.full", "b")]],
    ["a repeated number", [int("server.port", 1n), int("server.port", 2n)]],
    ["empty, then full", [text("http.route", ""), text("http.route", "/b")]],
  ];

  it.each(cases)("go to a map and leave a mark: %s", async (_, attributes) => {
    const span = { ...BASE, attributes: [...attributes] };
    const expected = expectedRow(span);
    expect(expected["promoted_in_map"]).not.toBe("0");
    expect(await rowsOf(blockOf([span, BASE]))).toEqual([expected, expectedRow(BASE)]);
  });

  it("go to their column otherwise, and leave none", async () => {
    const span = { ...BASE, attributes: [int("server.port", 65_535n), text("url.full", "u")] };
    const [row] = (await rowsOf(blockOf([span]))) as [Record<string, unknown>];
    expect(row["server.port"]).toBe(65_535);
    expect(row["url.full"]).toBe("u");
    expect(row["promoted_in_map"]).toBe("0");
  });
});

describe("resources and scopes", () => {
  const other: Span = {
    ...BASE,
    resource: { ...BASE.resource, attributes: [text("service.name", "other"), int("n", 1n)] },
    scope: { ...BASE.scope, name: "s", version: "2", droppedAttributesCount: 4, schemaUrl: "u" },
  };
  const QUERY =
    "SELECT service_name, lower(hex(resource_id)) AS id, resource_definition, scope_definition FROM default.spans";

  it("are written out in the first row that has them, once per block", async () => {
    const rows = await table.loadAndSelect(
      QUERY,
      ...blockOf([BASE, other, BASE, other]).finish(DAY),
    );
    expect(rows.map((row) => row["service_name"])).toEqual(["cart", "other", "cart", "other"]);
    expect(rows[0]!["id"]).toBe(rows[2]!["id"]);
    expect(rows[0]!["id"]).not.toBe(rows[1]!["id"]);
    expect(rows.map((row) => row["resource_definition"] !== "")).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(JSON.parse(rows[1]!["resource_definition"] as string)).toEqual({
      schemaUrl: "",
      dropped: 0,
      attributes: [
        ["service.name", "other"],
        ["n", { int: "1" }],
      ],
    });
    expect(JSON.parse(rows[1]!["scope_definition"] as string)).toEqual({
      name: "s",
      version: "2",
      schemaUrl: "u",
      dropped: 4,
      attributes: [],
    });
  });

  it("have the same id in every block and process, and are written out again in the next block", async () => {
    const block = blockOf([BASE]);
    const first = await table.loadAndSelect(QUERY, ...block.finish(DAY));
    block.reset();
    const again = await table.loadAndSelect(QUERY, ...blockOf([other, BASE], block).finish(DAY));
    expect(again[1]).toEqual(first[0]);
    expect(first[0]!["id"]).toBe("631cb0d24709ab2cb50449d8a6e1bea3");
  });
});

describe("taking back", () => {
  const spans = [BASE, RICH, { ...BASE, name: "last" }];
  const key = new Uint8Array(16).fill(1);

  it("leaves no trace of a discarded span, wherever it is among others", () => {
    const block = new SpanBlock();
    for (const span of spans) {
      appendSpans([span], block);
      appendSpans([{ ...RICH, name: "discarded" }], discarding(block));
    }
    expect(block.rows).toBe(3);
    expect(bytesOf(block).equals(bytesOf(blockOf(spans)))).toBe(true);
  });

  it("leaves no trace of a request that is rolled back, also in the middle of a span", () => {
    const block = blockOf(spans);
    const mark = block.mark();
    block.requestKey(key);
    appendSpans([RICH, { ...BASE, resource: { ...BASE.resource, schemaUrl: "new" } }], block);
    expect(() => appendSpans([RICH], breaking(block))).toThrow("broken");
    block.rollback(mark);
    expect(block.rows).toBe(3);
    appendSpans([RICH], block);
    expect(bytesOf(block).equals(bytesOf(blockOf([...spans, RICH])))).toBe(true);
  });

  it("writes a definition again whose first row was taken back", async () => {
    const block = new SpanBlock();
    const mark = block.mark();
    appendSpans([BASE], block);
    block.rollback(mark);
    appendSpans([BASE], block);
    const rows = await table.loadAndSelect(
      "SELECT resource_definition != '' AS has FROM default.spans",
      ...block.finish(DAY),
    );
    expect(rows).toEqual([{ has: 1 }]);
  });

  it("is forgotten with everything else on reset", () => {
    const block = blockOf([RICH, RICH, ...spans]);
    block.finish(DAY);
    block.reset();
    expect(block.rows).toBe(0);
    expect(bytesOf(blockOf(spans, block)).equals(bytesOf(blockOf(spans)))).toBe(true);
  });
});

describe("request keys", () => {
  it("go with the first row of their request, and not with a later request's", async () => {
    const block = new SpanBlock();
    block.mark();
    block.requestKey(new Uint8Array(16).fill(0x41));
    appendSpans([BASE, BASE], block);
    block.mark();
    block.requestKey(new Uint8Array(16).fill(0x42));
    // No span of this request is taken.
    block.mark();
    appendSpans([BASE], block);
    block.mark();
    block.requestKey(new Uint8Array(16).fill(0xff));
    appendSpans([BASE], block);
    await table.load(...block.finish(DAY));
    expect(await table.selectFromFile("lower(hex(request_key)) AS k")).toEqual([
      { k: "41".repeat(16) },
      { k: "" },
      { k: "" },
      { k: "ff".repeat(16) },
    ]);
  });
});

describe("text", () => {
  it("that is not UTF-8 is stored with U+FFFD for what is wrong, wherever it goes", async () => {
    const block = new SpanBlock();
    // "a", an ill-formed byte, "b"; and the same 60 times over, for the way of long texts.
    const bad = Buffer.from("61ff62".repeat(60), "hex");
    const good = "a\ufffdb";
    appendSpans([BASE], block);
    const source = Buffer.concat([Buffer.from("0123456789abcdef"), bad]);
    block.useSource(source);
    block.openSpan();
    block.traceId(0);
    block.spanId(0);
    block.name(16, 19);
    block.statusMessage(16, 19);
    block.traceState(16, source.length);
    block.attributeString(16, 19, 16, 19);
    block.attributeString(16, 19, 16, source.length);
    block.openEvent();
    block.eventName(16, 19);
    block.closeEvent();
    block.closeSpan();
    const [, row] = (await rowsOf(block)) as [unknown, Record<string, unknown>];
    expect(row["name"]).toBe(good);
    expect(row["status_message"]).toBe(good);
    expect(row["trace_state"]).toBe(good.repeat(60));
    expect(row["attributes_string"]).toEqual([
      [good, good],
      [good, good.repeat(60)],
    ]);
    expect(row["events.name"]).toEqual([good]);
  });

  it("keeps kinds and status codes that do not fit a byte as 0", async () => {
    const span = { ...BASE, kind: 256, statusCode: -1 };
    expect(await rowsOf(blockOf([span]))).toEqual([
      expectedRow({ ...span, kind: 0, statusCode: 0 }),
    ]);
  });
});

/** The block, with every span that is appended through it discarded. */
function discarding(block: SpanBlock): SpanBlock {
  return withMethod(block, "closeSpan", () => block.discardSpan());
}

/** The block, throwing at the end of the first link, in the middle of a span. */
function breaking(block: SpanBlock): SpanBlock {
  return withMethod(block, "closeLink", () => {
    throw new Error("broken");
  });
}

function withMethod(block: SpanBlock, name: string, method: () => void): SpanBlock {
  return new Proxy(block, {
    get(target, property) {
      if (property === name) return method;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

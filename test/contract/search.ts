import {
  allOf,
  attributeTextIs,
  EVERY_SPAN,
  fieldIs,
  type NumberComparison,
  type Span,
  type SpanPredicate,
  type SpansetPipeline,
  type SpansetQuery,
  type Spansets,
} from "@spanhouse/model";
import type { TraceSearch } from "@spanhouse/storage";
import { expect, it } from "vitest";
import {
  attributesOf,
  newTraceId,
  resourceOf,
  testSpan,
  TEST_START,
} from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;
const EVER = { fromUnixNano: 0n, toUnixNano: 2n ** 64n };

/** A search for all newest traces, where nothing else is said. */
function whole(tenant: string, search: Partial<TraceSearch>): TraceSearch {
  return { tenant, time: EVER, where: EVERY_SPAN, order: "newest", limit: 100, ...search };
}

/** Which traces a search finds, and in which order. */
export function searchContract(under: () => StoreUnderTest): void {
  /** Names of the matching test spans, which are in a trace each, in the order of the answer. */
  async function find(
    tenant: string,
    spans: readonly Span[],
    search: Partial<TraceSearch>,
  ): Promise<string[]> {
    const { hits } = await under().store.reader.findTraces(whole(tenant, search));
    return hits.map(({ traceId }) => spans.find((span) => span.traceId === traceId)!.name);
  }

  it("finds by service, operation, kind, status and duration, all of them together", async () => {
    const tenant = under().newTenant();
    const lasting = (nanos: bigint): Partial<Span> => ({ endUnixNano: TEST_START + nanos });
    const spans = [
      testSpan({ name: "a", kind: 2, resource: resourceOf("cart"), ...lasting(100n) }),
      testSpan({ name: "b", kind: 3, statusCode: 2, ...lasting(200n) }),
      testSpan({ name: "c", kind: 3, statusCode: 1, ...lasting(300n) }),
      testSpan({ name: "d", kind: 3, ...lasting(-5n) }),
    ];
    await under().insert(tenant, spans);
    const names = async (...where: SpanPredicate[]): Promise<string> =>
      (await find(tenant, spans, { where: allOf(where) })).sort().join("");
    const cart = fieldIs("service", "=", "cart");
    expect(await names()).toBe("abcd");
    expect(await names(cart)).toBe("a");
    expect(await names(fieldIs("name", "=", "b"))).toBe("b");
    expect(await names(fieldIs("kind", "=", 3))).toBe("bcd");
    expect(await names(fieldIs("status", "=", 2))).toBe("b");
    expect(await names(fieldIs("duration", ">=", 200n))).toBe("bc");
    expect(await names(fieldIs("duration", "<=", 200n))).toBe("abd");
    expect(
      await names(
        fieldIs("duration", ">=", 200n),
        fieldIs("duration", "<=", 200n),
        fieldIs("service", "=", "shop"),
      ),
    ).toBe("b");
    expect(await names(cart, fieldIs("kind", "=", 3))).toBe("");
  });

  it("compares the text of an attribute with values of every type", async () => {
    const tenant = under().newTenant();
    const values = {
      text: "500",
      int: 500n,
      double: 500,
      half: 0.5,
      yes: true,
      yesText: "true",
      no: false,
      zero: 0n,
      negativeZero: -0,
      empty: "",
      max: 2n ** 63n - 1n,
      list: { type: "array", value: [{ type: "string", value: "x" }] },
      quoted: "it's \\ {p0:String}",
    } as const;
    const spans = Object.entries(values).map(([name, value]) =>
      testSpan({ name, attributes: attributesOf({ "my.key": value }) }),
    );
    spans.push(testSpan({ name: "absent" }));
    await under().insert(tenant, spans);
    const names = async (text: string): Promise<string[]> =>
      (await find(tenant, spans, { where: attributeTextIs("my.key", text) })).sort();
    expect(await names("500")).toEqual(["double", "int", "text"]);
    expect(await names("0.50")).toEqual(["half"]);
    expect(await names("true")).toEqual(["yes", "yesText"]);
    expect(await names("false")).toEqual(["no"]);
    expect(await names("0")).toEqual(["negativeZero", "zero"]);
    expect(await names("")).toEqual(["empty"]);
    expect(await names("9223372036854775807")).toEqual(["max"]);
    expect(await names("9223372036854775808")).toEqual([]);
    expect(await names('["x"]')).toEqual(["list"]);
    expect(await names("it's \\ {p0:String}")).toEqual(["quoted"]);
    expect(await names("nothing")).toEqual([]);
  });

  it("finds a promoted key wherever its value had to go", async () => {
    const tenant = under().newTenant();
    const key = "http.response.status_code";
    const values = { column: 404n, text: "404", double: 404, zero: 0n, big: 70_000n, empty: "" };
    const spans = Object.entries(values).map(([name, value]) =>
      testSpan({ name, attributes: attributesOf({ [key]: value, "http.route": "/r" }) }),
    );
    spans.push(testSpan({ name: "absent", attributes: attributesOf({ "http.route": "/r" }) }));
    await under().insert(tenant, spans);
    const names = async (text: string): Promise<string[]> =>
      (
        await find(tenant, spans, {
          where: allOf([attributeTextIs(key, text), attributeTextIs("http.route", "/r")]),
        })
      ).sort();
    expect(await names("404")).toEqual(["column", "double", "text"]);
    expect(await names("0")).toEqual(["zero"]);
    expect(await names("70000")).toEqual(["big"]);
    expect(await names("")).toEqual(["empty"]);
  });

  it("finds attributes of the resource, mixed with attributes of the span", async () => {
    const tenant = under().newTenant();
    const pod = (name: string): Span["resource"] =>
      resourceOf("shop", { "k8s.pod.name": name, cores: 4n });
    const spans = [
      testSpan({ name: "a", resource: pod("p1"), attributes: attributesOf({ k: "v" }) }),
      testSpan({ name: "b", resource: pod("p1") }),
      testSpan({
        name: "c",
        resource: pod("p2"),
        attributes: attributesOf({ k: "v", "k8s.pod.name": "p1" }),
      }),
    ];
    await under().insert(tenant, spans);
    const names = async (wanted: Record<string, string>): Promise<string> => {
      const where = allOf(Object.entries(wanted).map(([key, text]) => attributeTextIs(key, text)));
      return (await find(tenant, spans, { where })).sort().join("");
    };
    expect(await names({ "k8s.pod.name": "p1" })).toBe("abc");
    expect(await names({ "k8s.pod.name": "p2" })).toBe("c");
    expect(await names({ "k8s.pod.name": "p1", k: "v" })).toBe("ac");
    expect(await names({ cores: "4", "service.name": "shop", k: "v" })).toBe("ac");
    expect(await names({ cores: "5" })).toBe("");
  });

  it("wants all conditions of one span, not of one trace", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    await under().insert(tenant, [
      testSpan({ traceId, kind: 2, attributes: attributesOf({ k: "v" }) }),
      testSpan({ traceId, kind: 3 }),
    ]);
    for (const [kind, count] of [
      [2, 1],
      [3, 0],
    ] as const) {
      const where = allOf([attributeTextIs("k", "v"), fieldIs("kind", "=", kind)]);
      const { hits } = await under().store.reader.findTraces(whole(tenant, { where }));
      expect(hits).toHaveLength(count);
    }
  });

  it("answers newest first, ties by id, and the same with any limit", async () => {
    const tenant = under().newTenant();
    // From seconds to years apart, so that the walk through time takes windows of every size.
    const ages = [0n, 1n, 1n, 90n, 400n, 5_000n, 100_000n, 9_000_000n, 900_000_000n, -40_000_000n];
    const spans = ages.map((age, index) =>
      testSpan({ name: String(index), startUnixNano: TEST_START - age * SECOND }),
    );
    // A second match in the same trace, older than all others of its window.
    await under().insert(tenant, [
      ...spans,
      testSpan({ traceId: spans[3]!.traceId, startUnixNano: TEST_START - 299n * SECOND }),
    ]);
    const expected = spans
      .toSorted(
        (a, b) => Number(b.startUnixNano - a.startUnixNano) || (a.traceId < b.traceId ? -1 : 1),
      )
      .map(({ name }) => name);
    for (const limit of [1, 2, 3, 4, 5, 9, 10, 100]) {
      expect(await find(tenant, spans, { limit })).toEqual(expected.slice(0, limit));
    }
    const { hits } = await under().store.reader.findTraces(whole(tenant, { limit: 2 }));
    expect(hits[1]).toEqual({ traceId: spans[0]!.traceId, rankedBy: TEST_START });
  });

  it("finds further traces behind one with very many matching spans", async () => {
    const tenant = under().newTenant();
    const big = newTraceId();
    const crowd = Array.from({ length: 400 }, (_, index) =>
      testSpan({ traceId: big, startUnixNano: TEST_START + BigInt(index) }),
    );
    const behind = [1n, 2n].map((age) => testSpan({ startUnixNano: TEST_START - age }));
    await under().insert(tenant, [...crowd, ...behind]);
    const { hits } = await under().store.reader.findTraces(whole(tenant, { limit: 3 }));
    expect(hits.map(({ traceId }) => traceId)).toEqual([
      big,
      ...behind.map(({ traceId }) => traceId),
    ]);
  });

  it("takes the start of a range and leaves its end", async () => {
    const tenant = under().newTenant();
    const spans = [0n, 1n, DAY].map((after) =>
      testSpan({ name: String(after), startUnixNano: TEST_START + after }),
    );
    await under().insert(tenant, spans);
    const names = (from: bigint, to: bigint): Promise<string[]> =>
      find(tenant, spans, {
        time: { fromUnixNano: TEST_START + from, toUnixNano: TEST_START + to },
      });
    expect(await names(0n, 1n)).toEqual(["0"]);
    expect(await names(1n, DAY)).toEqual(["1"]);
    expect(await names(1n, DAY + 1n)).toEqual([String(DAY), "1"]);
    expect(await names(2n, 2n)).toEqual([]);
    expect(await names(9n, 5n)).toEqual([]);
    expect(
      await find(tenant, spans, { time: { fromUnixNano: -5n, toUnixNano: 2n ** 70n } }),
    ).toHaveLength(3);
  });
  it("finds by several spans of a trace, their numbers and the trace itself", async () => {
    const tenant = under().newTenant();
    const traceIds = Array.from({ length: 4 }, newTraceId);
    const spans = traceIds.flatMap((traceId, index) => {
      const spanId = "00000000000000aa";
      const n = attributesOf({ n: BigInt(index), "http.response.status_code": 200n });
      return [
        testSpan({ traceId, spanId, name: index === 3 ? "c" : "a" }),
        testSpan({ traceId, name: "b", parentSpanId: spanId, attributes: n }),
        testSpan({ traceId, name: index === 0 ? "b" : "d", startUnixNano: TEST_START + SECOND }),
      ];
    });
    await under().insert(tenant, spans);
    const filter = (index: number): Spansets => ({
      type: "filter",
      where: { type: "span", index },
    });
    const found = async (root: Spansets): Promise<readonly string[]> => {
      const spansets: SpansetQuery = {
        spanConditions: ["a", "b"].map((name) => fieldIs("name", "=", name)),
        measures: [{ attribute: "n" }, { attribute: "http.response.status_code" }, "duration"],
        root,
      };
      const [first, other] = await Promise.all(
        (["newest", "longest"] as const).map(async (order) => {
          const search = { ...whole(tenant, { order }), spansets };
          const { hits } = await under().store.reader.findTraces(search);
          return hits
            .map(({ traceId }) => traceIds.indexOf(traceId))
            .sort()
            .join("");
        }),
      );
      expect(other).toBe(first);
      return [first!];
    };
    const where = (...stages: SpansetPipeline["stages"]): Spansets => ({
      type: "pipeline",
      stages,
    });
    expect(await found({ type: "both", left: filter(0), right: filter(1) })).toEqual(["012"]);
    expect(
      await found({
        ...{ type: "related", relation: ">", keep: "unrelated" },
        ...{ left: filter(0), right: filter(1) },
      }),
    ).toEqual(["03"]);
    const least = (type: "sum" | "max", measure: number, value: bigint): NumberComparison => ({
      ...{ type: "compare", operator: ">=" },
      ...{ left: { type, measure }, right: { type: "constant", value } },
    });
    expect(await found(where(filter(1), least("sum", 0, 2n)))).toEqual(["23"]);
    expect(await found(where(filter(1), least("max", 1, 200n)))).toEqual(["0123"]);
    expect(await found(where(filter(1), least("max", 2, SECOND)))).toEqual([""]);
    expect(
      await found({
        type: "filter",
        where: { type: "trace", field: "rootName", operator: "=~", value: "^(a|x)$" },
      }),
    ).toEqual(["012"]);
  });
}

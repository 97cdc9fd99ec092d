import { spanIdText, type Attribute, type AttributeValue, type Span } from "@spanhouse/model";
import fc from "fast-check";
import { expect, it } from "vitest";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { attributesOf, newTraceId, testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** One attribute of a whole trace says of each span what the span says. */
export function spanAttributeContract(under: () => StoreUnderTest): void {
  async function valuesOf(
    tenant: string,
    traceId: string,
    key: string,
  ): Promise<Map<string, AttributeValue>> {
    const read = await under().store.reader.readSpanAttribute(tenant, traceId, key);
    const values = new Map<string, AttributeValue>();
    for (let place = 0; place < read.count; place++) {
      values.set(spanIdText(read.spanId, place), read.values[read.value[place]!]!);
    }
    return values;
  }

  async function expectAll(tenant: string, traceId: string): Promise<readonly string[]> {
    const { reader } = under().store;
    const spans = (await reader.readTraces(tenant, [traceId])).get(traceId)!.spans;
    const keys = new Set(spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    for (const key of [...keys, "nobody has it"]) {
      const expected = new Map<string, AttributeValue>();
      for (const { spanId, attributes } of spans) {
        const found = attributes.find((attribute) => attribute.key === key);
        if (found !== undefined) expected.set(spanId, found.value);
      }
      expect(await valuesOf(tenant, traceId, key), key).toEqual(expected);
    }
    const sorted = [...keys].sort();
    expect(await reader.readSpanAttributeKeys(tenant, traceId)).toEqual({
      ...{ keys: sorted, limited: false },
    });
    return sorted;
  }

  it("says of every key what the spans say, whatever its type and wherever it is kept", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const drawn = fc.sample(arbitrarySpan, { numRuns: 20, seed: 7 });
    const double = (value: number): Attribute => ({ key: "d", value: { type: "double", value } });
    const special: readonly (readonly Attribute[])[] = [
      attributesOf({ "http.route": "/cart", "http.response.status_code": 200n, tier: "gold" }),
      attributesOf({ "http.route": "", "http.response.status_code": "200", tier: 7n }),
      attributesOf({ "http.response.status_code": 70_000n, tier: "", "url.full": "https://ü/" }),
      [...attributesOf({ tier: "a" }), ...attributesOf({ tier: "b" })],
      [...attributesOf({ tier: true }), ...attributesOf({ tier: 5n })],
      ...[0.1, -0, Infinity, NaN].map((value) => [double(value)]),
      [{ key: "d", value: { type: "array", value: [{ type: "empty" }] } }],
    ];
    const spans = special.map((attributes): Span => testSpan({ traceId, attributes }));
    await under().insert(tenant, [...drawn.map((span) => ({ ...span, traceId })), ...spans]);
    await under().insert(tenant, [testSpan({ traceId, attributes: attributesOf({ tier: "x" }) })]);
    expect(await expectAll(tenant, traceId)).toContain("http.route");
  });

  it("cuts long texts, one character behind what is shown", async () => {
    const tenant = under().newTenant();
    const traceId = newTraceId();
    const attributes = attributesOf({ sql: "ü".repeat(1_500), "db.query.text": "x".repeat(1_500) });
    await under().insert(tenant, [testSpan({ traceId, attributes })]);
    const sql = [...(await valuesOf(tenant, traceId, "sql")).values()];
    expect(sql).toEqual([{ type: "string", value: "ü".repeat(1_001) }]);
    const text = [...(await valuesOf(tenant, traceId, "db.query.text")).values()];
    expect(text).toEqual([{ type: "string", value: "x".repeat(1_001) }]);
  });

  it("knows nothing of a trace that is not there, or of another tenant", async () => {
    const { reader } = under().store;
    const tenant = under().newTenant();
    const span = testSpan({ attributes: attributesOf({ tier: "gold" }) });
    await under().insert(tenant, [span]);
    expect(await valuesOf(under().newTenant(), span.traceId, "tier")).toEqual(new Map());
    const none = await reader.readSpanAttributeKeys(tenant, newTraceId());
    expect(none).toEqual({ keys: [], limited: false });
  });
}

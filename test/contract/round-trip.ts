import fc from "fast-check";
import type { AttributeValue, Span } from "@spanhouse/model";
import { expect, it } from "vitest";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { asText, attributesOf, newTraceId, resourceOf, testSpan } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** A span comes back exactly as it was sent. */
export function roundTripContract(under: () => StoreUnderTest): void {
  async function expectBack(spans: readonly Span[]): Promise<void> {
    const tenant = under().newTenant();
    await under().insert(tenant, spans);
    const ids = spans.map(({ traceId }) => traceId);
    const traces = await under().store.reader.readTraces(tenant, ids);
    const back = [...traces.values()].flatMap((trace) => trace.spans);
    expect(back.map(asText).sort()).toEqual(spans.map(asText).sort());
  }

  it("keeps every type of attribute value at its extremes", async () => {
    const values: Record<string, string | number | bigint | boolean | AttributeValue> = {
      text: "naïve 🦊 \u0000 '\\ \n",
      textEmpty: "",
      intMax: 2n ** 63n - 1n,
      intMin: -(2n ** 63n),
      intBeyondDouble: 9007199254740993n,
      zero: 0n,
      double: 1.5,
      doubleWhole: 3,
      negativeZero: -0,
      notANumber: NaN,
      infinite: -Infinity,
      smallest: Number.MIN_VALUE,
      yes: true,
      no: false,
      bytes: { type: "bytes", value: Uint8Array.of(0, 255, 128) },
      noBytes: { type: "bytes", value: new Uint8Array() },
      empty: { type: "empty" },
      list: { type: "keyValueList", value: attributesOf({ b: 1n, a: "x" }) },
      nested: {
        type: "array",
        value: [
          { type: "array", value: [{ type: "int", value: 5n }] },
          { type: "keyValueList", value: attributesOf({ deep: { type: "empty" } }) },
          { type: "string", value: "" },
        ],
      },
      noItems: { type: "array", value: [] },
    };
    const attributes = attributesOf(values);
    const event = { timeUnixNano: 5n, name: "e", attributes, droppedAttributesCount: 3 };
    const link = {
      traceId: newTraceId(),
      spanId: "00000000000000ff",
      traceState: "a=b",
      flags: 0x301,
      attributes,
      droppedAttributesCount: 4,
    };
    await expectBack([
      testSpan({
        attributes,
        events: [event, { ...event, name: "" }],
        links: [link],
        resource: { ...resourceOf("shop", values), droppedAttributesCount: 1, schemaUrl: "r" },
        scope: { name: "s", version: "1", attributes, droppedAttributesCount: 2, schemaUrl: "u" },
      }),
    ]);
  });

  it("keeps values of promoted keys that their columns cannot hold", async () => {
    const status = "http.response.status_code";
    const odd = [200n, 0n, 65_535n, 65_536n, -1n, "200", "", 200, true] as const;
    await expectBack(
      odd.map((value) => testSpan({ attributes: attributesOf({ [status]: value }) })),
    );
    const method = ["GET", "", 7n, false, { type: "empty" }] as const;
    await expectBack(
      method.map((value) =>
        testSpan({ attributes: attributesOf({ "http.request.method": value, "url.path": value }) }),
      ),
    );
  });

  it("keeps a key that is sent twice, promoted or not", async () => {
    const twice = [
      ...attributesOf({ k: "1", "http.route": "/a" }),
      ...attributesOf({ k: "2", "http.route": "/b" }),
    ];
    await expectBack([testSpan({ attributes: twice })]);
  });

  it("keeps times from 1970 to 2500 and ends before starts", async () => {
    const year2500 = 16_725_225_600_000_000_000n;
    const max = 2n ** 64n - 1n;
    await expectBack([
      testSpan({ startUnixNano: 0n, endUnixNano: 0n }),
      testSpan({ startUnixNano: 0n, endUnixNano: max }),
      testSpan({ startUnixNano: year2500, endUnixNano: year2500 + 1n }),
      testSpan({ startUnixNano: max, endUnixNano: max }),
      testSpan({ startUnixNano: 1_000n, endUnixNano: 5n }),
    ]);
  });

  it("keeps names, states, flags, counts and statuses", async () => {
    await expectBack([
      testSpan({ name: "", kind: 0, traceState: "vendor=x,other=y", flags: 0xffffffff }),
      testSpan({
        kind: 5,
        statusCode: 2,
        statusMessage: "it broke",
        parentSpanId: "00000000000000aa",
      }),
      testSpan({ droppedAttributesCount: 4294967295, droppedEventsCount: 1, droppedLinksCount: 2 }),
      testSpan({ resource: { attributes: [], droppedAttributesCount: 0, schemaUrl: "" } }),
    ]);
  });

  it("keeps whatever can be drawn", async () => {
    const spans = fc.sample(arbitrarySpan, { numRuns: 300, seed: 20261121 });
    await expectBack(spans.map((span, index) => ({ ...span, traceId: traceOf(index) })));
  });
}

/** Traces of ten spans each. */
function traceOf(index: number): string {
  return `c${Math.floor(index / 10)
    .toString(16)
    .padStart(31, "0")}`;
}

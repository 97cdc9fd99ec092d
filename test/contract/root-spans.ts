import type { Span } from "@spanhouse/model";
import type { RootSpanCount } from "@spanhouse/storage";
import { expect, it } from "vitest";
import { attributesOf, resourceOf, testSpan, TEST_START } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const MINUTE = 60_000_000_000n;
const RANGE = { fromUnixNano: TEST_START, toUnixNano: TEST_START + 5n * MINUTE };

/** How root spans are counted, which adaptive sampling computes from. */
export function rootSpansContract(under: () => StoreUnderTest): void {
  /** The counts as `service/operation th type param count`. */
  async function count(tenant: string, range = RANGE): Promise<string[]> {
    const counts = await under().store.reader.countRootSpans(tenant, range);
    return counts.map(lineOf);
  }

  it("counts by operation and by what spans say about their sampling, the most first", async () => {
    const tenant = under().newTenant();
    const sampled = (type: string, param: number, prefix = ""): Partial<Span> => ({
      attributes: attributesOf({
        [`${prefix}sampler.type`]: type,
        [`${prefix}sampler.param`]: param,
      }),
    });
    const times = (n: number, fields: Partial<Span>): Span[] =>
      Array.from({ length: n }, () => testSpan(fields));
    await under().insert(tenant, [
      ...times(7, { name: "th", traceState: "vendor=th:1,ot=p:8;th:fd70a;rv:6e6d1a75832a2f,x=1" }),
      ...times(6, { name: "jaeger", ...sampled("probabilistic", 0.001) }),
      ...times(5, { name: "jaeger", ...sampled("lowerbound", 0.001) }),
      ...times(4, { name: "go", ...sampled("probabilistic", 0.5, "jaeger.") }),
      ...times(3, { name: "plain", resource: resourceOf("cart") }),
      ...times(2, {
        name: "const",
        attributes: attributesOf({ "sampler.type": "const", "sampler.param": true }),
      }),
      ...times(1, { name: "other", traceState: "vendor=ot=th:8,ot=xth:8;th:zz" }),
      ...times(9, { name: "child", parentSpanId: "00000000000000aa" }),
    ]);
    expect(await count(tenant)).toEqual([
      "shop/th fd70a  0 7",
      "shop/jaeger  probabilistic 0.001 6",
      "shop/jaeger  lowerbound 0.001 5",
      "shop/go  probabilistic 0.5 4",
      "cart/plain   0 3",
      "shop/const  const 0 2",
      "shop/other   0 1",
    ]);
  });

  it("leaves out names that are too long, and cuts a sampler's type", async () => {
    const tenant = under().newTenant();
    const long = "x".repeat(512);
    const attributes = attributesOf({ "sampler.type": long });
    await under().insert(tenant, [
      testSpan({ name: long, attributes }),
      testSpan({ name: `${long}x` }),
      testSpan({ name: "op", resource: resourceOf(`${long}x`) }),
    ]);
    expect(await count(tenant)).toEqual([`shop/${long}  ${"x".repeat(16)} 0 1`]);
  });

  it("counts what started in the range, over buckets, days of receipt and inserts", async () => {
    const tenant = under().newTenant();
    const at = (minutes: bigint, nanos = 0n): Span =>
      testSpan({ name: "op", startUnixNano: TEST_START + minutes * MINUTE + nanos });
    // Recent days, because the store drops what was received before its retention.
    const day = Math.floor(Date.now() / 86_400_000) - 1;
    await under().insert(tenant, [at(-1n, MINUTE - 1n), at(0n), at(4n)], day);
    await under().insert(tenant, [at(5n, -1n), at(5n), at(3n)], day + 1);
    const counts = await under().store.reader.countRootSpans(tenant, RANGE);
    const first = Number(TEST_START / MINUTE);
    expect(counts.map(({ minute, spanCount }) => [minute - first, spanCount])).toEqual([
      [4, 2],
      [0, 1],
      [3, 1],
    ]);
    expect(await count(tenant, { ...RANGE, toUnixNano: RANGE.fromUnixNano })).toEqual([]);
    expect(await count(under().newTenant())).toEqual([]);
  });
}

function lineOf(count: RootSpanCount): string {
  const { service, operation, threshold, samplerType, samplerParam, spanCount } = count;
  return `${service}/${operation} ${threshold} ${samplerType} ${samplerParam} ${spanCount}`;
}

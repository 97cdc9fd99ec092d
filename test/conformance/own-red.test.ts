import type {
  OwnErrorBody,
  OwnKeyCompletions,
  OwnNameCompletions,
  OwnRed,
  OwnRedDistribution,
  OwnRedTotals,
  OwnValueCompletions,
} from "@spanhouse/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { attributesOf, resourceOf, testSpan, TEST_START } from "../support/test-span.ts";

/** Rates, errors, durations and completion of the own API over a real store: what docs/api/own.md promises. */

const START_US = TEST_START / 1_000n;
const HOUR_US = 3_600_000_000n;
const WINDOW = `start=${START_US}&end=${START_US + HOUR_US}`;
const MINUTE_NANO = 60_000_000_000n;

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  const span = (
    minute: bigint,
    durationMs: number,
    more: Parameters<typeof testSpan>[0] = {},
  ): ReturnType<typeof testSpan> => {
    const startUnixNano = TEST_START + minute * MINUTE_NANO;
    const endUnixNano = startUnixNano + BigInt(durationMs * 1e6);
    const resource = resourceOf("cart", { zone: "a" });
    return testSpan({ startUnixNano, endUnixNano, kind: 2, resource, name: "GET /cart", ...more });
  };
  await query.insert([
    span(0n, 4),
    span(0n, 100, { statusCode: 2, spanId: "00000000000000aa" }),
    span(2n, 8, { traceState: "ot=th:8", attributes: attributesOf({ "cart.size": 3n }) }),
    span(2n, 1, { kind: 3, name: "SELECT" }),
    span(0n, 1, { resource: resourceOf("pay"), name: "POST /pay" }),
    span(-1_440n, 16),
  ]);
});

afterAll(() => query.close());

async function get<T>(path: string): Promise<T> {
  const response = await fetch(query.url + path);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}

describe("/api/own/red/distribution", () => {
  const of = "service=cart&operation=GET%20%2Fcart";

  it("answers how long the spans of one operation took, as often as they stand for", async () => {
    const path = `/api/own/red/distribution?${WINDOW}&${of}&kind=2`;
    const { count, upToUs, counts } = await get<OwnRedDistribution>(path);
    expect(count).toBe(4);
    expect(counts).toEqual([1, 2, 1]);
    // The edges 4 ms and 8 ms are exact.
    expect(upToUs.slice(0, 2)).toEqual([4_000, 8_000]);
    expect(upToUs[2]).toBeGreaterThanOrEqual(100_000);
    expect(upToUs[2]).toBeLessThan(103_000);
    expect(await get(`/api/own/red/distribution?${WINDOW}&${of}&kind=3`)).toEqual({
      ...{ count: 0, upToUs: [], counts: [] },
    });
  });

  it.each(["service=cart", "operation=a", `${of}&kind=9`, `${of}&start=5&end=5`])(
    "refuses %s",
    async (parameters) => {
      const answer = await fetch(`${query.url}/api/own/red/distribution?${parameters}`);
      const { error } = (await answer.json()) as OwnErrorBody;
      expect([answer.status, error.code]).toEqual([400, "QUERY_INVALID"]);
    },
  );
});

describe("/api/own/red", () => {
  it("answers one series per service with a place per step", async () => {
    const red = await get<OwnRed>(`/api/own/red?${WINDOW}&step=1m&kind=2&kind=5&quantile=1`);
    expect({ ...red, series: [] }).toEqual({
      startUnixSeconds: Number(START_US / 1_000_000n),
      ...{ stepSeconds: 60, windowSeconds: 60, steps: 60, quantiles: [1], series: [] },
      ...{ seriesLeftOut: 0, warnings: [] },
    });
    const [cart, pay] = red.series;
    expect([cart!.service, cart!.operation, pay!.service]).toEqual(["cart", "", "pay"]);
    expect(cart!.count.slice(0, 4)).toEqual([2, 0, 2, 0]);
    expect(cart!.errorCount.slice(0, 3)).toEqual([1, 0, 0]);
    expect(cart!.durationSumUs.slice(0, 3)).toEqual([104_000, 0, 16_000]);
    const [slowest] = cart!.quantilesUs;
    expect(slowest![0]! / 100_000).toBeCloseTo(1, 1);
    expect(slowest![1]).toBeNull();
    expect(cart).not.toHaveProperty("exemplars");
  });

  it("groups by operation, looks back over a window, and names spans", async () => {
    const red = await get<OwnRed>(
      `/api/own/red?${WINDOW}&step=60s&window=3m&groupBy=operation&service=cart&exemplars=true`,
    );
    expect(red.series.map(({ operation }) => operation)).toEqual(["GET /cart", "SELECT"]);
    const [cart] = red.series;
    expect(cart!.count.slice(0, 6)).toEqual([2, 2, 4, 2, 2, 0]);
    expect(cart!.exemplars![0]).toMatchObject({ spanId: "00000000000000aa", durationUs: 100_000 });
    expect(cart!.exemplars![1]).toBeNull();
    expect(red.quantiles).toEqual([0.5, 0.95, 0.99]);
  });

  it("chooses a step, and leaves series out when the limit says so", async () => {
    const red = await get<OwnRed>(`/api/own/red?${WINDOW}&limit=1`);
    expect([red.stepSeconds, red.series.length, red.seriesLeftOut]).toEqual([60, 1, 1]);
    expect(red.warnings).toEqual(["1 series with fewer spans are left out"]);
  });
});

it("/api/own/red/totals compares with an earlier range", async () => {
  const totals = await get<OwnRedTotals>(
    `/api/own/red/totals?${WINDOW}&kind=2&quantile=1&compare=24h`,
  );
  const [cart, pay] = totals.rows;
  expect(cart!.now).toMatchObject({ count: 4, errorCount: 1, durationSumUs: 120_000 });
  expect(cart!.earlier).toMatchObject({ count: 1, errorCount: 0, durationSumUs: 16_000 });
  expect(cart!.errorExemplar).toMatchObject({ spanId: "00000000000000aa" });
  expect(pay!.earlier).toEqual({
    ...{ count: 0, errorCount: 0, durationSumUs: 0, quantilesUs: [null] },
  });
  expect(pay).not.toHaveProperty("errorExemplar");
});

describe("/api/own/complete", () => {
  it("offers keys and values", async () => {
    const keys = await get<OwnKeyCompletions>("/api/own/complete/keys?prefix=CART");
    expect(keys).toEqual({
      keys: [{ key: "cart.size", level: "span", types: ["int"] }],
      limited: false,
    });
    const resource = await get<OwnKeyCompletions>("/api/own/complete/keys?level=resource&limit=1");
    expect([resource.keys.length, resource.limited]).toEqual([1, true]);
    expect(await get<OwnValueCompletions>("/api/own/complete/values?key=cart.size")).toEqual({
      values: [{ text: "3", type: "int" }],
      limited: false,
    });
  });

  it("offers services and operations", async () => {
    expect(await get<OwnNameCompletions>("/api/own/complete/services?prefix=C")).toEqual({
      names: ["cart"],
      limited: false,
    });
    const operations = "/api/own/complete/operations";
    expect((await get<OwnNameCompletions>(`${operations}?prefix=se`)).names).toEqual(["SELECT"]);
    expect((await get<OwnNameCompletions>(`${operations}?service=pay`)).names).toEqual([
      "POST /pay",
    ]);
  });
});

describe("what cannot be understood is answered 400 with the reason", () => {
  const long = "x".repeat(513);
  const many = Array.from({ length: 501 }, () => "service=a").join("&");
  it.each([
    ["/red?start=x", "start must be microseconds"],
    ["/red?start=123456789012345678", "start must be microseconds"],
    ["/red?start=5&end=5", "start must be before end"],
    ["/red?step=0s", "step must be whole seconds"],
    ["/red?step=1.5s", "step must be whole seconds"],
    ["/red?step=abc", "step: time: invalid duration"],
    ["/red?start=0&step=1s", "step is too short"],
    ["/red?step=10s&window=24h", "window must have at most 720 steps"],
    ["/red?kind=6", "kind must be 0 to 5"],
    ["/red?groupBy=pod", "groupBy must be"],
    ["/red?quantile=1.1", "quantile must be 0 to 1"],
    ["/red?quantile=-1", "quantile must be 0 to 1"],
    ["/red?quantile=1e-3", "quantile must be 0 to 1"],
    [`/red?${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `quantile=.${n}`).join("&")}`, "at most 8"],
    ["/red?exemplars=yes", "exemplars must be"],
    ["/red?limit=0", "limit must be"],
    [`/red?${many}`, "at most 500"],
    ["/red/totals?compare=x", "compare: time"],
    ["/complete/keys?level=link", "level must be one of"],
    ["/complete/values", "parameter 'key' is required"],
    [`/complete/services?prefix=${long}`, "prefix must have at most 512"],
    ["/complete/services?limit=-1", "limit must be"],
  ])("%s", async (path, reason) => {
    const response = await fetch(`${query.url}/api/own${path}`);
    const { error } = (await response.json()) as OwnErrorBody;
    expect([response.status, error.code]).toEqual([400, "QUERY_INVALID"]);
    expect(error.message).toContain(reason);
  });

  it("ranges and limits beyond all reason are cut or answered", async () => {
    const forever = "start=0&end=99999999999999999";
    const red = await get<OwnRed>(`/api/own/red?${forever}&step=87600h&limit=999999999`);
    expect(red.series).toHaveLength(2);
    const totals = await get<OwnRedTotals>(`/api/own/red/totals?${forever}&groupBy=operation`);
    expect(totals.rows).toHaveLength(3);
  });
});

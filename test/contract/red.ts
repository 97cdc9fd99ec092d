import { adjustedCountOf, LATENCY_ERROR_MAX, latencyBinOf, type Span } from "@spanhouse/model";
import type { RedAnswer, RedSeries } from "@spanhouse/storage";
import { expect, it } from "vitest";
import { Random } from "../bench/traffic/random.ts";
import { exactRed, grouped, serviceOf, type ExactRed } from "../support/red-brute-force.ts";
import { dayOf } from "../support/spool-file.ts";
import { resourceOf, testSpan, TEST_START } from "../support/test-span.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const QUANTILES = [0.5, 0.9, 0.99, 0.999];
const RANGE = { fromUnixNano: TEST_START - 20n * MINUTE, toUnixNano: TEST_START + 40n * MINUTE };

/** Rates, errors and durations: equal to what all spans together say. */
export function redContract(under: () => StoreUnderTest): void {
  it("counts every span where it started, as often as it stands for, whatever batch brought it", async () => {
    const tenant = under().newTenant();
    const spans = randomSpans(3_000, TEST_START);
    // Batches overlap in time, so most minutes have rows of several; the last one is a day late.
    const batches = [0, 1, 2, 3].map((batch) => spans.filter((_, index) => index % 4 === batch));
    const day = dayOf(Date.now()) - 1;
    for (const [index, batch] of batches.entries()) {
      const parts = [under().file(tenant, batch, day + (index === 3 ? 1 : 0))];
      const insert = { parts, token: `${tenant}-${index}` };
      for (let time = 0; time < 2; time++) {
        expect(await under().store.writer.insert(insert)).toEqual({ status: "stored" });
      }
    }
    await compareAll(under(), tenant, spans);
    await under().reopen();
    for (const table of ["red_minute", "red_service_minute"]) {
      await under().merge(table);
    }
    await compareAll(under(), tenant, spans);
  });

  it("has steps of ten seconds for the last day, and minutes before", async () => {
    const tenant = under().newTenant();
    const now = (BigInt(Date.now()) * 1_000_000n) / MINUTE - 60n;
    const spans = randomSpans(500, now * MINUTE);
    await under().insert(tenant, spans);
    const ask = async (fromUnixNano: bigint): Promise<RedAnswer> =>
      under().store.red.readRed({
        tenant,
        time: { fromUnixNano, toUnixNano: (now + 60n) * MINUTE },
        ...{ stepSeconds: 15, groupBy: "operation", quantiles: QUANTILES },
      });
    const fine = await ask((now - 30n) * MINUTE);
    expect(fine.stepSeconds).toBe(20);
    compare(fine, spans, byOperation);
    const coarse = await ask((now - 30n * 60n) * MINUTE);
    expect(coarse.stepSeconds).toBe(60);
    compare(coarse, spans, byOperation);
  });

  it("looks back over a rolling window", async () => {
    const tenant = under().newTenant();
    const spans = randomSpans(800, TEST_START);
    await under().insert(tenant, spans);
    const answer = await under().store.red.readRed({
      ...{ tenant, time: RANGE, stepSeconds: 60, windowSeconds: 290, groupBy: "service" },
      quantiles: QUANTILES,
    });
    expect(answer.windowSeconds).toBe(300);
    compare(answer, spans, serviceOf);
  });

  it("answers for some services, operations and kinds", async () => {
    const tenant = under().newTenant();
    const spans = randomSpans(500, TEST_START);
    await under().insert(tenant, spans);
    const question = { tenant, time: RANGE, stepSeconds: 60, quantiles: QUANTILES };
    const some = await under().store.red.readRed({
      ...{ ...question, groupBy: "service", services: ["cart", "none"], kinds: [2, 5] },
    });
    const wanted = spans.filter((span) => serviceOf(span) === "cart" && [2, 5].includes(span.kind));
    compare(some, wanted, serviceOf);
    const named = await under().store.red.readRed({
      ...{ ...question, groupBy: "service", operations: ["op 1"] },
    });
    compare(
      named,
      spans.filter(({ name }) => name === "op 1"),
      serviceOf,
    );
  });

  it("says how long the spans of one operation took", async () => {
    const tenant = under().newTenant();
    const spans = randomSpans(800, TEST_START);
    await under().insert(tenant, spans.slice(0, 400));
    await under().insert(tenant, spans.slice(400));
    const question = { tenant, time: RANGE, service: "cart", operation: "op 1" };
    for (const kinds of [undefined, [2]]) {
      const expected = new Map<number, number>();
      for (const span of spans) {
        const isOf = serviceOf(span) === "cart" && span.name === "op 1";
        if (!isOf || kinds?.includes(span.kind) === false) continue;
        const bin = latencyBinOf(durationOf(span));
        expected.set(bin, (expected.get(bin) ?? 0) + adjustedCountOf(span.traceState));
      }
      const asked = kinds === undefined ? question : { ...question, kinds };
      const { bins, binWeights } = await under().store.red.readRedDistribution(asked);
      expect(expected.size).toBeGreaterThan(3);
      expect([...bins]).toEqual([...expected.keys()].sort((a, b) => a - b));
      bins.forEach((bin, at) => expect(binWeights[at]).toBeCloseTo(expected.get(bin)!, 6));
    }
    const none = await under().store.red.readRedDistribution({ ...question, operation: "none" });
    expect(none.bins).toHaveLength(0);
  });

  it("names a span that is stored for each point, the slowest", async () => {
    const tenant = under().newTenant();
    const spans = randomSpans(300, TEST_START);
    await under().insert(tenant, spans);
    const { series, firstUnixSeconds } = await under().store.red.readRed({
      ...{ tenant, time: RANGE, stepSeconds: 60, groupBy: "operation", quantiles: [] },
      exemplars: true,
    });
    const seen: string[] = [];
    for (const one of series) {
      for (const [point, exemplar] of one.exemplars!.entries()) {
        if (exemplar === undefined) continue;
        const minute = BigInt(firstUnixSeconds / 60 + point);
        const there = spans.filter(
          (span) => byOperation(span) === keyOf(one) && span.startUnixNano / MINUTE === minute,
        );
        const slowest = Math.max(...there.map(durationOf));
        const { traceId, spanId, durationNano } = exemplar;
        expect(durationNano).toBe(slowest);
        expect(there.map((span) => [span.traceId, span.spanId])).toContainEqual([traceId, spanId]);
        seen.push(traceId);
      }
      expect(one.exemplars!.map(Boolean)).toEqual([...one.count].map(Boolean));
    }
    expect(seen.length).toBeGreaterThan(20);
  });

  it("leaves out the series with the fewest spans and the oldest steps, and says so", async () => {
    const tenant = under().newTenant();
    const at = (name: string, times: number): Span[] =>
      Array.from({ length: times }, () => testSpan({ name }));
    await under().insert(tenant, [...at("few", 1), ...at("many", 3), ...at("also many", 3)]);
    const question = { tenant, time: RANGE, groupBy: "operation", quantiles: [0.5] } as const;
    const answer = await under().store.red.readRed({ ...question, stepSeconds: 60, seriesMax: 2 });
    expect(answer.series.map(({ operation }) => operation)).toEqual(["also many", "many"]);
    expect(answer.seriesLeftOut).toBe(1);
    const totals = await under().store.red.readRedTotals({ ...question, limit: 2 });
    expect(totals.rows.map(({ operation }) => operation)).toEqual(["also many", "many"]);
    expect(totals.rowsLeftOut).toBe(1);
    const days = 30n * 1440n * MINUTE;
    const long = await under().store.red.readRed({
      ...{ ...question, stepSeconds: 60 },
      time: { ...RANGE, fromUnixNano: RANGE.toUnixNano - days },
    });
    expect([long.steps, long.stepsLeftOut]).toEqual([11_000, 30 * 1440 - 11_000]);
    expect(long.series.map(({ count }) => sum(count))).toEqual([3, 3, 1]);
    const nothing = { ...RANGE, toUnixNano: RANGE.fromUnixNano };
    expect(
      (await under().store.red.readRed({ ...question, time: nothing, stepSeconds: 60 })).series,
    ).toEqual([]);
  });

  it("survives every start time and duration that 64 bits can say", async () => {
    const tenant = under().newTenant();
    const most = 2n ** 64n - 1n;
    const spans = [
      testSpan({ startUnixNano: 0n, endUnixNano: 2n ** 63n - 1n }),
      testSpan({ startUnixNano: most, endUnixNano: most }),
      testSpan({ startUnixNano: TEST_START, endUnixNano: TEST_START - 5n }),
      testSpan({ startUnixNano: most - 1n, endUnixNano: 0n }),
    ];
    await under().insert(tenant, spans);
    const { rows } = await under().store.red.readRedTotals({
      ...{ tenant, time: { fromUnixNano: 0n, toUnixNano: 2n ** 64n }, groupBy: "service" },
      ...{ quantiles: [0, 1], limit: 10 },
    });
    expect(rows).toHaveLength(1);
    const { now } = rows[0]!;
    expect([now.count, now.quantilesNano[0]]).toEqual([4, 0]);
    expect(now.quantilesNano[1]! / 2 ** 63).toBeCloseTo(1, 1);
  });
}

async function compareAll(
  under: StoreUnderTest,
  tenant: string,
  spans: readonly Span[],
): Promise<void> {
  const { red } = under.store;
  const question = { tenant, time: RANGE, quantiles: QUANTILES };
  for (const stepSeconds of [60, 300, 1_800]) {
    compare(await red.readRed({ ...question, stepSeconds, groupBy: "service" }), spans, serviceOf);
    compare(
      await red.readRed({ ...question, stepSeconds, groupBy: "operation" }),
      spans,
      byOperation,
    );
  }
  const half = TEST_START + 10n * MINUTE;
  const totals = await red.readRedTotals({
    ...{ ...question, limit: 1_000, groupBy: "operation" },
    time: { fromUnixNano: half, toUnixNano: RANGE.toUnixNano },
    earlier: { fromUnixNano: RANGE.fromUnixNano, toUnixNano: half },
  });
  const now = grouped(
    spans.filter(({ startUnixNano }) => startUnixNano >= half),
    byOperation,
  );
  const before = grouped(
    spans.filter(({ startUnixNano }) => startUnixNano < half),
    byOperation,
  );
  expect(totals.rows.map(keyOf).sort()).toEqual([...now.keys()].sort());
  for (const row of totals.rows) {
    compareNumbers(row.now, exactRed(now.get(keyOf(row))!));
    compareNumbers(row.earlier!, exactRed(before.get(keyOf(row)) ?? []));
    const slowest = now.get(keyOf(row))!.filter(({ statusCode }) => statusCode === 2);
    expect(row.errorExemplar?.durationNano).toBe(
      slowest.length === 0 ? undefined : Math.max(...slowest.map(durationOf)),
    );
  }
  await compareCounters(under, tenant, spans);
}

async function compareCounters(
  under: StoreUnderTest,
  tenant: string,
  spans: readonly Span[],
): Promise<void> {
  const day = dayOf(Date.now()) - 1;
  const days = { firstReceivedDay: day, lastReceivedDay: day + 1 };
  const all = await under.store.red.readRedCounters({ tenant, ...days, seriesMax: 1_000 });
  const keyed = (one: { kind: number; statusCode: number }, key: string): string =>
    `${key} ${one.kind} ${one.statusCode}`;
  const exact = grouped(spans, (span) => keyed(span, byOperation(span)));
  expect(all.series.map((one) => keyed(one, keyOf(one))).sort()).toEqual([...exact.keys()].sort());
  for (const one of all.series) {
    const { count, durationSumNano } = exactRed(exact.get(keyed(one, keyOf(one)))!);
    expect(one.count).toBeCloseTo(count, 6);
    expect(one.durationSumNano / durationSumNano || 1).toBeCloseTo(1, 9);
    expect(sum(one.binWeights)).toBeCloseTo(count, 6);
    expect([...one.bins]).toEqual([...one.bins].sort((a, b) => a - b));
  }
  const lastDay = { firstReceivedDay: day + 1, lastReceivedDay: day + 1 };
  const late = await under.store.red.readRedCounters({ tenant, ...lastDay, seriesMax: 3 });
  expect(late.series).toHaveLength(3);
  expect(late.seriesLeftOut).toBeGreaterThan(0);
  expect(late.series[0]!.count).toBeLessThan(all.series[0]!.count);
}

/** Every point of every series, also those without spans. */
function compare(answer: RedAnswer, spans: readonly Span[], key: (span: Span) => string): void {
  const bySeries = grouped(spans, key);
  expect(answer.series.map(keyOf).sort()).toEqual([...bySeries.keys()].sort());
  for (const series of answer.series) {
    const own = bySeries.get(keyOf(series))!;
    for (let point = 0; point < answer.steps; point++) {
      const end = BigInt(answer.firstUnixSeconds + (point + 1) * answer.stepSeconds) * SECOND;
      const begin = end - BigInt(answer.windowSeconds) * SECOND;
      const there = own.filter((span) => span.startUnixNano >= begin && span.startUnixNano < end);
      compareNumbers(numbersAt(series, point), exactRed(there));
    }
  }
}

function numbersAt(series: RedSeries, point: number): Parameters<typeof compareNumbers>[0] {
  return {
    count: series.count[point]!,
    errorCount: series.errorCount[point]!,
    durationSumNano: series.durationSumNano[point]!,
    quantilesNano: series.quantilesNano.map((values) => values[point]!),
  };
}

function compareNumbers(
  found: {
    readonly count: number;
    readonly errorCount: number;
    readonly durationSumNano: number;
    readonly quantilesNano: readonly number[];
  },
  exact: ExactRed,
): void {
  const close = (a: number, b: number): boolean =>
    Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  const pairs = [
    [found.count, exact.count],
    [found.errorCount, exact.errorCount],
    [found.durationSumNano, exact.durationSumNano],
  ] as const;
  for (const [one, other] of pairs) if (!close(one, other)) expect(one).toBe(other);
  for (const [index, share] of QUANTILES.entries()) {
    const estimate = found.quantilesNano[index]!;
    const wanted = exact.quantile(share);
    if (Number.isNaN(wanted)) expect(estimate).toBeNaN();
    else if (!(Math.abs(estimate - wanted) <= wanted * LATENCY_ERROR_MAX * 1.000_001)) {
      expect([share, estimate]).toEqual([share, wanted]);
    }
  }
}

/** Spans of half an hour from `start` on: most lively, some sampled, some failed, some that end too early. */
function randomSpans(count: number, start: bigint): Span[] {
  const random = new Random(7);
  return Array.from({ length: count }, () => {
    const startUnixNano = start + BigInt(random.between(0, 1_799_999_999)) * 1_000n;
    const micros = 2 ** (random.between(-20, 240) / 10);
    const threshold = random.pick(["", "", "", "8", "fd70a", "c", "5555"]);
    return testSpan({
      startUnixNano,
      endUnixNano:
        startUnixNano +
        BigInt(Math.round(micros * 1_000)) -
        (random.between(0, 40) === 0 ? 10n ** 12n : 0n),
      name: `op ${random.between(0, 3)}`,
      kind: random.between(0, 5),
      statusCode: random.pick([0, 0, 0, 1, 2]),
      traceState: threshold === "" ? random.pick(["", "vendor=1"]) : `a=b,ot=th:${threshold}`,
      resource: resourceOf(random.pick(["cart", "cart", "shop", "pay", ""])),
    });
  });
}

const durationOf = (span: Span): number =>
  Math.max(0, Number(span.endUnixNano - span.startUnixNano));

const byOperation = (span: Span): string => `${serviceOf(span)}/${span.name}`;

/** The key of a series, as `serviceOf` or `byOperation` has it. */
function keyOf({ service, operation }: { service: string; operation: string }): string {
  return operation === "" ? service : `${service}/${operation}`;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

import { attributeTextIs, EVERY_SPAN, fieldIs } from "@spanhouse/model";
import type { TraceSearch } from "@spanhouse/storage";
import { cpuSeconds, numberOption, openBenchStore, type BenchStore } from "./bench-store.ts";
import { percentile, printReport, type Measure } from "./report.ts";
import { shopBatches } from "./shop-batches.ts";

/**
 * Reads from a store that was filled as in production: many inserts, merged in the background only.
 * Options: --spans 10000000, --batch 100000, --reads 200.
 */

const SECOND_NANO = 1_000_000_000n;
/** The traffic of the benchmark is spread over this time. */
const TRAFFIC_SECONDS = 3_600;
const SETTLE_PARTS_MS = 120_000;

export async function main(args: readonly string[]): Promise<void> {
  const spans = numberOption(args, "spans", 10_000_000);
  const batchSpans = numberOption(args, "batch", 100_000);
  const reads = numberOption(args, "reads", 200);
  const bench = await openBenchStore();
  try {
    const loaded = await load(bench, spans, batchSpans);
    const measures = [
      ...(await readTraces(bench, reads)),
      ...(await searches(bench, loaded, reads)),
    ];
    printReport({
      bench: "read",
      conditions: { ...loaded.conditions, batchSpans, reads },
      measures,
    });
  } finally {
    await bench.close();
  }
}

interface Loaded {
  readonly startUnixMs: number;
  readonly conditions: Readonly<Record<string, string | number>>;
}

async function load(bench: BenchStore, wanted: number, batchSpans: number): Promise<Loaded> {
  const startUnixMs = Date.now() - TRAFFIC_SECONDS * 1000;
  const from = performance.now();
  const cpu = cpuSeconds();
  let spans = 0;
  const traffic = { folder: bench.files, startUnixMs, spansPerSecond: wanted / TRAFFIC_SECONDS };
  for (const batch of shopBatches({ ...traffic, spans: wanted, batchSpans })) {
    await bench.insert(batch);
    spans += batch.spans;
    process.stderr.write(`\r${spans} spans`);
  }
  const loadSeconds = Math.round((performance.now() - from) / 1000);
  await settle(bench);
  const parts = Number((await bench.sql.rows(`SELECT count() ${ACTIVE_SPANS}`))[0]![0]);
  const conditions = {
    spans,
    loadSeconds,
    cpuMicrosPerSpan: Number((((cpuSeconds() - cpu) / spans) * 1e6).toFixed(2)),
    parts,
    rssMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
  return { startUnixMs, conditions };
}

const ACTIVE_SPANS =
  "FROM system.parts WHERE active AND database = 'spanhouse' AND table = 'spans'";

/** Waits until background merges are done, as they would be a minute after the load. */
async function settle({ sql }: BenchStore): Promise<void> {
  const end = Date.now() + SETTLE_PARTS_MS;
  while (Date.now() < end) {
    const [[merges]] = (await sql.rows("SELECT count() FROM system.merges")) as [[string]];
    if (merges === "0") return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function readTraces({ store, sql }: BenchStore, reads: number): Promise<Measure[]> {
  // Any traces, in no order; the hash makes the choice the same every time.
  const rows = await sql.rows(
    `SELECT lower(hex(trace_id)) AS id FROM spanhouse.trace_summaries GROUP BY trace_id ORDER BY cityHash64(id) LIMIT ${reads * 2}`,
  );
  const ids = rows.map(([id]) => id!);
  const times: number[] = [];
  let spans = 0;
  for (const [index, id] of ids.entries()) {
    const from = performance.now();
    const traces = await store.reader.readTraces("", [id]);
    // The first half warms up: caches, and the code itself.
    if (index < reads) continue;
    times.push(performance.now() - from);
    spans += traces.get(id)?.spans.length ?? 0;
  }
  const columnTimes: number[] = [];
  for (const id of ids.slice(reads)) {
    const from = performance.now();
    await store.reader.readTraceColumns("", id);
    columnTimes.push(performance.now() - from);
  }
  return [
    { name: "trace as columns, p50", value: percentile(columnTimes, 0.5), unit: "ms" },
    { name: "trace as columns, p99", value: percentile(columnTimes, 0.99), unit: "ms" },
    { name: "trace by id, p50", value: percentile(times, 0.5), unit: "ms", goal: { atMost: 10 } },
    { name: "trace by id, p99", value: percentile(times, 0.99), unit: "ms", goal: { atMost: 30 } },
    { name: "spans of a trace, mean", value: spans / times.length, unit: "spans" },
  ];
}

async function searches(
  { store }: BenchStore,
  { startUnixMs }: Loaded,
  reads: number,
): Promise<Measure[]> {
  const fromUnixNano = BigInt(startUnixMs) * 1_000_000n - 60n * SECOND_NANO;
  const time = {
    fromUnixNano,
    toUnixNano: fromUnixNano + 2n * BigInt(TRAFFIC_SECONDS) * SECOND_NANO,
  };
  const whole: TraceSearch = { tenant: "", time, where: EVERY_SPAN, order: "newest", limit: 20 };
  const measure = async (
    name: string,
    // Of the run, because the engine remembers which granules a condition does not match.
    searchOf: (run: number) => Partial<TraceSearch>,
    goal?: number,
  ): Promise<Measure> => {
    const times: number[] = [];
    for (let run = 0; run < Math.max(10, reads / 10); run++) {
      const from = performance.now();
      await store.reader.findTraces({ ...whole, ...searchOf(run) });
      times.push(performance.now() - from);
    }
    const limit = goal === undefined ? {} : { goal: { atMost: goal } };
    return { name: `search, ${name}, p50`, value: percentile(times, 0.5), unit: "ms", ...limit };
  };
  // "Nowhere" means that all of the hour is searched, the worst case.
  return [
    await measure("latest traces", () => ({})),
    await measure("service", () => ({ where: fieldIs("service", "=", "checkout") })),
    await measure("promoted, found early", tagged("http.response.status_code", "200")),
    await measure("promoted, nowhere", (run) => tagged("http.route", `/nowhere/${run}`)(), 60),
    await measure("map, nowhere", (run) => tagged("app.region", `nowhere-${run}`)(), 600),
    await measure("resource attribute", tagged("host.name", "node-a1")),
  ];
}

function tagged(key: string, text: string): () => Partial<TraceSearch> {
  return () => ({ where: attributeTextIs(key, text) });
}

import { cpuSeconds, numberOption, openBenchStore } from "./bench-store.ts";
import { landscapeBatches } from "./landscape-batches.ts";
import { printReport, type Measure } from "./report.ts";
import { shopBatches } from "./shop-batches.ts";

/**
 * What it costs to compute who calls whom, in CPU time of all threads per span: five minutes that are full, as after
 * a run of `bench -- ingest`, and a day of 200 services, in which each five minutes are thin.
 * Options: --spans 1000000.
 */
const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;
/** Spans of full five minutes start within these. */
const FULL_SECONDS = 290;

type Shape = "full five minutes" | "a day of 200 services";

export async function main(args: readonly string[]): Promise<void> {
  const spans = numberOption(args, "spans", 1_000_000);
  const measures: Measure[] = [];
  for (const shape of ["full five minutes", "a day of 200 services"] as const) {
    measures.push(...(await measure(shape, spans)));
  }
  printReport({ bench: "graph", conditions: { spans }, measures });
}

async function measure(shape: Shape, spans: number): Promise<readonly Measure[]> {
  const bench = await openBenchStore();
  try {
    const startUnixMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 30 * HOUR_MS;
    const common = { folder: bench.files, spans, batchSpans: 200_000, startUnixMs };
    const batches =
      shape === "full five minutes"
        ? shopBatches({ ...common, spansPerSecond: spans / FULL_SECONDS })
        : landscapeBatches({ ...common, seconds: DAY_SECONDS });
    for (const batch of batches) await bench.insert(batch);
    await bench.sql.rows("OPTIMIZE TABLE spanhouse.spans FINAL");
    const before = cpuSeconds();
    const run = await bench.store.graphJob.run({ everything: true });
    const seconds = cpuSeconds() - before;
    return [
      { name: `${shape}: CPU`, value: (seconds / spans) * 1e6, unit: "µs/span" },
      { name: `${shape}: CPU`, value: (seconds / run.computedSteps) * 1e3, unit: "ms/step" },
      { name: `${shape}: steps computed`, value: run.computedSteps, unit: "" },
    ];
  } finally {
    await bench.close();
  }
}

import { cpuSeconds, numberOption, openBenchStore } from "./bench-store.ts";
import { percentile, printReport } from "./report.ts";
import { shopBatches } from "./shop-batches.ts";

/**
 * The question that adaptive sampling asks the store once a minute, over its window of five minutes, in a store that
 * takes in `--rate` spans a second: while parts are as inserted, and again when they are merged.
 * Options: --rate 10000, --batch 10000, --reads 10.
 */

const WINDOW_SECONDS = 300;
const NANO = 1_000_000_000n;

export async function main(args: readonly string[]): Promise<void> {
  const spansPerSecond = numberOption(args, "rate", 10_000);
  const batchSpans = numberOption(args, "batch", 10_000);
  const reads = numberOption(args, "reads", 10);
  const bench = await openBenchStore();
  try {
    // Two whole time buckets, so that the window lies across their border as it mostly does.
    const bucketSeconds = WINDOW_SECONDS;
    const startSeconds = (Math.floor(Date.now() / 1000 / bucketSeconds) - 3) * bucketSeconds;
    const spans = 2 * bucketSeconds * spansPerSecond;
    const traffic = { folder: bench.files, startUnixMs: startSeconds * 1000, spansPerSecond };
    for (const batch of shopBatches({ ...traffic, spans, batchSpans })) await bench.insert(batch);
    const fromSeconds = startSeconds + bucketSeconds / 2;
    const time = {
      fromUnixNano: BigInt(fromSeconds) * NANO,
      toUnixNano: BigInt(fromSeconds + WINDOW_SECONDS) * NANO,
    };
    let roots = 0;
    const ask = async (): Promise<{ seconds: number; cpu: number }> => {
      const wallMs: number[] = [];
      const cpus: number[] = [];
      for (let read = 0; read < reads; read++) {
        const [from, cpu] = [performance.now(), cpuSeconds()];
        const counts = await bench.store.reader.countRootSpans("", time);
        wallMs.push(performance.now() - from);
        cpus.push(cpuSeconds() - cpu);
        roots = counts.reduce((sum, { spanCount }) => sum + spanCount, 0);
      }
      return { seconds: percentile(wallMs, 50) / 1000, cpu: percentile(cpus, 50) };
    };
    const inserted = await ask();
    await bench.sql.bytes("OPTIMIZE TABLE spanhouse.spans FINAL", "Null");
    const merged = await ask();
    const measure = (name: string, value: number) => ({ name, value, unit: "s" });
    printReport({
      bench: "sampling",
      conditions: { spansPerSecond, spans, batchSpans, reads, roots },
      measures: [
        measure("time, as inserted", inserted.seconds),
        measure("CPU, as inserted", inserted.cpu),
        measure("time, merged", merged.seconds),
        measure("CPU, merged", merged.cpu),
        measure("CPU per million spans in its buckets", (merged.cpu / spans) * 1e6),
      ],
    });
  } finally {
    await bench.close();
  }
}

import { cpuSeconds, numberOption, openBenchStore, type BenchStore } from "./bench-store.ts";
import { printReport } from "./report.ts";
import { shopBatches } from "./shop-batches.ts";

/**
 * What a span costs in the store: bytes on disk after all merges, CPU of its insert with all views, CPU of
 * one merge over everything. Merges are held back during inserts so that each is measured alone.
 * Options: --spans 1000000, --batch 100000.
 */

export async function main(args: readonly string[]): Promise<void> {
  const spans = numberOption(args, "spans", 1_000_000);
  const batchSpans = numberOption(args, "batch", 100_000);
  const bench = await openBenchStore();
  try {
    await bench.sql.rows("SYSTEM STOP MERGES");
    const insert = await insertAll(bench, spans, batchSpans);
    const mergeCpu = await mergeAll(bench);
    const bytes = await bytesByTable(bench);
    const total = [...bytes.values()].reduce((sum, one) => sum + one, 0);
    printReport({
      bench: "storage",
      conditions: { spans: insert.spans, batchSpans, traffic: "shop, random ids" },
      measures: [
        {
          name: "disk, spans table",
          value: (bytes.get("spans") ?? 0) / insert.spans,
          unit: "B/span",
          goal: { atMost: 45 },
        },
        {
          name: "disk, all tables",
          value: total / insert.spans,
          unit: "B/span",
          goal: { atMost: 45 },
        },
        {
          name: "insert CPU, views included",
          value: (insert.cpu / insert.spans) * 1e6,
          unit: "µs/span",
        },
        {
          name: "one merge over everything, CPU",
          value: (mergeCpu / insert.spans) * 1e6,
          unit: "µs/span",
        },
        { name: "insert time per batch, median", value: insert.medianMs, unit: "ms" },
      ],
    });
    await printColumns(bench, insert.spans);
  } finally {
    await bench.close();
  }
}

async function insertAll(
  bench: BenchStore,
  wanted: number,
  batchSpans: number,
): Promise<{ spans: number; cpu: number; medianMs: number }> {
  const start = Date.now() - 3_600_000;
  let spans = 0;
  let cpu = 0;
  const times: number[] = [];
  const traffic = { folder: bench.files, startUnixMs: start, spansPerSecond: wanted / 3_000 };
  for (const batch of shopBatches({ ...traffic, spans: wanted, batchSpans })) {
    const before = cpuSeconds();
    const from = performance.now();
    await bench.insert(batch);
    cpu += cpuSeconds() - before;
    times.push(performance.now() - from);
    spans += batch.spans;
  }
  return { spans, cpu, medianMs: times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN };
}

async function mergeAll({ sql }: BenchStore): Promise<number> {
  await sql.rows("SYSTEM START MERGES");
  const before = cpuSeconds();
  const tables = await sql.rows(
    "SELECT name FROM system.tables WHERE database = 'spanhouse' AND engine LIKE '%MergeTree'",
  );
  for (const [table] of tables) await sql.rows(`OPTIMIZE TABLE spanhouse.${table!} FINAL`);
  return cpuSeconds() - before;
}

async function bytesByTable({ sql }: BenchStore): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.rows(
    "SELECT table, sum(bytes_on_disk) FROM system.parts WHERE active AND database = 'spanhouse' GROUP BY table",
  );
  return new Map(rows.map(([table, bytes]) => [table!, Number(bytes)]));
}

/** Where the bytes are: every column with at least a twentieth of a byte per span. */
async function printColumns({ sql }: BenchStore, spans: number): Promise<void> {
  const rows = await sql.rows(
    `SELECT table, column, round(sum(column_data_compressed_bytes) / ${spans}, 2) AS bytes,
       round(sum(column_data_uncompressed_bytes) / ${spans}, 2)
     FROM system.parts_columns WHERE active AND database = 'spanhouse'
     GROUP BY table, column HAVING bytes >= 0.05 ORDER BY bytes DESC`,
  );
  const lines = rows.map(([table, column, bytes, raw]) =>
    [`${table!}.${column!}`.padEnd(44), bytes!.padStart(7), raw!.padStart(9)].join(" "),
  );
  process.stdout.write(`${"column".padEnd(44)}  B/span  unpacked\n${lines.join("\n")}\n`);
}

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "@spanhouse/base";
import { openStore, storageConfigSchema } from "@spanhouse/storage";
import { startingAt, wideTrace } from "../support/shop-spans.ts";
import { openEmbeddedSql } from "../support/embedded-sql.ts";
import { writeSpansFile } from "../support/spool-file.ts";
import { cpuSeconds } from "./bench-store.ts";
import { landscapeBatches } from "./landscape-batches.ts";

/** One trace of this many spans is among the others. */
export const LARGE_TRACE = { traceId: "0000000000000000000000000000000b", spans: 100_000 } as const;

const DAY_SECONDS = 86_400;
const TRACE_IDS = 1_000;

/** What is in a data folder of the benchmark. */
export interface LandscapeData {
  readonly spans: number;
  readonly startUnixMs: number;
  readonly endUnixMs: number;
  /** Any traces of about 50 spans. */
  readonly traceIds: readonly string[];
  /** Of the inserts, with all that the engine did meanwhile. */
  readonly cpuMicrosPerSpan: number;
}

/**
 * A day of traffic that ended now, in the data folder, as one process that takes it in would leave it behind. A
 * folder that was filled before is taken as it is, so that the time for loading is spent once.
 */
export async function landscapeData(
  dataFolder: string,
  wanted: { readonly spans: number; readonly batchSpans: number },
): Promise<LandscapeData> {
  const description = join(dataFolder, "landscape.json");
  if (existsSync(description)) {
    return JSON.parse(readFileSync(description, "utf8")) as LandscapeData;
  }
  const endUnixMs = Date.now();
  const startUnixMs = endUnixMs - DAY_SECONDS * 1000;
  const files = join(dataFolder, "files");
  mkdirSync(files, { recursive: true });
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  const insert = async (batch: Parameters<typeof store.writer.insert>[0]): Promise<void> => {
    const outcome = await store.writer.insert(batch);
    assert(outcome.status === "stored", `an insert failed: ${JSON.stringify(outcome)}`);
  };
  const cpu = cpuSeconds();
  let spans = 0;
  const traffic = { folder: files, startUnixMs, seconds: DAY_SECONDS };
  for (const batch of landscapeBatches({ ...traffic, ...wanted })) {
    await insert(batch);
    spans += batch.spans;
    process.stderr.write(`\r${spans} spans`);
  }
  const cpuMicrosPerSpan = ((cpuSeconds() - cpu) / spans) * 1e6;
  const large = wideTrace(LARGE_TRACE.traceId, LARGE_TRACE.spans, 50);
  const part = writeSpansFile(join(files, "large.native"), startingAt(endUnixMs - 600_000, large));
  await insert({ parts: [part], token: "large" });
  // As the executable does while it runs; a run computes a bounded number of five minutes.
  while ((await store.graphJob.run({ everything: true })).staleSteps > 0) {
    process.stderr.write("\rcomputing who calls whom …");
  }
  const sql = openEmbeddedSql(join(dataFolder, "store"));
  // The hash makes the choice the same every time, and spreads it over the day.
  const rows = await sql.rows(
    `SELECT lower(hex(trace_id)) AS id FROM spanhouse.trace_summaries GROUP BY trace_id
     HAVING sum(span_count) BETWEEN 45 AND 55 ORDER BY cityHash64(id) LIMIT ${TRACE_IDS}`,
  );
  sql.close();
  await store.close();
  rmSync(files, { recursive: true });
  const traceIds = rows.map(([id]) => id!);
  const data: LandscapeData = { spans, startUnixMs, endUnixMs, traceIds, cpuMicrosPerSpan };
  writeFileSync(description, JSON.stringify(data));
  return data;
}

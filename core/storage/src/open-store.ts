import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CodedError } from "@spanhouse/base";
import { traceArchive } from "./archive/open-trace-archive.ts";
import type { StorageConfig } from "./config.ts";
import { completionReader } from "./completion/read-completions.ts";
import { openEmbeddedEngine } from "./connection/embedded-engine.ts";
import type { Engine } from "./connection/engine.ts";
import { EngineError, EngineUnreachable } from "./connection/engine-error.ts";
import { openServerEngine } from "./connection/server-engine.ts";
import { spanMetricsReader } from "./span-metrics/open-span-metrics-reader.ts";
import { exploreReader } from "./explore/open-explore-reader.ts";
import { graphJob } from "./graph/run-graph-job.ts";
import { graphReader } from "./graph/read-graph.ts";
import type { PendingSpans } from "./pending/pending-spans.ts";
import { definitionReader } from "./read/definitions.ts";
import { rowReader } from "./read/row-binary.ts";
import { traceReader } from "./read/trace-reader.ts";
import { redReader } from "./red/open-red-reader.ts";
import { applyDurability, durableTables } from "./schema/durability.ts";
import { migrate } from "./schema/migrate.ts";
import type { Layout } from "./schema/layout.ts";
import { applyRetention } from "./schema/retention.ts";
import type { SpansetBounds } from "./spansets/spanset-run.ts";
import type { Store } from "./store.ts";
import { insertSettings } from "./write/insert-settings.ts";
import { checkVersion, testDeduplication } from "./write/self-test.ts";
import { isAfterReboot, rememberMachineStart } from "./write/machine-start.ts";
import { settleInserts, type SettledTable } from "./write/settle-inserts.ts";
import { spanWriter } from "./write/span-writer.ts";
import { syncTables } from "./write/sync-tables.ts";

/** What an operator may want to read in a log. */
export type StoreEvent =
  | { readonly type: "migrated"; readonly number: number; readonly name: string }
  | { readonly type: "retentionChanged"; readonly table: string; readonly days: number }
  /** An insert was cut off by a kill or a power loss; its batch comes again. */
  | ({ readonly type: "settled" } & SettledTable);

export interface OpenStoreOptions {
  /**
   * The embedded engine keeps its files in `store`; a server's store needs nothing here. Whoever composes
   * the process keeps other processes out of the folder.
   */
  readonly dataFolder: string;
  readonly onEvent?: (event: StoreEvent) => void;
  /** Instead of SEARCH_TIME_MAX_MS, so that tests see a search run out of time. */
  readonly searchTimeMaxMs?: number;
  /** Instead of those of limits.ts, so that tests see a search meet them. */
  readonly spansetBounds?: SpansetBounds;
}

/**
 * Opens the store: embedded, or the server that `config.url` names. Brings the schema up to date, applies
 * the retention, and proves that the engine recognises repeated inserts. Throws CodedError with one of
 * the codes for starting up.
 */
export async function openStore(config: StorageConfig, options: OpenStoreOptions): Promise<Store> {
  const dataFolder = resolve(options.dataFolder);
  assertPlainPath(dataFolder);
  let engine: Engine | undefined;
  try {
    engine = await openEngine(config, { ...options, dataFolder });
    return await prepareStore(engine, config, options);
  } catch (error) {
    await engine?.close();
    throw startFailure(error, config);
  }
}

/** The embedded engine takes the path of a spool file for a pattern, in which these characters mean something. */
function assertPlainPath(folder: string): void {
  if (!/[*?{}]/.test(folder)) return;
  throw new CodedError(
    "CONFIG_INVALID",
    `The path of the data folder must not contain any of * ? { }, and ${folder} does.`,
  );
}

async function openEngine(
  config: StorageConfig,
  { dataFolder, onEvent }: OpenStoreOptions,
): Promise<Engine> {
  if (config.url !== "") return openServerEngine(config);
  const folder = join(dataFolder, "store");
  await mkdir(folder, { recursive: true });
  const settled = await settleInserts(folder, { afterReboot: await isAfterReboot(dataFolder) });
  for (const table of settled) onEvent?.({ type: "settled", ...table });
  const engine = await openEmbeddedEngine({ folder, memoryBytesMax: config.memoryBytesMax });
  await rememberMachineStart(dataFolder);
  return engine;
}

async function prepareStore(
  engine: Engine,
  config: StorageConfig,
  options: OpenStoreOptions,
): Promise<Store> {
  const { onEvent, searchTimeMaxMs } = options;
  const layout: Layout = { database: config.database, cluster: config.cluster };
  const version = await checkVersion(engine);
  for (const { number, name } of await migrate(engine, layout)) {
    onEvent?.({ type: "migrated", number, name });
  }
  for (const table of await applyRetention(engine, layout, config.retentionDays)) {
    onEvent?.({ type: "retentionChanged", table, days: config.retentionDays });
  }
  const settings = await insertSettings(engine);
  await testDeduplication(engine, layout, settings);
  const makeDurable = await durabilityOf(engine, layout);
  let pending: PendingSpans | undefined;
  const sources = { definitions: definitionReader(engine, layout), pending: () => pending };
  return {
    writer: spanWriter(engine, layout, { settings, makeDurable }),
    graph: graphReader(engine, layout),
    graphJob: graphJob(engine, layout, { settings, retentionDays: config.retentionDays }),
    reader: traceReader(engine, layout, sources, options),
    archive: traceArchive(engine, layout, { sources, makeDurable }),
    spanMetrics: spanMetricsReader(engine, layout),
    red: redReader(engine, layout),
    completion: completionReader(engine, layout),
    explore: exploreReader(engine, layout, sources.definitions, searchTimeMaxMs),
    description: `${engine.kind === "embedded" ? "chDB" : "ClickHouse"} ${version}`,
    load: () => ({ lanes: engine.lanes(), stoppedQueries: engine.stoppedQueries() }),
    attachPending: (spans) => {
      pending = spans;
    },
    check: () => checkAnswers(engine),
    close: () => engine.close(),
  };
}

/** What an insert has to wait for besides the engine's answer: on a server nothing, its own settings decide. */
async function durabilityOf(engine: Engine, layout: Layout): Promise<() => Promise<void>> {
  if (engine.kind === "server") return () => Promise.resolve();
  const tables = await durableTables(engine, layout);
  await applyDurability(engine, layout, tables);
  return () => syncTables(tables);
}

async function checkAnswers(engine: Engine): Promise<string | undefined> {
  try {
    const answer = rowReader(await engine.read({ sql: "SELECT 1" })).uint8();
    return answer === 1 ? undefined : "the store answers nonsense";
  } catch (error) {
    return `the store does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** A server that cannot be reached or does not let us in is a matter of configuration, not a bug. */
function startFailure(error: unknown, { url, username }: StorageConfig): unknown {
  if (error instanceof EngineUnreachable) {
    return new CodedError(
      "STORAGE_UNREACHABLE",
      `No ClickHouse answers at ${url}: ${error.message}`,
      {
        cause: error,
      },
    );
  }
  if (error instanceof EngineError && url !== "") {
    return new CodedError(
      "STORAGE_UNREACHABLE",
      `ClickHouse at ${url} refused user ${username}: ${error.message}`,
      { cause: error },
    );
  }
  return error;
}

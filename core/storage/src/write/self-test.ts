import { randomBytes } from "node:crypto";
import { CodedError } from "@spanhouse/base";
import type { Engine, Settings } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import {
  deduplicationSettings,
  engineOf,
  onCluster,
  qualified,
  type Layout,
} from "../schema/layout.ts";

/** Year and month of the oldest ClickHouse we run on. */
const OLDEST_VERSION = [25, 8] as const;

/** The version, such as `26.7.2.1`; throws STORAGE_TOO_OLD when it is below the oldest supported one. */
export async function checkVersion(engine: Engine): Promise<string> {
  const version = rowReader(await engine.read({ sql: "SELECT version()" })).text();
  const [year = 0, month = 0] = version.split(".").map(Number);
  if (year < OLDEST_VERSION[0] || (year === OLDEST_VERSION[0] && month < OLDEST_VERSION[1])) {
    throw new CodedError(
      "STORAGE_TOO_OLD",
      `ClickHouse ${version} is too old: Spanhouse needs ${OLDEST_VERSION.join(".")} or newer.`,
    );
  }
  return version;
}

/**
 * Proves on scratch tables that an insert repeated with its token changes neither the table nor what a
 * view made of it. Everything that Spanhouse promises about retries stands on this, and versions of
 * ClickHouse differ in it. Throws STORAGE_SELF_TEST_FAILED.
 */
export async function testDeduplication(
  engine: Engine,
  layout: Layout,
  settings: Settings,
): Promise<void> {
  // Names of its own, because other processes may start at the same moment.
  const scratch = scratchTables(layout, randomBytes(6).toString("hex"));
  await dropTables(engine, layout, await leftScratchTables(engine, layout));
  try {
    for (const sql of scratch.create) await engine.execute({ sql });
    const repeatable = { ...settings, insert_deduplication_token: "self-test" };
    await engine.execute({ sql: scratch.insert }, { settings: repeatable });
    await engine.execute({ sql: scratch.insert }, { settings: repeatable });
    const row = rowReader(await engine.read({ sql: scratch.count }));
    const [rows, sum] = [row.uint64(), row.uint64()];
    if (rows !== 2n || sum !== 3n) {
      throw new CodedError(
        "STORAGE_SELF_TEST_FAILED",
        `The store does not recognise a repeated insert: ${rows} rows instead of 2, a rollup of ${sum} instead of 3.`,
      );
    }
  } finally {
    await dropTables(engine, layout, scratch.names);
  }
}

const SCRATCH_PREFIX = "self_test_";

interface ScratchTables {
  /** In the order to drop them. */
  readonly names: readonly string[];
  readonly create: readonly string[];
  readonly insert: string;
  readonly count: string;
}

function scratchTables(layout: Layout, suffix: string): ScratchTables {
  const settings = `SETTINGS ${deduplicationSettings(layout).join(", ")}`;
  const cluster = onCluster(layout);
  const [sourceName, targetName, viewName] = ["source", "rollup", "view"].map(
    (what) => `${SCRATCH_PREFIX}${suffix}_${what}`,
  ) as [string, string, string];
  const source = qualified(layout, sourceName);
  const target = qualified(layout, targetName);
  return {
    names: [viewName, sourceName, targetName],
    create: [
      `CREATE TABLE ${target}${cluster} (sum SimpleAggregateFunction(sum, UInt64)) ` +
        `ENGINE = ${engineOf(layout, targetName, { name: "AggregatingMergeTree" })} ORDER BY tuple() ${settings}`,
      `CREATE TABLE ${source}${cluster} (value UInt64) ` +
        `ENGINE = ${engineOf(layout, sourceName, { name: "MergeTree" })} ORDER BY value ${settings}`,
      `CREATE MATERIALIZED VIEW ${qualified(layout, viewName)}${cluster} TO ${target} AS ` +
        `SELECT sum(value) AS sum FROM ${source}`,
    ],
    insert: `INSERT INTO ${source} (value) SELECT number + 1 FROM numbers(2)`,
    // A scalar subquery may be NULL as far as its type goes, and RowBinary then has a byte for that.
    count: `SELECT assumeNotNull((SELECT count() FROM ${source})), assumeNotNull((SELECT sum(sum) FROM ${target}))`,
  };
}

/** Scratch tables of processes that were killed in the middle; younger ones may be in use. */
async function leftScratchTables(engine: Engine, { database }: Layout): Promise<readonly string[]> {
  const sql =
    "SELECT name FROM system.tables WHERE database = {database:String} " +
    "AND startsWith(name, {prefix:String}) AND metadata_modification_time < now() - INTERVAL 10 MINUTE";
  const parameters = { database, prefix: SCRATCH_PREFIX };
  const row = rowReader(await engine.read({ sql, parameters }));
  const names: string[] = [];
  while (!row.isAtEnd()) names.push(row.text());
  // Views first: `…_view` sorts last.
  return names.sort().reverse();
}

async function dropTables(engine: Engine, layout: Layout, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await engine.execute({
      sql: `DROP TABLE IF EXISTS ${qualified(layout, name)}${onCluster(layout)} SYNC`,
    });
  }
}

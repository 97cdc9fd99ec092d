import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CodedError } from "@spanhouse/base";
import {
  EMBEDDED_CLEANING_ATTEMPTS_MAX,
  EMBEDDED_CLEANING_PAUSE_MS,
  EMBEDDED_INDEX_CACHE_BYTES,
  EMBEDDED_LANES,
  EMBEDDED_MARK_CACHE_BYTES,
  EMBEDDED_MEMORY_BYTES,
  EMBEDDED_MERGES,
  EMBEDDED_NICE_VALUES,
  EMBEDDED_QUERY_CONDITION_CACHE_BYTES,
  EMBEDDED_STATEMENT_BYTES_MAX,
  LOW_PRIORITY_PAUSE_MS,
} from "../limits.ts";
import { loadChdb, type ChdbSession } from "./chdb.ts";
import { assertFilesExist, embeddedInsertSql } from "./embedded-insert.ts";
import type { Engine, Query, QueryOptions, Settings } from "./engine.ts";
import { briefly, EngineError, EngineUnreachable, exceptionCodeOf } from "./engine-error.ts";
import type { Lane } from "./lane.ts";
import { LANE_SETTINGS } from "./lane-settings.ts";
import { openLanes } from "./open-lanes.ts";
import { queryStopper } from "./query-stopper.ts";
import { settingsClause } from "./settings-clause.ts";
import { stringLiteral, withLiterals } from "./sql-literal.ts";

/** ClickHouse in this process (chDB), with its files in one folder that only we use. */
export async function openEmbeddedEngine(options: {
  readonly folder: string;
  /** 0 means the default. */
  readonly memoryBytesMax: number;
}): Promise<Engine> {
  const chdb = await loadChdb();
  const connectionArgs = engineArguments(options.memoryBytesMax || EMBEDDED_MEMORY_BYTES);
  const sessions: ChdbSession[] = [];
  const open = (): ChdbSession => {
    const session = new chdb.Session(options.folder, { connectionArgs });
    sessions.push(session);
    return session;
  };
  let lanes;
  let stopping: ChdbSession;
  try {
    lanes = openLanes(EMBEDDED_LANES, open);
    stopping = open();
  } catch (cause) {
    throw new CodedError(
      "START_DATA_FOLDER_LOCKED",
      `The store in ${options.folder} cannot be opened: another process uses it, or its files are damaged.`,
      { cause },
    );
  }
  const stopper = queryStopper(randomUUID(), async (marks) => {
    await run(stopping, stopSql(marks), "Null");
  });
  const ask = (
    query: Query,
    { lane = "trace", settings, signal }: QueryOptions,
    format: string,
  ): Promise<Uint8Array> =>
    lanes[lane].run(
      (session) =>
        stopper.watch(signal, (mark) =>
          run(session, withSettings(query, laneSettings(lane, mark), settings), format),
        ),
      signal,
    );
  return {
    kind: "embedded",
    read: (query, queryOptions = {}) =>
      ask(query, queryOptions, queryOptions.format ?? "RowBinary"),
    execute: async (query, queryOptions = {}) => {
      await ask(query, { lane: "writing", ...queryOptions }, "Null");
    },
    insertNative: async (insert) => {
      await assertFilesExist(insert.parts);
      const settings = { ...LANE_SETTINGS.writing, ...insert.settings };
      await lanes.writing.run((session) =>
        run(session, embeddedInsertSql({ ...insert, settings }), "Null"),
      );
    },
    lanes: () => Object.values(lanes).map((lane) => lane.state()),
    stoppedQueries: () => stopper.stopped,
    close: async () => {
      await Promise.all(Object.values(lanes).map((lane) => lane.drained()));
      for (const session of sessions) session.close();
      await chdb.drainPending();
    },
  };
}

function engineArguments(memoryBytesMax: number): readonly string[] {
  return [
    `--max_server_memory_usage=${memoryBytesMax}`,
    `--mark_cache_size=${EMBEDDED_MARK_CACHE_BYTES}`,
    `--index_mark_cache_size=${EMBEDDED_INDEX_CACHE_BYTES}`,
    `--primary_index_cache_size=${EMBEDDED_INDEX_CACHE_BYTES}`,
    `--query_condition_cache_size=${EMBEDDED_QUERY_CONDITION_CACHE_BYTES}`,
    "--uncompressed_cache_size=0",
    `--max_query_size=${EMBEDDED_STATEMENT_BYTES_MAX}`,
    `--background_pool_size=${EMBEDDED_MERGES}`,
    "--background_merges_mutations_concurrency_ratio=1",
  ];
}

async function run(session: ChdbSession, sql: string, format: string): Promise<Uint8Array> {
  try {
    return (await session.queryAsync(sql, { format })).bytes();
  } catch (cause) {
    await dropRemains(session);
    const message = cause instanceof Error ? cause.message : String(cause);
    const code = exceptionCodeOf(message);
    if (code === undefined) throw new EngineUnreachable(briefly(message), { cause });
    throw new EngineError(code, briefly(message), { cause });
  }
}

/**
 * What a query had put out before it failed or was stopped stays in its session, and the engine puts it in front of
 * the next answer there. So that answer is one that nobody reads. While even that fails, the engine is in trouble
 * and the session stays out of use.
 */
async function dropRemains(session: ChdbSession): Promise<void> {
  for (let attempt = 0; attempt < EMBEDDED_CLEANING_ATTEMPTS_MAX; attempt++) {
    try {
      const answer = await session.queryAsync("SELECT toUInt8(1)", { format: "RowBinary" });
      if (answer.bytes().length === 1) return;
    } catch {
      await sleep(EMBEDDED_CLEANING_PAUSE_MS);
    }
  }
}

/**
 * The engine lets nobody choose the id of a query, so the mark by which one is stopped is its comment. Where the
 * process may not change how nice its threads are, the engine leaves them as they are.
 */
function laneSettings(lane: Lane, mark: string): Settings {
  return {
    ...LANE_SETTINGS[lane],
    low_priority_query_wait_time_ms: LOW_PRIORITY_PAUSE_MS,
    os_threads_nice_value_query: EMBEDDED_NICE_VALUES[lane],
    log_comment: mark,
  };
}

function stopSql(marks: readonly string[]): string {
  const comments = marks.map(stringLiteral).join(", ");
  return `KILL QUERY WHERE Settings['log_comment'] IN (${comments}) ASYNC`;
}

/** Of statements about the schema only what the caller gave: not all of them take settings in their text. */
function withSettings(query: Query, lane: Settings, given: Settings | undefined): string {
  const sql = withLiterals(query);
  const settings = /^(?:SELECT|WITH|INSERT|\()/.test(sql) ? { ...lane, ...given } : given;
  return settings === undefined ? sql : `${sql} ${settingsClause(settings)}`;
}

import { CodedError } from "@spanhouse/base";
import {
  EMBEDDED_INDEX_CACHE_BYTES,
  EMBEDDED_MARK_CACHE_BYTES,
  EMBEDDED_MEMORY_BYTES,
  EMBEDDED_MERGES,
  EMBEDDED_QUERY_CONDITION_CACHE_BYTES,
  EMBEDDED_READERS,
  EMBEDDED_STATEMENT_BYTES_MAX,
  READ_QUEUE_MAX,
} from "../limits.ts";
import { abortable } from "./abortable.ts";
import { loadChdb, type ChdbSession } from "./chdb.ts";
import { assertFilesExist, embeddedInsertSql } from "./embedded-insert.ts";
import type { Engine, Query, QueryOptions } from "./engine.ts";
import { briefly, EngineError, EngineUnreachable, exceptionCodeOf } from "./engine-error.ts";
import { settingsClause } from "./settings-clause.ts";
import { sessionPool } from "./session-pool.ts";
import { withLiterals } from "./sql-literal.ts";

/** ClickHouse in this process (chDB), with its files in one folder that only we use. */
export async function openEmbeddedEngine(options: {
  readonly folder: string;
  /** 0 means the default. */
  readonly memoryBytesMax: number;
}): Promise<Engine> {
  const chdb = await loadChdb();
  const connectionArgs = engineArguments(options.memoryBytesMax || EMBEDDED_MEMORY_BYTES);
  const open = (): ChdbSession => new chdb.Session(options.folder, { connectionArgs });
  let sessions: readonly ChdbSession[];
  try {
    sessions = Array.from({ length: EMBEDDED_READERS + 1 }, open);
  } catch (cause) {
    throw new CodedError(
      "START_DATA_FOLDER_LOCKED",
      `The store in ${options.folder} cannot be opened: another process uses it, or its files are damaged.`,
      { cause },
    );
  }
  const writing = sessionPool(sessions.slice(0, 1), READ_QUEUE_MAX);
  const reading = sessionPool(sessions.slice(1), READ_QUEUE_MAX);
  return {
    kind: "embedded",
    // The engine cannot stop a query: a session is free again when its query is over.
    read: (query, queryOptions) =>
      abortable(queryOptions?.signal, () =>
        reading.run((session) =>
          run(session, withSettings(query, queryOptions), queryOptions?.format ?? "RowBinary"),
        ),
      ),
    execute: async (query, queryOptions) => {
      await writing.run((session) => run(session, withSettings(query, queryOptions), "Null"));
    },
    insertNative: async (insert) => {
      await assertFilesExist(insert.parts);
      await writing.run((session) => run(session, embeddedInsertSql(insert), "Null"));
    },
    close: async () => {
      await Promise.all([writing.drained(), reading.drained()]);
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
    const message = cause instanceof Error ? cause.message : String(cause);
    const code = exceptionCodeOf(message);
    if (code === undefined) throw new EngineUnreachable(briefly(message), { cause });
    throw new EngineError(code, briefly(message), { cause });
  }
}

function withSettings(query: Query, options: QueryOptions | undefined): string {
  const sql = withLiterals(query);
  return options?.settings === undefined ? sql : `${sql} ${settingsClause(options.settings)}`;
}

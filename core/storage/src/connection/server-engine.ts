import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import {
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ExecParams,
} from "@clickhouse/client";
import { SERVER_LANES, SERVER_REQUEST_TIMEOUT_MS } from "../limits.ts";
import type { BatchPart } from "../store.ts";
import type { Engine, NativeInsert, Query, QueryOptions } from "./engine.ts";
import { briefly, EngineError, EngineUnreachable } from "./engine-error.ts";
import { LANE_SETTINGS } from "./lane-settings.ts";
import { openLanes } from "./open-lanes.ts";
import { queryStopper } from "./query-stopper.ts";
import { identifier, stringLiteral } from "./sql-literal.ts";

/** A ClickHouse server behind its HTTP interface. */
export function openServerEngine(options: {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}): Engine {
  let slots = 0;
  const lanes = openLanes(SERVER_LANES, () => ++slots);
  const client = createClient({
    ...options,
    application: "spanhouse",
    // The lanes bound the requests; one more socket stops queries.
    max_open_connections: slots + 1,
    request_timeout: SERVER_REQUEST_TIMEOUT_MS,
    keep_alive: { enabled: true },
    // Every failure comes back as an error and is said once, by whoever asked.
    log: { level: ClickHouseLogLevel.OFF },
  });
  const stopper = queryStopper(randomUUID(), async (marks) => {
    const ids = marks.map(stringLiteral).join(", ");
    await client.command({ query: `KILL QUERY WHERE query_id IN (${ids}) ASYNC` });
  });
  const ask = <T>(
    { lane = "trace", signal }: QueryOptions,
    send: (mark: string) => Promise<T>,
  ): Promise<T> =>
    lanes[lane].run(() => stopper.watch(signal, (mark) => asked(() => send(mark), signal)), signal);
  return {
    kind: "server",
    read: (query, queryOptions = {}) =>
      ask(queryOptions, async (mark) => {
        const { stream } = await client.exec({
          ...request(query, queryOptions, mark),
          query: `${query.sql}\nFORMAT ${queryOptions.format ?? "RowBinary"}`,
        });
        return collect(stream);
      }),
    execute: async (query, queryOptions = {}) => {
      const options = { lane: "writing", ...queryOptions } as const;
      await ask(options, (mark) => client.command(request(query, options, mark)));
    },
    insertNative: (insert) => lanes.writing.run(() => insertNative(client, insert)),
    lanes: () => Object.values(lanes).map((lane) => lane.state()),
    stoppedQueries: () => stopper.stopped,
    close: () => client.close(),
  };
}

/** What a request to the server has besides the form of its answer. */
function request(
  { sql, parameters }: Query,
  { lane = "trace", settings, signal }: QueryOptions,
  mark: string,
): ExecParams {
  return {
    query: sql,
    query_id: mark,
    ...(parameters === undefined ? {} : { query_params: parameters }),
    clickhouse_settings: {
      // With it, an exception in the middle of a result is an error and not an end of the result.
      wait_end_of_query: 1,
      // Whoever is gone without having stopped its query is noticed by the server.
      cancel_http_readonly_queries_on_client_close: 1,
      ...LANE_SETTINGS[lane],
      ...settings,
    },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  };
}

/** The files go out as the body of one insert, one after the other: Native blocks concatenate. */
async function insertNative(client: ClickHouseClient, insert: NativeInsert): Promise<void> {
  const body = Readable.from(filesOf(insert.parts), { objectMode: false });
  try {
    await asked(async () => {
      const { stream } = await client.exec({
        query: insertSql(insert),
        values: body,
        clickhouse_settings: {
          wait_end_of_query: 1,
          // The files have columns that the table has not.
          input_format_skip_unknown_fields: 1,
          ...LANE_SETTINGS.writing,
          ...insert.settings,
        },
      });
      await collect(stream);
    });
  } finally {
    body.destroy();
  }
}

/** Whole files are a plain insert; to pick rows, the server has to look at the body as a table. */
function insertSql({ table, columns, skipped, parts }: NativeInsert): string {
  const names = columns.map(({ name }) => identifier(name)).join(", ");
  if (parts.every(({ only }) => only === undefined)) {
    return `INSERT INTO ${table} (${names}) FORMAT Native`;
  }
  const structure = stringLiteral(
    [...skipped, ...columns].map(({ name, type }) => `${identifier(name)} ${type}`).join(", "),
  );
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM input(${structure}) ${rowFilter(parts)} FORMAT Native`;
}

/** The wanted rows of the whole body, counted through all files. */
function rowFilter(parts: readonly BatchPart[]): string {
  let before = 0;
  const ranges = parts.map(({ rows, only }) => {
    const from = before + (only?.from ?? 0);
    const to = only === undefined ? before + rows : from + only.count;
    before += rows;
    return `rowNumberInAllBlocks() >= ${from} AND rowNumberInAllBlocks() < ${to}`;
  });
  return `WHERE (${ranges.join(") OR (")})`;
}

async function* filesOf(parts: readonly BatchPart[]): AsyncGenerator<Uint8Array> {
  for (const { path } of parts) {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** Translates the client's errors; an abort by the caller stays what it is. */
async function asked<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    signal?.throwIfAborted();
    const message = briefly(cause instanceof Error ? cause.message : String(cause));
    if (cause instanceof ClickHouseError) {
      throw new EngineError(Number(cause.code), message, { cause });
    }
    throw new EngineUnreachable(message, { cause });
  }
}

import type { SpanColumn } from "../schema/span-columns.ts";
import type { BatchPart } from "../store.ts";
import type { Lane, LaneState } from "./lane.ts";

/** A value of a `{name:Type}` parameter. Binary ids go in as hexadecimal text, see sql-literal.ts. */
export type SqlParameter =
  string | number | bigint | readonly string[] | readonly number[] | readonly bigint[];

/** ClickHouse settings of one query. */
export type Settings = Readonly<Record<string, string | number>>;

/** SQL with `{name:Type}` parameters; no value of a user is ever part of the text. */
export interface Query {
  readonly sql: string;
  readonly parameters?: Readonly<Record<string, SqlParameter>>;
}

export interface QueryOptions {
  /** On top of those of the lane. */
  readonly settings?: Settings;
  /** Of the result of a read: rows (RowBinary, the default) or blocks of columns. */
  readonly format?: ReadFormat;
  /** When it fires, the caller is freed at once and the engine stops the query. */
  readonly signal?: AbortSignal;
  /** Whose sessions do it: `trace` for reads and `writing` for statements when nothing is said. */
  readonly lane?: Lane;
}

export type ReadFormat = "RowBinary" | "Native";

/** Rows of Native files into a table, as one block. */
export interface NativeInsert {
  /** With its database, ready for SQL. */
  readonly table: string;
  /** The columns to insert, and the type each has in the files. */
  readonly columns: readonly SpanColumn[];
  /** Columns the files have besides; they are skipped. */
  readonly skipped: readonly SpanColumn[];
  readonly parts: readonly BatchPart[];
  readonly settings: Settings;
}

/**
 * The small face that ClickHouse has for us, embedded (chDB) or behind HTTP. All methods throw
 * EngineError when the engine said no, EngineUnreachable when it could not be asked or its answer
 * was lost, and CodedError QUERY_OVERLOADED when their lane is full.
 */
export interface Engine {
  readonly kind: "embedded" | "server";
  /** The result in RowBinary, or the format that is asked for. Many run at a time. */
  read(query: Query, options?: QueryOptions): Promise<Uint8Array>;
  /** A statement without a result. */
  execute(query: Query, options?: QueryOptions): Promise<void>;
  insertNative(insert: NativeInsert): Promise<void>;
  /** One for each lane. */
  lanes(): readonly LaneState[];
  /** Queries that were asked to stop because nobody waited for them any more. */
  stoppedQueries(): number;
  close(): Promise<void>;
}

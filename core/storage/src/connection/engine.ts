import type { SpanColumn } from "../schema/span-columns.ts";
import type { BatchPart } from "../store.ts";

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
  readonly settings?: Settings;
  /** Of the result of a read: rows (RowBinary, the default) or blocks of columns. */
  readonly format?: ReadFormat;
  readonly signal?: AbortSignal;
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
 * EngineError when the engine said no, and EngineUnreachable when it could not be asked or its answer
 * was lost.
 */
export interface Engine {
  readonly kind: "embedded" | "server";
  /** The result in RowBinary, or the format that is asked for. Many run at a time. */
  read(query: Query, options?: QueryOptions): Promise<Uint8Array>;
  /** A statement without a result. */
  execute(query: Query, options?: QueryOptions): Promise<void>;
  insertNative(insert: NativeInsert): Promise<void>;
  close(): Promise<void>;
}

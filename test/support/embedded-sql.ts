import { Session } from "chdb";

/**
 * A connection of a test's own to the embedded engine, in the folder where a store of this process has
 * its files: one engine per process, any number of connections. For looking behind the store.
 */
export interface EmbeddedSql {
  /** Rows of texts; a failure throws. */
  rows(sql: string): Promise<string[][]>;
  bytes(sql: string, format: string): Promise<Uint8Array>;
  close(): void;
}

/** Opens a connection to the engine's files in `folder`. */
export function openEmbeddedSql(folder: string): EmbeddedSql {
  const session = new Session(folder, { connectionArgs: ["--mark_cache_size=50000000"] });
  const bytes = async (sql: string, format: string): Promise<Uint8Array> =>
    (await session.queryAsync(sql, { format })).bytes();
  return {
    bytes,
    rows: async (sql) => {
      const text = Buffer.from(await bytes(sql, "JSONCompactStringsEachRow")).toString();
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as string[]);
    },
    close: () => session.close(),
  };
}

import { CodedError } from "@spanhouse/base";

/** What we use of the chdb package, loaded only when the embedded engine is wanted. */
export interface ChdbSession {
  queryAsync(sql: string, options: { readonly format: string }): Promise<{ bytes(): Uint8Array }>;
  close(): void;
}

export interface Chdb {
  readonly Session: new (
    path: string,
    options: { readonly connectionArgs: readonly string[] },
  ) => ChdbSession;
  drainPending(): Promise<void>;
}

/** Loads chDB; throws START_PLATFORM_UNSUPPORTED where it has no binary. */
export async function loadChdb(): Promise<Chdb> {
  try {
    return await import("chdb");
  } catch (cause) {
    throw new CodedError(
      "START_PLATFORM_UNSUPPORTED",
      `The embedded ClickHouse engine cannot be loaded on ${process.platform}-${process.arch} ` +
        "(it exists for Linux with glibc and macOS, on x64 and arm64): set storage.url to a ClickHouse server.",
      { cause },
    );
  }
}

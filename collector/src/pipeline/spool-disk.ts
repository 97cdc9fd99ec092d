/**
 * The few things the spool asks of a disk. Tests put faults in by wrapping it.
 *
 * Names are relative to the data folder: `spool/000000000007-….native`. Calls reject with Node's errors
 * (`code` is ENOSPC, EIO, …).
 */
export interface SpoolDisk {
  /** The absolute path of a name, for whoever reads the file itself. */
  pathOf(name: string): string;
  /** Makes a folder and what is above it; one that exists is fine. */
  makeFolder(folder: string): Promise<void>;
  /** The files of a folder, without folders in it, in no order. */
  list(folder: string): Promise<readonly DiskFile[]>;
  /**
   * Makes a new file of these bytes and fsyncs it. Rejects when it exists. After a rejection the file may be
   * there, whole, in part or not at all. Its entry in the folder is durable after `syncFolder`.
   */
  write(name: string, chunks: readonly Uint8Array[]): Promise<void>;
  /** Gives a file another name, in place of what has that name. Durable after `syncFolder` of both folders. */
  rename(from: string, to: string): Promise<void>;
  /** Deletes a file; one that is not there is fine. Durable after `syncFolder`. */
  remove(name: string): Promise<void>;
  /** Makes what happened to the entries of a folder durable. */
  syncFolder(folder: string): Promise<void>;
  /** Reads a whole file in pieces; a piece is valid during the call only. */
  read(name: string, onPiece: (piece: Uint8Array) => void): Promise<void>;
  /** Space that is left for us. */
  freeBytes(): Promise<number>;
  close(): Promise<void>;
}

export interface DiskFile {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAtMs: number;
}

/** `full` passes when somebody makes space; `failed` is everything else a disk can answer. */
export type DiskFailure = "full" | "failed";

/** What kind of failure a rejection of SpoolDisk is. Rethrows what is not a failure of a disk but a bug. */
export function diskFailureOf(error: unknown): { failure: DiskFailure; reason: string } {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string")
    throw error;
  const isFull = error.code === "ENOSPC" || error.code === "EDQUOT";
  return { failure: isFull ? "full" : "failed", reason: error.message };
}

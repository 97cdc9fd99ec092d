import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CodedError } from "@spanhouse/base";
import { acquireSocketLock } from "./socket-lock.ts";

/** A data folder that exists, can be written, and belongs to this process until `release`. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  release(): Promise<void>;
}

/** Throws CodedError START_DATA_FOLDER_UNWRITABLE or START_DATA_FOLDER_LOCKED. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const absolute = resolve(path);
  await proveWritable(absolute);
  const lock = await acquireSocketLock(join(absolute, "lock.sock"));
  if (lock === undefined) {
    throw new CodedError(
      "START_DATA_FOLDER_LOCKED",
      `Another Spanhouse process is using the data folder ${absolute}; stop it, or set dataFolder.`,
    );
  }
  return { path: absolute, release: () => lock.release() };
}

async function proveWritable(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CodedError(
      "START_DATA_FOLDER_UNWRITABLE",
      `The data folder ${folder} cannot be written (${code}); make it writable, or set dataFolder.`,
      { cause: error },
    );
  }
}

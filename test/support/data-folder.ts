import { execFile } from "node:child_process";
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeFolderOnce } from "./make-once.ts";

const CHILD = join(import.meta.dirname, "new-store-child.ts");

/**
 * A new temporary folder for the data of a process, in which the embedded store has its tables already: to make them
 * takes three times as long as to open a store that has them. Who tests the making begins with an empty folder.
 */
export async function newDataFolder(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `spanhouse-${name}-`));
  await fillDataFolder(folder);
  return folder;
}

/** The same of a folder that is there, or else is made. */
export async function fillDataFolder(folder: string): Promise<void> {
  const made = await makeFolderOnce({
    prefix: "spanhouse-new-store-",
    sources: ["core", "package-lock.json"],
    make: makeStore,
  });
  cpSync(made, folder, { recursive: true, verbatimSymlinks: true });
}

/** In a process of its own: an engine has one folder per process. */
async function makeStore(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, ["--import", "tsx", CHILD, folder]);
}

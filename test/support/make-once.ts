import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning } from "./process-ids.ts";

/** What takes long to make and is the same for all tests is made by whoever needs it first, and shared by all. */

const ROOT = join(import.meta.dirname, "../..");
/** Older locks were left by a process that was killed, and another has its id now. */
const LOCK_AGE_MS_MAX = 300_000;
const LOOK_AGAIN_MS = 50;
/** Whoever uses a folder makes it new. */
const UNUSED_MS_MAX = 3_600_000;

export interface MadeFolder {
  /** What its name begins with, in the temporary folder. */
  readonly prefix: string;
  /** Files and folders of the repository: when one of them changed, it is made anew. */
  readonly sources: readonly string[];
  /** Fills the empty folder that it is given. */
  readonly make: (folder: string) => Promise<void>;
}

/** Of this process, by prefix: to read all sources takes longer than most tests. */
const names = new Map<string, string>();

/** The folder as it is made from the sources as they are when this process first asks for it. */
export async function makeFolderOnce({ prefix, sources, make }: MadeFolder): Promise<string> {
  const folder = names.get(prefix) ?? join(tmpdir(), `${prefix}${hashOf(sources)}`);
  names.set(prefix, folder);
  await makeOnce(
    `${folder}.lock`,
    () => existsSync(folder),
    async () => {
      removeUnused(prefix);
      const making = mkdtempSync(join(tmpdir(), `${prefix}making-`));
      await make(making);
      moveUnlessThere(making, folder);
    },
  );
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

/** Where a lock was taken for one that was left, two make the same; the first one stays. */
function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
    rmSync(from, { recursive: true, force: true });
  }
}

/** Returns when `isMade`, for which one process at a time does `make`; the file `lock` says which. */
export async function makeOnce(
  lock: string,
  isMade: () => boolean,
  make: () => Promise<void>,
): Promise<void> {
  while (!isMade()) {
    if (!takeLock(lock)) {
      await delay(LOOK_AGAIN_MS);
      continue;
    }
    try {
      // Another may have ended between the two looks.
      if (!isMade()) await make();
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (isLeft(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** Whether whoever took it is gone. */
function isLeft(lock: string): boolean {
  try {
    if (Date.now() - statSync(lock).mtimeMs > LOCK_AGE_MS_MAX) return true;
    const holder = readFileSync(lock, "utf8");
    return holder !== "" && !isRunning(Number(holder));
  } catch {
    // It was given back just now.
    return false;
  }
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((source) => filesAt(join(ROOT, source)))) {
    hash.update(path).update("\0").update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 16);
}

function filesAt(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/node_modules|\.types/.test(entry.parentPath))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** Of sources that are not these any more, and of tests that were killed. */
function removeUnused(prefix: string): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const path = join(tmpdir(), name);
    const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (ageMs > UNUSED_MS_MAX) rmSync(path, { recursive: true, force: true });
  }
}

import { mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { CodedError } from "@spanhouse/base";

/**
 * One process owns a data folder. The file `lock` in it names the owner by process id and the moment the
 * process started, so that a lock left behind by a killed process is recognised, also when another
 * process has its id by now. The embedded engine has a lock of its own behind this one; this one speaks
 * clearly, also covers the spool, and works with a server as the store.
 */
export interface DataFolderLock {
  release(): Promise<void>;
}

const LOCK_FILE = "lock";

export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  const path = join(folder, LOCK_FILE);
  const mine = `${process.pid} ${startOf(process.pid) ?? "unknown"}\n`;
  try {
    await mkdir(folder, { recursive: true });
    await takeLock(folder, path, mine);
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodedError(
      "START_DATA_FOLDER_UNWRITABLE",
      `The data folder ${folder} cannot be written to: ${why}.`,
      { cause },
    );
  }
  return { release: () => releaseLock(path, mine) };
}

async function takeLock(folder: string, path: string, mine: string): Promise<void> {
  // Twice at most: a lock of a dead process is removed once.
  for (const attempt of [1, 2]) {
    if (await createLock(path, mine)) return;
    const owner = await readLock(path);
    if (owner !== undefined && (isAlive(owner) || attempt === 2)) {
      throw new CodedError(
        "START_DATA_FOLDER_LOCKED",
        `The data folder ${folder} is in use by process ${owner.split(" ", 1)[0] ?? "?"}.`,
      );
    }
    await removeFile(path);
  }
}

async function createLock(path: string, mine: string): Promise<boolean> {
  try {
    await writeFile(path, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

async function releaseLock(path: string, mine: string): Promise<void> {
  if ((await readLock(path)) === mine.trim()) await removeFile(path);
}

/** Whether the process that wrote the lock still runs. This process itself counts: one store, one folder. */
function isAlive(owner: string): boolean {
  const [pid, ...start] = owner.split(" ");
  if (!/^\d+$/.test(pid ?? "")) return false;
  const running = startOf(Number(pid));
  return running !== undefined && running === start.join(" ");
}

/** When a process started, in words that differ for every process ever started; undefined: none runs. */
function startOf(pid: number): string | undefined {
  try {
    return process.platform === "linux" ? linuxStartOf(pid) : portableStartOf(pid);
  } catch {
    // No such process: both ways throw then.
    return undefined;
  }
}

function linuxStartOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // Field 22, counted behind the name, which is in brackets and may contain anything.
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return `${boot} ${ticks ?? ""}`;
}

function portableStartOf(pid: number): string {
  const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return started.trim().replace(/\s+/g, "-");
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

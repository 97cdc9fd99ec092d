import { open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { byLogNumber } from "./sync-tables.ts";

/**
 * What a kill or a power loss in the middle of an insert leaves behind in a table of the embedded engine.
 * The engine writes "I have this" before the part has its name, and trusts it afterwards:
 *
 *   part fsynced as tmp_… -> record written -> renamed -> folder fsynced -> record fsynced (by us) -> answered
 *                                   |<-- killed here: the record says "stored", and nothing is there
 *                                              |<-- power lost here: stored, and the record may be gone
 *
 * The batch of an insert that was not answered is still in the spool and comes again with its token. So the
 * last record and the last part of a table are made to agree before the engine opens them, on "not stored".
 *
 *   deduplication_logs/deduplication_log_3.txt     1 <tab> <part> <tab> <hash of the token> <newline>
 */
export interface SettledTable {
  /** Where the table's files are. */
  readonly folder: string;
  readonly what: "tornRecord" | "recordWithoutPart" | "partWithoutRecord";
  /** The part, or "" of a torn record. */
  readonly part: string;
}

export interface SettleOptions {
  /**
   * The machine has been started since the store was last open. Only then can a part be there whose record
   * is not; else such a part is somebody's work.
   */
  readonly afterReboot: boolean;
}

/** Looks through all tables of an engine's folder that nobody has open. Cut off anywhere, it can be done again. */
export async function settleInserts(
  engineFolder: string,
  options: SettleOptions,
): Promise<readonly SettledTable[]> {
  const settled: SettledTable[] = [];
  for (const folder of await tableFolders(join(engineFolder, "store"))) {
    settled.push(...(await settleTable(folder, options)));
  }
  return settled;
}

/** Tables are `store/<three digits>/<uuid>`; only those with a log of their inserts matter. */
async function tableFolders(store: string): Promise<readonly string[]> {
  const tables: string[] = [];
  for (const prefix of await namesIn(store)) {
    for (const table of await namesIn(join(store, prefix))) {
      const folder = join(store, prefix, table);
      if ((await namesIn(folder)).includes(LOGS)) tables.push(folder);
    }
  }
  return tables;
}

const LOGS = "deduplication_logs";

async function settleTable(
  folder: string,
  { afterReboot }: SettleOptions,
): Promise<readonly SettledTable[]> {
  const settled: SettledTable[] = [];
  const parts = (await namesIn(folder)).flatMap((name) => parsePart(name) ?? []);
  const records = await recordsOf(folder, () =>
    settled.push({ folder, what: "tornRecord", part: "" }),
  );
  const last = records.at(-1);
  if (last?.isInsert === true && !parts.some((part) => covers(part, last.part))) {
    await cut(last.path, last.at);
    settled.push({ folder, what: "recordWithoutPart", part: last.part.name });
    records.pop();
  }
  if (!afterReboot || records.length === 0) return settled;
  // The newest record may be of a drop, such as of an expired part, which is older than many.
  const known = records.reduce((newest, { part }) => Math.max(newest, part.last), 0);
  const unknown = parts.filter(({ first, last: end }) => first === end && first > known);
  // One insert at a time can be unanswered; what are more is somebody's work.
  if (unknown.some(({ first }) => first !== unknown[0]?.first)) return settled;
  for (const { name } of unknown) {
    // Kept for a person to look at; the engine never reads or deletes what is detached.
    await rename(join(folder, name), join(folder, "detached", `unanswered_${name}`));
    settled.push({ folder, what: "partWithoutRecord", part: name });
  }
  return settled;
}

/** A part's name says which inserts are in it: `20261124_3_7_1` has the third to the seventh, merged once. */
interface Part {
  readonly name: string;
  readonly partition: string;
  readonly first: number;
  readonly last: number;
}

/** Undefined for everything else in the folder of a table. */
function parsePart(name: string): Part | undefined {
  const match = /^([0-9A-Za-z]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/.exec(name);
  if (match === null) return undefined;
  const [, partition = "", first, last] = match;
  return { name, partition, first: Number(first), last: Number(last) };
}

function covers(whole: Part, part: Part): boolean {
  const isSame = whole.partition === part.partition;
  return isSame && whole.first <= part.first && whole.last >= part.last;
}

interface LogRecord {
  readonly part: Part;
  /** False when it says that a part was dropped. */
  readonly isInsert: boolean;
  readonly path: string;
  /** Where the record begins in its file. */
  readonly at: number;
}

/** The records of a table, oldest first, after what is torn at their end has been cut off. */
async function recordsOf(folder: string, onTorn: () => void): Promise<LogRecord[]> {
  const logs = (await namesIn(join(folder, LOGS))).toSorted(byLogNumber).reverse();
  let records: LogRecord[] = [];
  for (const name of logs) {
    const path = join(folder, LOGS, name);
    const bytes = await readFile(path);
    const lines = wholeLines(bytes);
    const end = lines.at(-1)?.end ?? 0;
    if (end < bytes.length && records.length === 0) {
      await cut(path, end);
      onTorn();
    }
    records = [...lines.map((line) => ({ ...line, path })), ...records];
  }
  return records;
}

/** A power loss may leave half a line, or zeros where a line was to be. What comes behind is not trusted. */
function wholeLines(
  bytes: Uint8Array,
): readonly { part: Part; isInsert: boolean; at: number; end: number }[] {
  const lines: { part: Part; isInsert: boolean; at: number; end: number }[] = [];
  for (let at = 0; ;) {
    const newline = bytes.indexOf(0x0a, at);
    if (newline < 0) return lines;
    const line = Buffer.from(bytes.subarray(at, newline)).toString("latin1");
    const [operation, name = "", ...rest] = line.split("\t");
    const part = parsePart(name);
    if (part === undefined || rest.length !== 1) return lines;
    lines.push({ part, isInsert: operation === "1", at, end: newline + 1 });
    at = newline + 1;
  }
}

async function cut(path: string, bytes: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.truncate(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A new store, or a file where folders are.
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

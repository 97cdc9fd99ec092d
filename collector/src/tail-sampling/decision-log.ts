import { crc32 } from "node:zlib";
import { assert, fromHex, toHex } from "@spanhouse/base";
import { diskFailureOf, type SpoolDisk } from "../pipeline/spool-disk.ts";
import { UNFINISHED_SUFFIX } from "../pipeline/spool-file.ts";
import { DECISION_FILES_MERGED } from "../limits.ts";
import type { DecisionWords } from "./decision-table.ts";

/** A decision with the trace it is about. */
export interface LoggedDecision extends DecisionWords {
  readonly traceId: string;
}

export const DECISIONS_FOLDER = "decisions";

/**
 * Decisions on disk, so that spans that come after a restart follow them too. A file is written once:
 *
 *   decisions/000000000007-000000000009-5120-9f0a33c1.log
 *             first        last         count crc-32 of the content
 *
 *   16 bytes trace id | 4 bytes high word | 4 bytes low word      little endian, for each decision
 *
 * Every batch makes one file, `first` = `last`. Sixteen small files become one that stands for all their
 * numbers; a file whose numbers lie in those of another is left over from that. The oldest files go when the
 * others have enough decisions.
 */
export interface DecisionLogOptions {
  readonly disk: SpoolDisk;
  /** At least so many of the newest decisions are kept. */
  readonly entriesMax: number;
  /** A file of which the content is not what its name says; it is deleted. */
  readonly onDamaged: (name: string) => void;
}

interface LogFile {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

const RECORD_BYTES = 24;
const TRACE_ID_BYTES = 16;
const PATTERN = /^decisions\/(\d{12,15})-(\d{12,15})-(\d{1,10})-([0-9a-f]{8})\.log$/;

export class DecisionLog {
  readonly #options: DecisionLogOptions;
  /** Oldest first. */
  #files: LogFile[] = [];

  private constructor(options: DecisionLogOptions) {
    this.#options = options;
  }

  /** Reads what there is, oldest decision first. Rejects with the disk's error. */
  static async open(
    options: DecisionLogOptions,
    onDecision: (decision: LoggedDecision) => void,
  ): Promise<DecisionLog> {
    const log = new DecisionLog(options);
    await log.#read(onDecision);
    return log;
  }

  get fileCount(): number {
    return this.#files.length;
  }

  /** Makes decisions durable. Rejects with the disk's error; then nothing or all of it is there. */
  async append(decisions: readonly LoggedDecision[]): Promise<void> {
    if (decisions.length === 0) return;
    const sequence = (this.#files.at(-1)?.last ?? 0) + 1;
    await this.#write(encode(decisions), { first: sequence, last: sequence });
    await this.#tidy();
  }

  /** The decisions are durable; that there are too many files can wait for a disk that works. */
  async #tidy(): Promise<void> {
    try {
      await this.#mergeSmall();
      await this.#dropOld();
    } catch (error) {
      diskFailureOf(error);
    }
  }

  async #read(onDecision: (decision: LoggedDecision) => void): Promise<void> {
    const { disk, onDamaged } = this.#options;
    await disk.makeFolder(DECISIONS_FOLDER);
    const found: { readonly file: LogFile; readonly crc: number }[] = [];
    for (const { name } of await disk.list(DECISIONS_FOLDER)) {
      const match = PATTERN.exec(name);
      if (match === null) {
        if (name.endsWith(UNFINISHED_SUFFIX)) await disk.remove(name);
        continue;
      }
      const [, first, last, count, crc] = match;
      const file = { name, first: Number(first), last: Number(last), count: Number(count) };
      found.push({ file, crc: Number.parseInt(crc!, 16) });
    }
    found.sort(
      ({ file: one }, { file: other }) => one.first - other.first || other.last - one.last,
    );
    for (const { file, crc } of found) {
      const isLeftOver = file.last <= (this.#files.at(-1)?.last ?? -1);
      const content = isLeftOver ? undefined : await this.#content(file.name);
      const isWhole = content?.length === file.count * RECORD_BYTES && crc32(content) === crc;
      if (content === undefined || !isWhole) {
        if (!isLeftOver) onDamaged(file.name);
        await disk.remove(file.name);
        continue;
      }
      this.#files.push(file);
      for (const decision of decode(content)) onDecision(decision);
    }
  }

  async #content(name: string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    await this.#options.disk.read(name, (piece) => pieces.push(Buffer.from(piece)));
    return Buffer.concat(pieces);
  }

  async #write(content: Buffer, range: Pick<LogFile, "first" | "last">): Promise<void> {
    const { disk } = this.#options;
    const count = content.length / RECORD_BYTES;
    const name = nameOf({ ...range, count, crc: crc32(content) });
    const unfinished = name + UNFINISHED_SUFFIX;
    await disk.remove(unfinished);
    await disk.write(unfinished, [content]);
    await disk.rename(unfinished, name);
    await disk.syncFolder(DECISIONS_FOLDER);
    // The same decisions written again, after the folder could not be synced, have the same name.
    this.#files = this.#files.filter((file) => file.first < range.first || file.first > range.last);
    this.#files.push({ ...range, name, count });
  }

  /** The newest files, when there are many that are small. */
  async #mergeSmall(): Promise<void> {
    const smallMax = this.#options.entriesMax / DECISION_FILES_MERGED;
    const at = this.#files.findLastIndex((file) => file.count >= smallMax) + 1;
    const small = this.#files.slice(at);
    if (small.length < DECISION_FILES_MERGED) return;
    const contents: Buffer[] = [];
    for (const { name } of small) contents.push(await this.#content(name));
    const [first, last] = [small[0]!.first, small.at(-1)!.last];
    await this.#write(Buffer.concat(contents), { first, last });
    for (const { name } of small) await this.#options.disk.remove(name);
  }

  async #dropOld(): Promise<void> {
    let entries = this.#files.reduce((sum, { count }) => sum + count, 0);
    for (let oldest = this.#files[0]; oldest !== undefined; oldest = this.#files[0]) {
      entries -= oldest.count;
      if (entries < this.#options.entriesMax) return;
      await this.#options.disk.remove(oldest.name);
      this.#files.shift();
    }
  }
}

function nameOf(file: Omit<LogFile, "name"> & { readonly crc: number }): string {
  const [first, last] = [file.first, file.last].map((number) => String(number).padStart(12, "0"));
  const crc = file.crc.toString(16).padStart(8, "0");
  return `${DECISIONS_FOLDER}/${first}-${last}-${file.count}-${crc}.log`;
}

function encode(decisions: readonly LoggedDecision[]): Buffer {
  const content = Buffer.alloc(decisions.length * RECORD_BYTES);
  let at = 0;
  for (const { traceId, high, low } of decisions) {
    const id = fromHex(traceId);
    assert(id?.length === TRACE_ID_BYTES, "a trace id has 32 digits");
    content.set(id, at);
    content.writeUInt32LE(high, at + TRACE_ID_BYTES);
    content.writeUInt32LE(low, at + TRACE_ID_BYTES + 4);
    at += RECORD_BYTES;
  }
  return content;
}

function* decode(content: Buffer): Generator<LoggedDecision> {
  for (let at = 0; at < content.length; at += RECORD_BYTES) {
    yield {
      traceId: toHex(content, at, at + TRACE_ID_BYTES),
      high: content.readUInt32LE(at + TRACE_ID_BYTES),
      low: content.readUInt32LE(at + TRACE_ID_BYTES + 4),
    };
  }
}

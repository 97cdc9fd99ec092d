import { crc32 } from "node:zlib";

import { SPOOL_TRACE_FILTER_BYTES_MAX } from "../limits.ts";
import { diskFailureOf, type DiskFailure, type SpoolDisk } from "./spool-disk.ts";
import { SPOOL_FOLDER, spoolFileName, UNFINISHED_SUFFIX, type SpoolFile } from "./spool-file.ts";
import type { SealedBlock, SealOutcome } from "./sealer.ts";

/** What the spool tells whoever watches. */
export interface SpoolEvents {
  readonly onSealed: (file: SpoolFile, tookMs: number, requests: number) => void;
  readonly onState: (state: SpoolState, reason: string) => void;
}

/** `full` and `failed`: nothing is acknowledged until a probe has been written and fsynced. */
export type SpoolState = "healthy" | DiskFailure;

const PROBE_NAME = `${SPOOL_FOLDER}/probe${UNFINISHED_SUFFIX}`;

/**
 * The sealed blocks that are not in the store yet: writes them, counts them, and knows whether the disk can
 * be trusted.
 *
 * A block is written and fsynced as `….unfinished`, renamed, and the folder fsynced. So a file with its
 * final name was always wholly on the disk, whatever happened, and a fsync that failed can only leave
 * an unfinished one, which nobody reads. When the rename or the folder's fsync failed, the file may come
 * back after a power loss although its requests were refused: it must be gone, durably, before anything is
 * acknowledged again, or a client's second try would be stored beside it.
 */
export class Spool {
  readonly #disk: SpoolDisk;
  readonly #events: SpoolEvents;
  readonly #now: () => number;
  readonly #suffix: string;
  readonly #probeBytes: number;
  readonly #files = new Map<string, SpoolFile>();
  /** Names of files that an insert was begun with. */
  readonly #tried = new Set<string>();
  /** Of what the files remember of their traces. */
  #traceFilterBytes = 0;
  #waiting: SpoolFile[] = [];
  #bytes = 0;
  #rows = 0;
  #nextSequence: number;
  #state: SpoolState = "healthy";
  /** Files of refused requests that may still be there. */
  #suspects = new Set<string>();

  constructor(options: {
    disk: SpoolDisk;
    /** Of the format of its files. */
    suffix: string;
    nextSequence: number;
    probeBytes: number;
    now: () => number;
    events: SpoolEvents;
  }) {
    this.#disk = options.disk;
    this.#suffix = options.suffix;
    this.#nextSequence = options.nextSequence;
    this.#probeBytes = options.probeBytes;
    this.#now = options.now;
    this.#events = options.events;
  }

  get state(): SpoolState {
    return this.#state;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get rows(): number {
    return this.#rows;
  }

  get fileCount(): number {
    return this.#files.size;
  }

  /** Milliseconds since 1970; undefined when the spool is empty. */
  get oldestSealedAtMs(): number | undefined {
    const [oldest] = this.#files.values();
    return oldest?.sealedAtMs;
  }

  /** All files that are not known to be in the store, oldest first. */
  files(): IterableIterator<SpoolFile> {
    return this.#files.values();
  }

  /** From now on the store may have rows of these files. Said before it is asked to take them. */
  beginInsert(files: readonly { readonly name: string }[]): void {
    for (const { name } of files) this.#tried.add(name);
  }

  /** Whether the store may have rows of the file. Of one that left the spool it has. */
  isTried(name: string): boolean {
    return this.#tried.has(name) || !this.#files.has(name);
  }

  /** Files that are in no batch yet, oldest first. */
  get waiting(): readonly SpoolFile[] {
    return this.#waiting;
  }

  /** Counts a file that was found at the start. */
  adopt(file: SpoolFile, isInBatch: boolean): void {
    this.#files.set(file.name, this.#withinFilterBytes(file));
    this.#bytes += file.bytes;
    this.#rows += file.rows;
    if (isInBatch) this.#tried.add(file.name);
    else this.#waiting.push(file);
  }

  /** The first `count` of the waiting files are in a batch now. */
  take(count: number): void {
    this.#waiting = this.#waiting.slice(count);
  }

  /** The file left the spool. */
  forget(name: string): void {
    const file = this.#files.get(name);
    if (file === undefined) return;
    this.#files.delete(name);
    this.#tried.delete(name);
    this.#traceFilterBytes -= file.traces?.byteLength ?? 0;
    this.#bytes -= file.bytes;
    this.#rows -= file.rows;
  }

  /** Makes a block durable. Never rejects for a failure of the disk. */
  async seal(block: SealedBlock): Promise<SealOutcome> {
    if (this.#state !== "healthy")
      return { status: this.#state, reason: "the disk is not trusted", mayComeBack: false };
    const startedAtMs = performance.now();
    const file = this.#describe(block);
    const unfinished = file.name + UNFINISHED_SUFFIX;
    try {
      this.#suspects.add(unfinished);
      await this.#disk.write(unfinished, block.chunks);
      this.#suspects.add(file.name);
      await this.#disk.rename(unfinished, file.name);
      await this.#disk.syncFolder(SPOOL_FOLDER);
    } catch (error) {
      const { failure, reason } = diskFailureOf(error);
      this.#become(failure, reason);
      return { status: failure, reason, mayComeBack: this.#suspects.has(file.name) };
    }
    this.#suspects.clear();
    this.adopt(file, false);
    this.#events.onSealed(file, performance.now() - startedAtMs, file.requestKeys.length / 16);
    return { status: "written", sequence: file.sequence };
  }

  /** Tries a disk that was full or failed; true when it works again. */
  async probe(): Promise<boolean> {
    if (this.#state === "healthy") return true;
    try {
      for (const name of this.#suspects) await this.#disk.remove(name);
      await this.#disk.remove(PROBE_NAME);
      await this.#disk.syncFolder(SPOOL_FOLDER);
      await this.#disk.write(PROBE_NAME, [new Uint8Array(this.#probeBytes)]);
      await this.#disk.remove(PROBE_NAME);
      await this.#disk.syncFolder(SPOOL_FOLDER);
    } catch (error) {
      const { failure, reason } = diskFailureOf(error);
      this.#become(failure, reason);
      return false;
    }
    this.#suspects.clear();
    this.#become("healthy", "");
    return true;
  }

  /** Beyond the bound a file is one that may have any trace. */
  #withinFilterBytes(file: SpoolFile): SpoolFile {
    const { traces, ...rest } = file;
    if (traces === undefined) return file;
    if (this.#traceFilterBytes + traces.byteLength > SPOOL_TRACE_FILTER_BYTES_MAX) return rest;
    this.#traceFilterBytes += traces.byteLength;
    return file;
  }

  #describe(block: SealedBlock): SpoolFile {
    let bytes = 0;
    let sum = 0;
    for (const chunk of block.chunks) {
      bytes += chunk.length;
      sum = crc32(chunk, sum);
    }
    const { rows, receivedOnDay, requestKeys, traces } = block;
    const sequence = this.#nextSequence++;
    const suffix = this.#suffix;
    const name = spoolFileName({ sequence, receivedOnDay, rows, crc32: sum, suffix });
    const sealedAtMs = this.#now();
    const file = {
      name,
      sequence,
      receivedOnDay,
      rows,
      crc32: sum,
      bytes,
      requestKeys,
      sealedAtMs,
    };
    return traces === undefined ? file : { ...file, traces };
  }

  #become(state: SpoolState, reason: string): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.onState(state, reason);
  }
}

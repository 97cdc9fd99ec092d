import { assert, CodedError } from "@spanhouse/base";
import type { TraceFilter } from "@spanhouse/storage";
import type { DecodeOutcome } from "@spanhouse/wire";

import { REQUEST_KEY_BYTES } from "./request-key.ts";
import type { DiskFailure } from "./spool-disk.ts";
import type { Decode, SealableBlock } from "./spool-format.ts";

/**
 * Group commit: requests that arrive while a block is written share the next one, its file and its fsync.
 *
 *   requests   a b   c d e f   g h …
 *   blocks     [ab]  [cdef]    [gh …
 *   disk        ====== ==========
 *
 * Two blocks take turns: one is open, one may be on its way to the disk. An open block is sealed when the
 * one before it is written and it is old enough, large enough, or waiting would bring nothing.
 */
export interface SealerOptions {
  readonly newBlock: () => SealableBlock;
  readonly write: (sealed: SealedBlock) => Promise<SealOutcome>;
  /** True while requests are being read that may still share the block. */
  readonly isMoreExpected: () => boolean;
  readonly ageMaxMs: number;
  /** The same for a block of at least `busyBytes`. */
  readonly ageBusyMaxMs: number;
  readonly busyBytes: number;
  readonly quietMs: number;
  readonly sealBytes: number;
  readonly blockBytesMax: number;
  readonly fileBytesMax: number;
  readonly now: () => number;
}

export interface SealedBlock {
  /** Valid until `write` ends. */
  readonly chunks: readonly Uint8Array[];
  readonly rows: number;
  readonly requestKeys: Uint8Array;
  readonly receivedOnDay: number;
  readonly traces?: TraceFilter;
}

export type SealOutcome =
  | { readonly status: "written"; readonly sequence: number }
  /** `mayComeBack`: the file was whole, and may be found by the next start. */
  | { readonly status: DiskFailure; readonly reason: string; readonly mayComeBack: boolean };

/** What became of a request that was appended to the open block. */
export type Appended =
  /** Spans were appended; `sealed` is what becomes of their block. */
  | {
      readonly status: "appended";
      readonly decoded: Extract<DecodeOutcome, { status: "decoded" }>;
      readonly sealed: Promise<SealOutcome>;
    }
  /** Nothing was appended: there was nothing to append, or the bytes are bad, or its spans too many. */
  | { readonly status: "nothing"; readonly decoded: DecodeOutcome | TooLarge }
  /** The rest of the open block is too small for it. Try again in the next one. */
  | { readonly status: "noRoom" };

/** Its spans alone take more space than one file may have. */
export interface TooLarge {
  readonly status: "tooLarge";
  readonly reason: string;
}

const DAY_MS = 86_400_000;

interface Group {
  readonly block: SealableBlock;
  keys: Uint8Array[];
  openedAtMs: number;
  /** Somebody waits for it to be durable. */
  isAwaited: boolean;
  /** Such a request came while the block before it was written: there are several clients, and more will come. */
  hasCompany: boolean;
  sealed: Promise<SealOutcome>;
  settle: (outcome: SealOutcome) => void;
}

export class Sealer {
  readonly #options: SealerOptions;
  #open: Group;
  #spare: Group | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Ends when the block that is on its way to the disk is written. */
  #writing: Promise<void> | undefined;
  /** Who waits for the next block. */
  #turnedOver: (() => void)[] = [];

  constructor(options: SealerOptions) {
    this.#options = options;
    this.#open = newGroup(options.newBlock());
    this.#spare = newGroup(options.newBlock());
  }

  /** Spans that wait for their seal. */
  get openRows(): number {
    return this.#open.block.rows;
  }

  /** True when requests must wait for the next block. */
  get isFull(): boolean {
    return this.#open.block.byteLength >= this.#options.blockBytesMax;
  }

  /** Ends when the next block is open. The open one is sealed as soon as the disk is free. */
  async nextBlock(): Promise<void> {
    const opened = new Promise<void>((resolve) => this.#turnedOver.push(resolve));
    this.#consider();
    await opened;
  }

  /**
   * Decodes a request into the open block: whole, or nothing of it. One that nobody waits for (datagrams) makes
   * no block be sealed early, nor one that is awaited late.
   */
  append(key: Uint8Array, body: Uint8Array, decode: Decode, isAwaited: boolean): Appended {
    assert(key.length === REQUEST_KEY_BYTES, "a request key has 16 bytes");
    const group = this.#open;
    const { block } = group;
    const isFirst = block.rows === 0;
    const mark = block.mark();
    block.requestKey(key);
    const decoded = decodeOrRollBack(block, mark, body, decode);
    if (decoded === "noRoom") return { status: "noRoom" };
    if (decoded.status !== "decoded" || decoded.spans === 0) return { status: "nothing", decoded };
    if (block.byteLength > this.#options.fileBytesMax) {
      block.rollback(mark);
      if (!isFirst) return { status: "noRoom" };
      const reason = `its ${decoded.spans} spans take more space than one file may have`;
      return { status: "nothing", decoded: { status: "tooLarge", reason } };
    }
    group.keys.push(key);
    if (isFirst) group.openedAtMs = this.#options.now();
    if (isAwaited) {
      group.isAwaited = true;
      if (this.#writing !== undefined) group.hasCompany = true;
    }
    this.#consider();
    return { status: "appended", decoded, sealed: group.sealed };
  }

  /** Decodes without keeping anything, to tell a client that asks again what became of its request. */
  rehearse(body: Uint8Array, decode: Decode): DecodeOutcome | TooLarge | "noRoom" {
    const { block } = this.#open;
    const mark = block.mark();
    const decoded = decodeOrRollBack(block, mark, body, decode);
    if (decoded !== "noRoom" && decoded.status === "decoded" && decoded.spans > 0) {
      block.rollback(mark);
    }
    return decoded;
  }

  /** Seals what is open and waits until everything is written. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined || this.#open.block.rows > 0) {
      if (this.#writing === undefined) this.#seal();
      await this.#writing;
    }
  }

  #consider(): void {
    if (this.#writing !== undefined || this.#open.block.rows === 0) return;
    const isWaitedFor = this.#turnedOver.length > 0;
    if (isWaitedFor || this.#isOld || this.#open.block.byteLength >= this.#options.sealBytes) {
      this.#seal();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#isOld || this.#isQuiet) this.#seal();
      else this.#consider();
    }, this.#options.quietMs);
  }

  /** Waiting would bring nothing: all clients we know of wait for us. */
  get #isQuiet(): boolean {
    const { isAwaited, hasCompany } = this.#open;
    return isAwaited && !hasCompany && !this.#options.isMoreExpected();
  }

  get #isOld(): boolean {
    const { now, ageMaxMs, ageBusyMaxMs, busyBytes } = this.#options;
    const isBusy = !this.#open.isAwaited || this.#open.block.byteLength >= busyBytes;
    return now() - this.#open.openedAtMs >= (isBusy ? ageBusyMaxMs : ageMaxMs);
  }

  #seal(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const group = this.#open;
    if (this.#writing !== undefined || group.block.rows === 0) return;
    assert(this.#spare !== undefined, "the other block is free when nothing is being written");
    this.#open = this.#spare;
    this.#spare = undefined;
    this.#writing = this.#write(group).finally(() => {
      this.#writing = undefined;
      this.#consider();
    });
    for (const resume of this.#turnedOver.splice(0)) resume();
  }

  async #write(group: Group): Promise<void> {
    const receivedOnDay = Math.floor(this.#options.now() / DAY_MS);
    const traces = group.block.traceFilter?.();
    const outcome = await this.#options.write({
      ...(traces === undefined ? {} : { traces }),
      chunks: group.block.finish(receivedOnDay),
      rows: group.block.rows,
      requestKeys: Buffer.concat(group.keys),
      receivedOnDay,
    });
    group.block.reset();
    this.#spare = newGroup(group.block);
    group.settle(outcome);
  }
}

function newGroup(block: SealableBlock): Group {
  let settle: (outcome: SealOutcome) => void = () => undefined;
  const sealed = new Promise<SealOutcome>((resolve) => (settle = resolve));
  return { block, keys: [], openedAtMs: 0, isAwaited: false, hasCompany: false, sealed, settle };
}

/**
 * A decoder that throws has a bug; a client that found it must not be able to stop the process with it.
 * The one error it may throw comes from the block: no more memory for this one.
 */
function decodeOrRollBack(
  block: SealableBlock,
  mark: unknown,
  body: Uint8Array,
  decode: Decode,
): DecodeOutcome | TooLarge | "noRoom" {
  let decoded: DecodeOutcome;
  try {
    decoded = block.copyRequest?.(body, decode) ?? decode(body, block);
  } catch (error) {
    block.rollback(mark);
    const isTooLarge = error instanceof CodedError && error.code === "INGEST_TOO_LARGE";
    if (isTooLarge && block.rows > 0) return "noRoom";
    const reason = error instanceof Error ? error.message : String(error);
    if (isTooLarge) return { status: "tooLarge", reason };
    return { status: "malformed", reason: `the decoder failed: ${reason}` };
  }
  if (decoded.status === "malformed" || decoded.spans === 0) block.rollback(mark);
  return decoded;
}

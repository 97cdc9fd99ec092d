import { backoffMs, DEFAULT_BACKOFF, type BackoffOptions } from "@spanhouse/base";
import type { SpanWriter } from "@spanhouse/storage";

import type { BatchGate, GatedFile, Ripeness } from "./batch-gate.ts";
import type { BatchJournal } from "./batch-journal.ts";
import {
  countForBatch,
  fileAt,
  pieceRows,
  pieceToken,
  planBatch,
  withFirstRefused,
  withFirstStored,
  type BatchPlan,
  type Piece,
} from "./batch-plan.ts";
import { Interruption } from "./interruption.ts";
import type { Spool } from "./spool.ts";
import { diskFailureOf, type SpoolDisk } from "./spool-disk.ts";

export interface InserterLimits {
  readonly intervalMs: number;
  readonly rows: number;
  readonly bytes: number;
  readonly files: number;
  readonly poisonRows: number;
}

export interface InserterEvents {
  /** Attempt 0 is the first. */
  readonly onAttempt: (rows: number, attempt: number) => void;
  readonly onStored: (rows: number, tookMs: number) => void;
  /** The store or the disk is in the way; everything is kept and tried again. */
  readonly onWaiting: (on: "store" | "disk", reason: string) => void;
  readonly onRefused: (rows: number, reason: string) => void;
}

export interface InserterOptions {
  readonly disk: SpoolDisk;
  readonly spool: Spool;
  readonly journal: BatchJournal;
  readonly writer: SpanWriter;
  /** When files may go into a batch; at once without it. */
  readonly gate?: BatchGate | undefined;
  readonly limits: InserterLimits;
  readonly backoff?: BackoffOptions;
  readonly now: () => number;
  readonly events: InserterEvents;
}

/**
 * Brings sealed blocks into the store, one batch after the other: cuts a batch, makes its manifest durable,
 * inserts until the store has it, deletes its files. Gives up by being stopped only.
 */
export class Inserter {
  readonly #options: InserterOptions;
  readonly #interruption = new Interruption();
  #running: Promise<void> | undefined;
  #isDraining = false;
  #lastStartMs = Number.NEGATIVE_INFINITY;

  constructor(options: InserterOptions) {
    this.#options = options;
  }

  /** First what a start found in doubt, with the tokens it had; then whatever is sealed. */
  start(inDoubt: readonly BatchPlan[]): void {
    this.#running = this.#run(inDoubt);
  }

  /** A block was sealed. */
  wake(): void {
    this.#interruption.wake();
  }

  /** Inserts what there is, without pauses, and ends when nothing is left or `deadlineMs` have passed. */
  async drain(deadlineMs: number): Promise<void> {
    this.#isDraining = true;
    this.#interruption.wake();
    const timer = setTimeout(() => this.#interruption.stop(), deadlineMs);
    // An insert that hangs must not keep us beyond the deadline; its batch is in doubt until the next start.
    await Promise.race([this.#running, this.#interruption.stopped]);
    clearTimeout(timer);
    this.#interruption.stop();
  }

  async #run(inDoubt: readonly BatchPlan[]): Promise<void> {
    const { spool, limits, now } = this.#options;
    await this.#ripeness([...inDoubt.flatMap(filesOf), ...spool.waiting]);
    for (const plan of inDoubt) await this.#carryOut(plan);
    for (;;) {
      if (this.#interruption.isStopped) return;
      const { ripe, waitMs } = await this.#ripeness(spool.waiting);
      if (ripe === 0) {
        if (this.#isDraining) return;
        await this.#interruption.pause(waitMs);
        continue;
      }
      const count = countForBatch(spool.waiting.slice(0, ripe), limits);
      const isWhole = count < ripe;
      const restMs = this.#lastStartMs + limits.intervalMs - performance.now();
      if (restMs > 0 && !isWhole && !this.#isDraining) {
        await this.#interruption.pause(restMs);
        continue;
      }
      this.#lastStartMs = performance.now();
      const plan = planBatch(spool.waiting.slice(0, count), now());
      const isWritten = await this.#untilDiskDoes(async () => this.#options.journal.write(plan));
      if (!isWritten) return;
      spool.take(count);
      await this.#carryOut(plan);
    }
  }

  async #ripeness(files: readonly GatedFile[]): Promise<Ripeness> {
    const { gate } = this.#options;
    let ripeness: Ripeness = { ripe: files.length, waitMs: undefined };
    if (gate !== undefined && files.length > 0) {
      await this.#untilDiskDoes(async () => (ripeness = await gate.look(files)));
    }
    return ripeness;
  }

  async #carryOut(planned: BatchPlan): Promise<void> {
    const { journal, limits } = this.#options;
    let plan = planned;
    this.#options.spool.beginInsert(plan.files);
    for (let piece = plan.pieces[0]; piece !== undefined; piece = plan.pieces[0]) {
      const refusal = await this.#insert(plan, piece);
      if (this.#interruption.isStopped) return;
      const next =
        refusal === undefined
          ? withFirstStored(plan)
          : withFirstRefused(plan, refusal, limits.poisonRows);
      if (refusal !== undefined && next.refused.length > plan.refused.length) {
        this.#options.events.onRefused(pieceRows(plan, piece), refusal);
      }
      const { generation } = plan;
      plan = next;
      // That nothing is left is said by `finish`. Else it must be known before the next piece is sent: whoever
      // gets them may remember only the last one.
      if (next.generation === generation) break;
      if (!(await this.#untilDiskDoes(async () => journal.write(next)))) return;
    }
    const finished = plan;
    await this.#untilDiskDoes(async () => journal.finish(finished));
  }

  /** Asks the store until it says yes (undefined) or no (why). Ends early when stopped. */
  async #insert(plan: BatchPlan, piece: Piece): Promise<string | undefined> {
    const { disk, writer, events } = this.#options;
    const parts = piece.map(({ file, only }) => {
      const { name, rows } = fileAt(plan, file);
      const part = { path: disk.pathOf(name), rows };
      return only === undefined ? part : { ...part, only };
    });
    const token = pieceToken(plan, piece);
    for (let attempt = 0; !this.#interruption.isStopped; attempt++) {
      const startedAtMs = performance.now();
      events.onAttempt(pieceRows(plan, piece), attempt);
      const outcome = await writer.insert({ parts, token });
      if (outcome.status === "rejected") return outcome.reason;
      if (outcome.status === "stored") {
        events.onStored(pieceRows(plan, piece), performance.now() - startedAtMs);
        return undefined;
      }
      events.onWaiting("store", outcome.reason);
      await this.#backOff(attempt);
    }
    return undefined;
  }

  /** False when stopped before the disk did it. */
  async #untilDiskDoes(work: () => Promise<unknown>): Promise<boolean> {
    for (let attempt = 0; !this.#interruption.isStopped; attempt++) {
      try {
        await work();
        return true;
      } catch (error) {
        this.#options.events.onWaiting("disk", diskFailureOf(error).reason);
      }
      await this.#backOff(attempt);
    }
    return false;
  }

  async #backOff(attempt: number): Promise<void> {
    await this.#interruption.rest(backoffMs(attempt, this.#options.backoff ?? DEFAULT_BACKOFF));
  }
}

/** Files of a batch in doubt; they were sealed before it was cut. */
function filesOf({ files, createdAtMs }: BatchPlan): readonly GatedFile[] {
  return files.map(({ name }) => ({ name, sealedAtMs: createdAtMs }));
}

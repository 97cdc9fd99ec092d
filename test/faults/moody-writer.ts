import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { Batch, InsertOutcome, SpanWriter } from "@spanhouse/storage";

/** A row of a spool file that is refused, by the end of the file's name and its number. */
export interface PoisonRow {
  readonly file: string;
  readonly row: number;
}

/**
 * The real store's writer behind a bad line: `down` reaches nobody, `unknown` loses three requests in ten
 * and the answers to three more, `slow` takes its time.
 */
export class MoodyWriter implements SpanWriter {
  mood: "up" | "down" | "unknown" | "slow" = "up";
  poison: readonly PoisonRow[] = [];
  /** What an insert takes in the mood `slow`, at least. */
  slowMs = 0;
  /** Inserts whose answer was not the store's. */
  troubles = 0;
  /** Names of the files it has stored, in that order; a repeated file once. */
  readonly #stored = new Set<string>();
  readonly #real: SpanWriter;
  readonly #random: () => number;

  constructor(real: SpanWriter, random: () => number) {
    this.#real = real;
    this.#random = random;
  }

  get storedFiles(): readonly string[] {
    return [...this.#stored];
  }

  async insert(batch: Batch): Promise<InsertOutcome> {
    const dice = this.mood === "unknown" ? this.#random() : 1;
    const isLost = this.mood === "down" || dice < 0.3;
    if (isLost) this.troubles += 1;
    if (isLost) return { status: "retry", reason: "nobody there" };
    if (this.#isPoisoned(batch)) return { status: "rejected", reason: "a row is poison" };
    if (this.mood === "slow") await delay(this.slowMs);
    const outcome = await this.#real.insert(batch);
    if (outcome.status === "stored") {
      for (const { path } of batch.parts) this.#stored.add(basename(path));
    }
    if (dice < 0.6) this.troubles += 1;
    return dice < 0.6 ? { status: "retry", reason: "connection reset" } : outcome;
  }

  #isPoisoned({ parts }: Batch): boolean {
    return this.poison.some(({ file, row }) =>
      parts.some(({ path, rows, only }) => {
        const { from, count } = only ?? { from: 0, count: rows };
        return path.endsWith(file) && row >= from && row < from + count;
      }),
    );
  }
}

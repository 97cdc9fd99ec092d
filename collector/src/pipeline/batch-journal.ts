import { withFirstStored, type BatchPlan, type RefusedRows } from "./batch-plan.ts";
import type { DeliveryMemory } from "./delivery-memory.ts";
import { writeDurably } from "./durable-file.ts";
import { doneName, encodeManifest, manifestName, parseManifestName } from "./manifest.ts";
import type { Quarantine } from "./quarantine.ts";
import type { Spool } from "./spool.ts";
import type { SpoolDisk } from "./spool-disk.ts";
import { SPOOL_FOLDER } from "./spool-file.ts";

/** The steps of a batch on disk. Each may be cut off anywhere, and done again. Rejects when the disk does. */
export class BatchJournal {
  readonly #disk: SpoolDisk;
  readonly #spool: Spool;
  readonly #quarantine: Quarantine;
  readonly #deliveries: DeliveryMemory;
  readonly #windowMs: number;
  readonly #now: () => number;

  constructor(options: {
    disk: SpoolDisk;
    spool: Spool;
    quarantine: Quarantine;
    deliveries: DeliveryMemory;
    windowMs: number;
    now: () => number;
  }) {
    this.#disk = options.disk;
    this.#spool = options.spool;
    this.#quarantine = options.quarantine;
    this.#deliveries = options.deliveries;
    this.#windowMs = options.windowMs;
    this.#now = options.now;
  }

  /** Makes a plan durable, in place of the generation before it. The store is not asked before. */
  async write(plan: BatchPlan): Promise<void> {
    await writeDurably(this.#disk, manifestName(plan, "batch"), encodeManifest(plan));
    if (plan.generation === 0) return;
    await this.#disk.remove(manifestName({ ...plan, generation: plan.generation - 1 }, "batch"));
  }

  /** Everything of a plan is in the store or refused: its files go, its keys stay for the window. */
  async finish(plan: BatchPlan): Promise<void> {
    const finished = await this.#withNothingLeft(plan);
    for (const [index, file] of finished.files.entries()) {
      const refused = finished.refused.filter((rows) => rows.file === index);
      if (refused.length === 0) await this.#disk.remove(file.name);
      else await this.#toQuarantine(file.name, refused);
      this.#spool.forget(file.name);
    }
    await this.#close(manifestName(finished, "batch"));
  }

  /** Deletes manifests that nobody needs any more, after what they say is durable. */
  async sweep(): Promise<void> {
    const oldestMs = this.#now() - this.#windowMs;
    const files = await this.#disk.list(SPOOL_FOLDER);
    const old = files.filter(
      ({ name, modifiedAtMs }) =>
        modifiedAtMs < oldestMs && parseManifestName(name)?.isDone === true,
    );
    if (old.length === 0) return;
    await this.#deliveries.save(this.#disk);
    // A power loss must not bring back a file of a batch while the manifest that says "done" is gone.
    await this.#disk.syncFolder(SPOOL_FOLDER);
    for (const { name } of old) await this.#disk.remove(name);
  }

  async #close(live: string): Promise<void> {
    try {
      await this.#disk.rename(live, doneName(live));
    } catch (error) {
      // A first try may have renamed it before it failed; nobody else takes a live manifest away.
      const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isGone) throw error;
    }
  }

  /**
   * From generation 1 on a missing file does not mean "stored", so the plan says it itself before files go.
   */
  async #withNothingLeft(plan: BatchPlan): Promise<BatchPlan> {
    if (plan.generation === 0) return withFirstStored(plan);
    const finished = { ...plan, generation: plan.generation + 1, pieces: [] };
    await this.write(finished);
    return finished;
  }

  async #toQuarantine(name: string, refused: readonly RefusedRows[]): Promise<void> {
    const present = await this.#disk.list(SPOOL_FOLDER);
    if (!present.some((file) => file.name === name)) return;
    const rows = refused.map(({ from, count, reason }) => ({ from, count, reason }));
    const count = refused.reduce((sum, range) => sum + range.count, 0);
    await this.#quarantine.take(name, count, { reason: "the store refused rows of it", rows });
  }
}

import type { BatchJournal } from "./batch-journal.ts";
import type { BatchPlan } from "./batch-plan.ts";
import type { DeliveryMemory } from "./delivery-memory.ts";
import type { Quarantine } from "./quarantine.ts";
import type { Reconciliation } from "./reconcile.ts";
import type { RequestWindow } from "./request-window.ts";
import type { Spool } from "./spool.ts";
import type { SpoolDisk } from "./spool-disk.ts";
import { SPOOL_FOLDER } from "./spool-file.ts";

export interface RecoveryParts {
  readonly disk: SpoolDisk;
  readonly spool: Spool;
  readonly journal: BatchJournal;
  readonly quarantine: Quarantine;
  readonly window: RequestWindow;
  readonly deliveries: DeliveryMemory;
}

/**
 * Carries out what `reconcile` decided. Cut off anywhere, the next start decides the same of what is left.
 * Returns the batches in doubt.
 */
export async function recover(
  found: Reconciliation,
  parts: RecoveryParts,
): Promise<readonly BatchPlan[]> {
  const { disk, spool, journal, quarantine, window, deliveries } = parts;
  for (const plan of found.rewritten) await journal.write(plan);
  for (const { name, rows, reason } of found.quarantined)
    await quarantine.take(name, rows, { reason });
  for (const plan of found.stored) await journal.finish(plan);
  for (const name of found.removed) await disk.remove(name);
  // Their content was fsynced before they had their names; now the names are durable too.
  await disk.syncFolder(SPOOL_FOLDER);
  const bySequence = [
    ...found.inBatch.map((file) => ({ file, isInBatch: true })),
    ...found.waiting.map((file) => ({ file, isInBatch: false })),
  ].sort((one, other) => one.file.sequence - other.file.sequence);
  for (const { file, isInBatch } of bySequence) spool.adopt(file, isInBatch);
  for (const { keys, storedAtMs, sequence } of found.requestKeys) {
    window.restore(keys, storedAtMs);
    deliveries.note(keys, sequence);
  }
  return found.inDoubt;
}

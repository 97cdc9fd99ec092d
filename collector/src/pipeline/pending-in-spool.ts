import { traceIdWords, type PendingFile, type PendingSpans } from "@spanhouse/storage";

import type { Spool } from "./spool.ts";
import type { SpoolDisk } from "./spool-disk.ts";
import type { SpoolFile } from "./spool-file.ts";

/** What the spool holds for reads of traces: each file from its acknowledgement until the store has it. */
export function pendingInSpool(spool: Spool, disk: SpoolDisk): PendingSpans {
  const toPending = ({ name, rows, bytes, traces }: SpoolFile): PendingFile => ({
    ...{ path: disk.pathOf(name), rows, bytes },
    isUnindexed: traces === undefined,
    isTried: () => spool.isTried(name),
  });
  return {
    filesOf: (traceIds) => {
      const ids = traceIds.map(traceIdWords);
      const found: PendingFile[] = [];
      for (const file of spool.files()) {
        const { traces } = file;
        if (traces === undefined || ids.some((id) => traces.mayHave(id)))
          found.push(toPending(file));
      }
      return found;
    },
    state: () => ({ spans: spool.rows, oldestUnixMs: spool.oldestSealedAtMs }),
  };
}

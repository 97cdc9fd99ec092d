import { setTimeout as delay } from "node:timers/promises";
import { findExample } from "./find-example.ts";
import { type Hint, HINTS } from "./hints.ts";
import { EXAMPLES_DEADLINE_MS, POLL_INTERVAL_MS } from "./limits.ts";

export interface FoundHint {
  readonly hint: Hint;
  /** An example; undefined when none came in in time. */
  readonly traceId: string | undefined;
}

/** Waits until there is a trace for every hint, or no longer; rejects when the signal is aborted. */
export async function findHints(
  queryUrl: string,
  sinceUnixMs: number,
  signal: AbortSignal,
): Promise<readonly FoundHint[]> {
  const deadline = performance.now() + EXAMPLES_DEADLINE_MS;
  for (;;) {
    const found = await Promise.all(
      HINTS.map(async (hint) => ({
        hint,
        traceId: await findExample(queryUrl, hint.search, sinceUnixMs),
      })),
    );
    const isComplete = found.every(({ traceId }) => traceId !== undefined);
    if (isComplete || performance.now() > deadline) return found;
    await delay(POLL_INTERVAL_MS, undefined, { signal });
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { STOP_AGAIN_MS, STOP_AGAIN_MS_MAX } from "../limits.ts";

/**
 * Stops queries whose caller has gone away. A query is known by its mark. The engine forgets to stop one that
 * it does not know yet, or looks only at its next step, so it is asked again until the query has ended; one
 * request names all that are to be stopped.
 */
export interface QueryStopper {
  /** Runs a query; when `signal` fires before it ends, the engine is asked to stop it. */
  watch<T>(signal: AbortSignal | undefined, run: (mark: string) => Promise<T>): Promise<T>;
  /** Queries that were asked to stop. */
  readonly stopped: number;
}

export function queryStopper(
  prefix: string,
  stop: (marks: readonly string[]) => Promise<void>,
): QueryStopper {
  const unwanted = new Map<string, { hasEnded: boolean }>();
  let isStopping = false;
  let count = 0;
  let stopped = 0;

  async function stopAll(): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    for (let waitMs = STOP_AGAIN_MS; unwanted.size > 0; waitMs = nextWaitMs(waitMs)) {
      const asked = [...unwanted];
      // Whatever goes wrong: it is tried again, and the engine's own bound on time ends the query at last.
      await stop(asked.map(([mark]) => mark)).catch(() => undefined);
      // A closed connection ends a query for us at once; for the server it ends when it was told.
      for (const [mark, { hasEnded }] of asked) if (hasEnded) unwanted.delete(mark);
      if (unwanted.size > 0) await sleep(waitMs);
    }
    isStopping = false;
  }

  return {
    get stopped() {
      return stopped;
    },
    async watch(signal, run) {
      const mark = `${prefix}-${++count}`;
      if (signal === undefined) return run(mark);
      const query = { hasEnded: false };
      const onAbort = (): void => {
        stopped++;
        unwanted.set(mark, query);
        void stopAll();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        return await run(mark);
      } finally {
        signal.removeEventListener("abort", onAbort);
        query.hasEnded = true;
      }
    },
  };
}

function nextWaitMs(waitMs: number): number {
  return Math.min(waitMs * 2, STOP_AGAIN_MS_MAX);
}

import { CodedError } from "@spanhouse/base";
import { abortable } from "./abortable.ts";
import type { Lane, LaneBounds, LaneState } from "./lane.ts";

/**
 * Lends out the sessions of a lane, one query at a time; a session can run only one. Who comes while all are
 * lent waits in line, in order, within the bounds of the lane.
 */
export interface SessionLane<S> {
  /**
   * Runs `use` with a session. Throws QUERY_OVERLOADED when too many wait already, or when it waited too long,
   * and the reason of `signal` as soon as that fires. The session is lent until `use` ends.
   */
  run<T>(use: (session: S) => Promise<T>, signal?: AbortSignal): Promise<T>;
  state(): LaneState;
  /** Resolves when no session is lent any more. */
  drained(): Promise<void>;
}

export function sessionLane<S>(
  lane: Lane,
  sessions: readonly S[],
  { waitingMax, waitMsMax }: Omit<LaneBounds, "sessions">,
): SessionLane<S> {
  const free = [...sessions];
  const waiting = new Set<(session: S) => void>();
  const drainers: (() => void)[] = [];
  let started = 0;
  let refused = 0;
  let waitedMs = 0;

  function overloaded(why: string): CodedError {
    refused++;
    return new CodedError("QUERY_OVERLOADED", `The store is busy with other questions: ${why}.`);
  }

  function take(signal: AbortSignal | undefined): Promise<S> {
    const session = free.pop();
    if (session !== undefined) return Promise.resolve(session);
    if (waiting.size >= waitingMax) throw overloaded(`${waitingMax} wait already`);
    const sinceMs = performance.now();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(onFree);
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        waitedMs += performance.now() - sinceMs;
      };
      const onFree = (freed: S): void => {
        leave();
        resolve(freed);
      };
      const onAbort = (): void => {
        leave();
        reject(signal?.reason as Error);
      };
      const onLate = (): void => {
        leave();
        reject(overloaded(`this one waited for ${waitMsMax} ms`));
      };
      const timer = Number.isFinite(waitMsMax) ? setTimeout(onLate, waitMsMax) : undefined;
      signal?.addEventListener("abort", onAbort, { once: true });
      waiting.add(onFree);
    });
  }

  function giveBack(session: S): void {
    for (const next of waiting) {
      next(session);
      return;
    }
    free.push(session);
    if (free.length === sessions.length) for (const resolve of drainers.splice(0)) resolve();
  }

  return {
    async run(use, signal) {
      signal?.throwIfAborted();
      const session = await take(signal);
      started++;
      if (signal?.aborted === true) {
        giveBack(session);
        throw signal.reason as Error;
      }
      return abortable(signal, async () => {
        try {
          return await use(session);
        } finally {
          giveBack(session);
        }
      });
    },
    state: () => ({
      ...{ lane, sessions: sessions.length, started, refused, waitedMs },
      running: sessions.length - free.length,
      waiting: waiting.size,
    }),
    drained: () =>
      free.length === sessions.length
        ? Promise.resolve()
        : new Promise((resolve) => drainers.push(resolve)),
  };
}

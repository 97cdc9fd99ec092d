import { CodedError } from "@spanhouse/base";

/**
 * Lends out sessions one query at a time; a session can run only one. Who comes while all are lent waits
 * in line, in order, up to `waitingMax`.
 */
export interface SessionPool<S> {
  /** Runs `use` with a session of the pool; throws QUERY_TIMEOUT when too many wait already. */
  run<T>(use: (session: S) => Promise<T>): Promise<T>;
  /** Resolves when no session is lent any more. */
  drained(): Promise<void>;
}

export function sessionPool<S>(sessions: readonly S[], waitingMax: number): SessionPool<S> {
  const free = [...sessions];
  const waiting: ((session: S) => void)[] = [];
  const drainers: (() => void)[] = [];

  function take(): Promise<S> {
    const session = free.pop();
    if (session !== undefined) return Promise.resolve(session);
    if (waiting.length >= waitingMax) {
      throw new CodedError(
        "QUERY_TIMEOUT",
        `The store is busy: ${waitingMax} queries wait already.`,
      );
    }
    return new Promise((resolve) => waiting.push(resolve));
  }

  function giveBack(session: S): void {
    const next = waiting.shift();
    if (next !== undefined) {
      next(session);
      return;
    }
    free.push(session);
    if (free.length === sessions.length) for (const resolve of drainers.splice(0)) resolve();
  }

  return {
    async run(use) {
      const session = await take();
      try {
        return await use(session);
      } finally {
        giveBack(session);
      }
    },
    drained: () =>
      free.length === sessions.length
        ? Promise.resolve()
        : new Promise((resolve) => drainers.push(resolve)),
  };
}

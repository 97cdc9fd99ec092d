/** Waits that grow by a factor up to a ceiling, with jitter so that many waiters do not march in step. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly factor: number;
  /** Share of each wait that is random, 0 to 1. */
  readonly jitter: number;
}

export const DEFAULT_BACKOFF: BackoffOptions = {
  firstMs: 100,
  maxMs: 10_000,
  factor: 2,
  jitter: 0.2,
};

/**
 * The wait before attempt `attempt` (0 is the first retry), in milliseconds.
 * `random` is a number in [0, 1), injectable for tests.
 */
export function backoffMs(
  attempt: number,
  options: BackoffOptions = DEFAULT_BACKOFF,
  random: number = Math.random(),
): number {
  const full = Math.min(options.maxMs, options.firstMs * options.factor ** Math.min(attempt, 64));
  return full * (1 - options.jitter * random);
}

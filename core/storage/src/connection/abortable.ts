/**
 * Frees the caller as soon as `signal` fires, with its reason; what was started goes on or stops as it can,
 * and its outcome is then nobody's.
 */
export async function abortable<T>(
  signal: AbortSignal | undefined,
  start: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  if (signal === undefined) return start();
  const { promise: aborted, stop } = rejectionOn(signal);
  try {
    return await Promise.race([start(), aborted]);
  } finally {
    stop();
  }
}

function rejectionOn(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    stop = () => signal.removeEventListener("abort", onAbort);
  });
  return { promise, stop };
}

import { once } from "node:events";

/** Resolves as `work` does, but rejects with the signal's reason as soon as that is aborted. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Nobody waits for it any more when the signal wins.
  work.catch(() => undefined);
  const aborted = untilAborted(signal).then((): never => {
    throw signal.reason as Error;
  });
  aborted.catch(() => undefined);
  return Promise.race([work, aborted]);
}

export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

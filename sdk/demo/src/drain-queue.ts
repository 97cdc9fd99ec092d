import { setTimeout as delay } from "node:timers/promises";
import { DRAIN_DEADLINE_MS, POLL_INTERVAL_MS } from "./limits.ts";

/** Resolves when `fulfilment` has packed what it was given, so that its spans are there when it ends. */
export async function drainQueue(fulfilmentUrl: string): Promise<void> {
  const signal = AbortSignal.timeout(DRAIN_DEADLINE_MS);
  try {
    while ((await unfinishedParcels(fulfilmentUrl, signal)) > 0) await delay(POLL_INTERVAL_MS);
  } catch {
    // Gone, or too slow: what it has not packed by now stays unpacked.
  }
}

async function unfinishedParcels(fulfilmentUrl: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(`${fulfilmentUrl}/parcels`, { signal });
  const { unfinished } = (await response.json()) as { readonly unfinished: number };
  return unfinished;
}

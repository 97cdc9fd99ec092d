import { setTimeout as delay } from "node:timers/promises";
import { callJson } from "../call-json.ts";
import type { Charge } from "../order.ts";

const ATTEMPTS_MAX = 3;
const FIRST_PAUSE_MS = 80;

/** Asks `payment` for the money, again after a pause when it is busy (503). False when it never worked. */
export async function charge(paymentUrl: string, wanted: Charge): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (attempt > 0) await delay(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    const { status } = await callJson(`${paymentUrl}/charges`, wanted);
    if (status !== 503) return status < 400;
  }
  return false;
}

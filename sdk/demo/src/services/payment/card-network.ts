import { setTimeout as delay } from "node:timers/promises";
import type { Charge } from "../order.ts";

const CAPTURE_MS = 30;
/** Planted: the network for gift cards is busy this often before it takes a charge. */
const BUSY_ATTEMPTS = 2;
/** Orders that were given up would stay forever; beyond this many the oldest is forgotten. */
const ORDERS_MAX = 1_000;

/** What stands for the networks of banks outside of the shop. */
export class CardNetwork {
  readonly #attempts = new Map<string, number>();

  /** False when the network is busy: try again. The same order is treated the same way whenever it comes. */
  async capture({ orderId, paymentMethod }: Charge): Promise<boolean> {
    await delay(CAPTURE_MS);
    if (paymentMethod !== "gift-card") return true;
    const attempts = this.#attempts.get(orderId) ?? 0;
    this.#attempts.delete(orderId);
    if (attempts === BUSY_ATTEMPTS) return true;
    this.#attempts.set(orderId, attempts + 1);
    if (this.#attempts.size > ORDERS_MAX) this.#forgetOldest();
    return false;
  }

  #forgetOldest(): void {
    for (const orderId of this.#attempts.keys()) {
      this.#attempts.delete(orderId);
      return;
    }
  }
}

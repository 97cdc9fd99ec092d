/** So many traces per second on average; a burst may use what a second saved up, but always a whole one. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #balanceMax: number;
  readonly #now: () => number;
  #balance: number;
  #at: number;

  /** @param now milliseconds that never go back */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#balanceMax = perSecond === 0 ? 0 : Math.max(1, perSecond);
    this.#balance = this.#balanceMax;
    this.#now = now;
    this.#at = now();
  }

  take(): boolean {
    const now = this.#now();
    const earned = ((now - this.#at) / 1_000) * this.#perSecond;
    this.#balance = Math.min(this.#balanceMax, this.#balance + earned);
    this.#at = now;
    if (this.#balance < 1) return false;
    this.#balance--;
    return true;
  }
}

/** Pauses that end early when there is something to do, or when everything is to end. */
export class Interruption {
  #isStopped = false;
  /** Something happened since the last pause began. */
  #isAwake = false;
  #resume: (() => void) | undefined;
  #resolveStopped: () => void = () => undefined;
  readonly stopped: Promise<void> = new Promise((resolve) => (this.#resolveStopped = resolve));

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Ends a `pause`, or the next one before it begins. */
  wake(): void {
    this.#isAwake = true;
    this.#resume?.();
  }

  /** Ends every pause and rest, for good. */
  stop(): void {
    this.#isStopped = true;
    this.#resolveStopped();
    this.wake();
  }

  /** Until `wake`, `stop`, or `ms` have passed. */
  async pause(ms: number | undefined): Promise<void> {
    if (!this.#isAwake && !this.#isStopped) {
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        this.#resume = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#resume = undefined;
    this.#isAwake = false;
  }

  /** Until `ms` have passed or `stop`. */
  async rest(ms: number): Promise<void> {
    if (this.#isStopped) return;
    let timer: NodeJS.Timeout | undefined;
    const rested = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([rested, this.stopped]);
    clearTimeout(timer);
  }
}

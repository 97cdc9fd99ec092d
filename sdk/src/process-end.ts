import { isMainThread } from "node:worker_threads";
import { endBySignal } from "./host-process.ts";

/** What has to be done before a process, or a thread of it, is gone. */
export interface LastWork {
  isDone(): boolean;
  /** False when `finishStandingStill` can do nothing. A signal then waits for `finish`; other ends wait for nobody. */
  readonly canStandStill: boolean;
  /**
   * Holds the process until it is done or its time is up.
   *
   * @param isLast the program has nothing else to do meanwhile; `finishStandingStill` then has only what is left of the time
   */
  finish(isLast: boolean): Promise<void>;
  /** The same while nothing else happens, for an end that waits for nobody. Never throws. */
  finishStandingStill(): void;
}

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Has the last work done however the process ends: because nothing is left to do, by `process.exit`, by an error that
 * nobody caught, or by a signal. The end itself stays as it would be: exit code, signal, handlers of the program.
 *
 * @returns undoes it
 */
export function watchProcessEnd(work: LastWork): () => void {
  let isTried = false;
  let isEnding = false;
  const onBeforeExit = (): void => {
    // What comes to wait after this is left to `exit`.
    if (isTried || work.isDone()) return;
    isTried = true;
    void work.finish(true);
  };
  const onExit = (): void => {
    if (!work.isDone()) work.finishStandingStill();
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (hasOtherListeners(signal, onSignal)) {
      // The program knows what to do, and most of what waits is gone when it has done it.
      if (!work.isDone()) void work.finish(false);
      return;
    }
    if (isEnding) return;
    isEnding = true;
    const end = (): void => {
      work.finishStandingStill();
      process.off(signal, onSignal);
      endBySignal(signal);
    };
    // Spans of answers that were just written end in these turns of the event loop.
    setImmediate(() =>
      setImmediate(() => {
        if (work.canStandStill) end();
        else void work.finish(true).finally(end);
      }),
    );
  };
  process.on("beforeExit", onBeforeExit);
  process.on("exit", onExit);
  // Threads have no signals.
  if (isMainThread) for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    process.off("beforeExit", onBeforeExit);
    process.off("exit", onExit);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}

/**
 * True when the program handles the signal itself. The package `signal-exit` has listeners that only want to know, and end
 * the process when nobody else listens; they do not count.
 */
function hasOtherListeners(signal: NodeJS.Signals, own: (signal: NodeJS.Signals) => void): boolean {
  const others = process.listeners(signal).filter((listener) => listener !== own).length;
  const watchers = [
    (process as { __signal_exit_emitter__?: unknown }).__signal_exit_emitter__,
    (globalThis as Record<symbol, unknown>)[Symbol.for("signal-exit emitter")],
  ];
  const watching = watchers.reduce((sum: number, watcher) => {
    const count = (watcher as { count?: unknown } | undefined)?.count;
    return sum + (typeof count === "number" ? count : 0);
  }, 0);
  return others > watching;
}

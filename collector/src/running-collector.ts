import type { Receiver } from "./receivers/receiver.ts";

/** A collector or an agent with open doors. */
export interface RunningCollector {
  readonly addresses: readonly { readonly name: string; readonly url: string }[];
  /** Undefined when spans are taken; else why not. */
  readiness(): string | undefined;
  /**
   * Takes nothing new, finishes what was begun, and hands on what it can until the deadline. The rest stays
   * in the spool for the next start. Never throws; further calls wait for the first.
   */
  stop(deadlineMs: number): Promise<void>;
}

export interface BehindDoors {
  /** What must run before somebody may come in. */
  prepare(): Promise<void>;
  /** Undefined when spans are taken; else why not. */
  readiness(): string | undefined;
  /** Stops the doors and everything behind them. Called once. */
  stop(deadlineMs: number): Promise<void>;
}

/** Opens the doors, one after the other. When one cannot be opened, everything is stopped again and the reason thrown. */
export async function openDoors(
  receivers: readonly Receiver[],
  behind: BehindDoors,
): Promise<RunningCollector> {
  const addresses: { name: string; url: string }[] = [];
  try {
    await behind.prepare();
    for (const receiver of receivers) {
      const { url } = await receiver.start();
      addresses.push({ name: receiver.name, url });
    }
  } catch (error) {
    await behind.stop(0);
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return {
    addresses,
    readiness: () => behind.readiness(),
    stop: async (deadlineMs) => (stopped ??= behind.stop(deadlineMs)),
  };
}

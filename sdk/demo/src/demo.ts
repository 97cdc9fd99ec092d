import { abortable, untilAborted } from "./abortable.ts";
import type { Arguments } from "./arguments.ts";
import type { Doors } from "./doors.ts";
import { drainQueue } from "./drain-queue.ts";
import { findHints } from "./find-hints.ts";
import { findSpanhouse } from "./find-spanhouse.ts";
import { openShop } from "./open-shop.ts";
import type { Places } from "./places.ts";
import type { Processes } from "./processes.ts";
import type { Report } from "./report.ts";
import { SERVICE_NAMES } from "./services.ts";
import { startSpanhouse } from "./start-spanhouse.ts";
import { Traffic } from "./traffic/traffic.ts";

export interface DemoOptions {
  readonly args: Arguments;
  readonly places: Places;
  /** Inherited by every process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly processes: Processes;
  readonly report: Report;
  readonly write: (text: string) => void;
  /** Aborted when the demo is to stop. */
  readonly stop: AbortSignal;
}

/** Why everything ends when nothing went wrong. */
class Stopped extends Error {}

/**
 * Runs until it is told to stop; rejects, with a sentence for people, when a process cannot start or ends by itself.
 * Either way no process of it is left afterwards.
 *
 *   start    Spanhouse, if there is none ─▶ database and services ─▶ visitors ─▶ hints
 *   stop     visitors ─▶ queue ─▶ services ─▶ database ─▶ Spanhouse
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { processes, stop } = options;
  const ending = new AbortController();
  void untilAborted(stop).then(() => ending.abort(new Stopped()));
  processes.death.catch((error: unknown) => ending.abort(error));
  try {
    await run(options, ending.signal);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    options.write(options.report.stopped(await processes.stop(SERVICE_NAMES)));
  }
}

async function run(options: DemoOptions, signal: AbortSignal): Promise<void> {
  const { args, report, write, processes, environment, places } = options;
  const { doors, isOwn } = await abortable(spanhouseFor(options), signal);
  write(report.opening());
  const shop = await abortable(openShop({ processes, places, doors, environment }), signal);
  write(report.open({ queryUrl: doors.query, isOwn, ...args }));
  const sinceUnixMs = Date.now();
  const traffic = new Traffic({ ...args, storefrontUrl: shop.storefrontUrl });
  try {
    write(report.hints(doors.query, await findHints(doors.query, sinceUnixMs, signal)));
    await abortable(untilAborted(signal), signal);
  } finally {
    write(report.stopping());
    await traffic.stop();
    await drainQueue(shop.fulfilmentUrl);
    write(report.counts(traffic.counts));
  }
}

interface FoundSpanhouse {
  readonly doors: Doors;
  /** Whether the demo has started it. */
  readonly isOwn: boolean;
}

/** One that is running on the usual ports, unless settings for one of the demo's own were given. */
async function spanhouseFor(options: DemoOptions): Promise<FoundSpanhouse> {
  const { args, report, write, processes } = options;
  const running = args.set.length === 0 ? await findSpanhouse() : undefined;
  if (running !== undefined) return { doors: running, isOwn: false };
  write(report.startingSpanhouse());
  const doors = await startSpanhouse(processes, { ...options, set: args.set });
  return { doors, isOwn: true };
}

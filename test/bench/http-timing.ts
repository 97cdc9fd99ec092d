import { request } from "undici";
import { percentile, type Measure } from "./report.ts";

/** One answer: how long it took until its last byte, and how many bytes came over the wire. */
export interface TimedAnswer {
  readonly ms: number;
  readonly bytes: number;
}

/** Asks once; anything but 200 is an error of the benchmark. */
export async function timedGet(url: string, accept?: string): Promise<TimedAnswer> {
  const from = performance.now();
  const { statusCode, body } = await request(url, {
    headers: accept === undefined ? {} : { "accept-encoding": accept },
  });
  const bytes = (await body.arrayBuffer()).byteLength;
  const ms = performance.now() - from;
  if (statusCode !== 200) throw new Error(`${statusCode} from ${url}`);
  return { ms, bytes };
}

export interface TimingOptions {
  readonly runs: number;
  /** Runs before, whose times do not count. */
  readonly warmup: number;
  /** Of the run, so that nothing is answered from what the engine remembers of the last one. */
  readonly urlOf: (run: number) => string;
}

/** The times of `runs` questions, one after the other. */
export async function timeGets(options: TimingOptions): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < options.warmup + options.runs; run++) {
    const { ms } = await timedGet(options.urlOf(run));
    if (run >= options.warmup) times.push(ms);
  }
  return times;
}

/** `name, p50` or another percentile, against its goal. */
export function percentileMeasure(
  name: string,
  times: readonly number[],
  share: number,
  goalMs?: number,
): Measure {
  return {
    name: `${name}, p${share * 100}`,
    value: percentile(times, share),
    unit: "ms",
    ...(goalMs === undefined ? {} : { goal: { atMost: goalMs } }),
  };
}

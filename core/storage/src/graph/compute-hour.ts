import { createHash } from "node:crypto";
import type { Engine, QueryOptions } from "../connection/engine.ts";
import type { Layout } from "../schema/layout.ts";
import { addCallGraphs } from "./add-call-graphs.ts";
import { CallEndNumbers } from "./call-end-numbers.ts";
import { UNKNOWN } from "./call-graph.ts";
import { StepCalls } from "./step-calls.ts";
import type { CallGraphGeneration } from "./write-call-graph.ts";

export const BUCKETS_PER_HOUR = 12;

/** What an hour is summed up from: the newest generations of its five minutes. */
export interface HourRequest {
  readonly tenant: string;
  readonly hour: number;
  readonly buckets: readonly { readonly timeBucket: number; readonly generation: number }[];
  readonly generation: number;
}

/** Says which generations an hour was made of: readers use the hour only while these are the newest. */
export function hourInputs(buckets: HourRequest["buckets"]): bigint {
  const text = buckets
    .toSorted((a, b) => a.timeBucket - b.timeBucket)
    .map(({ timeBucket, generation }) => `${timeBucket}:${generation}`)
    .join(" ");
  return createHash("sha256").update(text).digest().readBigUInt64LE();
}

/** Sums up an hour from its five minutes, so that long times are read from few rows. */
export async function computeHour(
  engine: Engine,
  layout: Layout,
  request: HourRequest,
  options: QueryOptions,
): Promise<CallGraphGeneration> {
  const { tenant, hour, buckets, generation } = request;
  // The edges bring their services along; those of the resources are not needed.
  const calls = new StepCalls(new CallEndNumbers(() => UNKNOWN));
  const timeBuckets = buckets.map(({ timeBucket }) => timeBucket);
  await addCallGraphs(engine, layout, { tenant, timeBuckets }, calls, options);
  return {
    ...{ tenant, stepSeconds: 3_600, step: hour, generation },
    ...{ arrivals: 0, inputs: hourInputs(buckets), unchecked: 0 },
    ...{ graph: calls.finish(), claims: [], waiting: [] },
  };
}

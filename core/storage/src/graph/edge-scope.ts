import type { Engine, QueryOptions } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { clampRange } from "../search/time-windows.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { TimeRange } from "../read/read-options.ts";
import { BUCKETS_PER_HOUR, hourInputs } from "./compute-hour.ts";
import type { EdgeScope } from "./read-edges.ts";
import type { StepVersion } from "./step-edges.ts";
import type { MinuteRange } from "./sum-steps.ts";

/** Which rows answer for a time, and how far they are behind. */
export interface ScopedTime {
  readonly time: TimeRange;
  readonly scope: EdgeScope;
  /** The same rows with their generations. */
  readonly steps: readonly ScopedStep[];
  readonly asOfUnixMs: number;
  readonly isCurrent: boolean;
}

/** A row, and which of its minutes count: hours count as a whole. */
export interface ScopedStep extends StepVersion {
  readonly minutes: MinuteRange;
}

const NANO_PER_MINUTE = 60_000_000_000n;
const MINUTES_PER_BUCKET = 5;
const BUCKET_MS = 300_000;

/** Finds the rows: whole hours where they are summed up and up to date, five minutes elsewhere. */
export async function scopeOf(
  engine: Engine,
  layout: Layout,
  request: {
    readonly tenant: string;
    readonly time: TimeRange;
    readonly whole: "minutes" | "buckets";
  },
  options: QueryOptions,
): Promise<ScopedTime> {
  const { tenant } = request;
  const minutes = minutesOf(request.time, request.whole);
  const first = Math.floor(minutes.from / MINUTES_PER_BUCKET);
  const last = Math.ceil(minutes.to / MINUTES_PER_BUCKET) - 1;
  const stored = await storedSteps(engine, layout, { tenant, first, last }, options);
  const partial = [first, last]
    .map((bucket) => ({
      bucket,
      first: Math.max(0, minutes.from - bucket * MINUTES_PER_BUCKET),
      last: Math.min(MINUTES_PER_BUCKET, minutes.to - bucket * MINUTES_PER_BUCKET) - 1,
    }))
    .filter((one) => one.first > 0 || one.last < MINUTES_PER_BUCKET - 1);
  const cut = new Set(partial.map(({ bucket }) => bucket));
  const wholeHours = stored.hours.filter(({ step }) => {
    const start = step * BUCKETS_PER_HOUR;
    const isInside = start >= first && start + BUCKETS_PER_HOUR - 1 <= last;
    return isInside && !cut.has(start) && !cut.has(start + BUCKETS_PER_HOUR - 1);
  });
  const hours = wholeHours.map(({ step }) => step);
  const isInHour = new Set(hours);
  const inside = stored.buckets.filter(
    ({ step }) => !isInHour.has(Math.floor(step / BUCKETS_PER_HOUR)),
  );
  const buckets = inside.map(({ step }) => step).filter((bucket) => !cut.has(bucket));
  const distinct = partial.filter(({ bucket }, index) => index === 0 || bucket !== first);
  const cuts = new Map(distinct.map((one) => [one.bucket, one]));
  return {
    time: {
      fromUnixNano: BigInt(minutes.from) * NANO_PER_MINUTE,
      toUnixNano: BigInt(minutes.to) * NANO_PER_MINUTE,
    },
    scope: { tenant, hours, buckets, partial: distinct },
    steps: [
      ...wholeHours.map((hour) => ({ ...hour, minutes: WHOLE })),
      ...inside.map((bucket) => ({ ...bucket, minutes: cuts.get(bucket.step) ?? WHOLE })),
    ],
    asOfUnixMs: stored.staleSinceMs ?? Date.now(),
    isCurrent: stored.staleSinceMs === undefined,
  };
}

const WHOLE: MinuteRange = { first: 0, last: 59 };

/** Minutes since 1970 that cover the range; `to` is not among them. At least one. */
function minutesOf(
  time: TimeRange,
  whole: "minutes" | "buckets",
): { readonly from: number; readonly to: number } {
  const unit = whole === "minutes" ? 1n : BigInt(MINUTES_PER_BUCKET);
  const range = clampRange(time) ?? { ...time, toUnixNano: time.fromUnixNano };
  const from = (range.fromUnixNano / NANO_PER_MINUTE / unit) * unit;
  const to = ((range.toUnixNano + NANO_PER_MINUTE - 1n) / NANO_PER_MINUTE + unit - 1n) / unit;
  return { from: Number(from), to: Math.max(Number(to * unit), Number(from)) };
}

interface StoredSteps {
  readonly buckets: readonly StepVersion[];
  /** Only those that are made of what the five minutes are now. */
  readonly hours: readonly StepVersion[];
  /** When the first of the steps that have fallen behind was computed; undefined when there are none. */
  readonly staleSinceMs: number | undefined;
}

async function storedSteps(
  engine: Engine,
  layout: Layout,
  range: { readonly tenant: string; readonly first: number; readonly last: number },
  options: QueryOptions,
): Promise<StoredSteps> {
  const { tenant, first, last } = range;
  const parameters = { tenant };
  // An hour needs all of its five minutes, whether they are in the time or not.
  const firstHour = Math.floor(first / BUCKETS_PER_HOUR);
  const lastHour = Math.floor(last / BUCKETS_PER_HOUR);
  const [steps, arrived] = await Promise.all([
    engine.read(
      {
        sql: `SELECT step_seconds, step, generation, arrivals, inputs
FROM ${qualified(layout, "call_graphs")} FINAL
WHERE tenant = {tenant:String} AND (
  (step_seconds = 300 AND step BETWEEN ${firstHour * BUCKETS_PER_HOUR} AND ${(lastHour + 1) * BUCKETS_PER_HOUR - 1})
  OR (step_seconds = 3600 AND step BETWEEN ${firstHour} AND ${lastHour}))`,
        parameters,
      },
      options,
    ),
    engine.read(
      {
        sql: `SELECT time_bucket, sum(span_count) FROM ${qualified(layout, "call_arrivals")}
WHERE tenant = {tenant:String} AND time_bucket BETWEEN ${first} AND ${last} GROUP BY time_bucket`,
        parameters,
      },
      options,
    ),
  ]);
  const row = rowReader(steps);
  const buckets = new Map<number, StepVersion>();
  const hours: StepVersion[] = [];
  while (!row.isAtEnd()) {
    const [stepSeconds, step] = [row.uint32(), row.uint32()];
    const [generation, arrivals] = [Number(row.uint64()), Number(row.uint64())];
    const version = { stepSeconds, step, generation, arrivals, inputs: row.uint64() };
    if (stepSeconds === 3_600) hours.push(version);
    else buckets.set(step, version);
  }
  return {
    buckets: [...buckets.values()].filter(({ step }) => step >= first && step <= last),
    hours: hours.filter(({ step: hour, inputs }) => {
      const parts = [...buckets.values()]
        .filter(({ step }) => Math.floor(step / BUCKETS_PER_HOUR) === hour)
        .map(({ step, generation }) => ({ timeBucket: step, generation }));
      return hourInputs(parts) === inputs;
    }),
    staleSinceMs: staleSince(rowReader(arrived), buckets),
  };
}

function staleSince(
  row: ReturnType<typeof rowReader>,
  computed: ReadonlyMap<number, { readonly generation: number; readonly arrivals: number }>,
): number | undefined {
  let since: number | undefined;
  while (!row.isAtEnd()) {
    const bucket = row.uint32();
    const arrivals = Number(row.uint64());
    const known = computed.get(bucket);
    if (known !== undefined && known.arrivals >= arrivals) continue;
    since = Math.min(since ?? Infinity, known?.generation ?? bucket * BUCKET_MS);
  }
  return since;
}

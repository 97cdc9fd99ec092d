import type { Engine, QueryOptions, Settings } from "../connection/engine.ts";
import {
  CALL_PASS_MEMORY_BYTES_MAX,
  CALL_PASS_SECONDS_MAX,
  CALL_STATEMENT_BYTES_MAX,
  GRAPH_RECENT_BUCKETS,
  GRAPH_STEPS_PER_RUN_MAX,
} from "../limits.ts";
import { READ_SETTINGS } from "../read/read-settings.ts";
import type { Layout } from "../schema/layout.ts";
import { RecentBuckets, type BucketCalls } from "./bucket-calls.ts";
import { storedCallerHash } from "./caller-hash.ts";
import { computeBucket, type ComputeContext } from "./compute-bucket.ts";
import { BUCKETS_PER_HOUR, computeHour, hourInputs } from "./compute-hour.ts";
import type { GraphJob, GraphRun, GraphRunOptions } from "./graph-job.ts";
import { GraphState, keyOf, type BucketState, type ClaimedCallers } from "./graph-state.ts";
import { idKey } from "./open-end.ts";
import { ResourceServices } from "./resource-services.ts";
import { WaitingCallers } from "./waiting-callers.ts";
import { writeCallGraph } from "./write-call-graph.ts";

const BUCKET_MS = 300_000;
const HOUR_MS = 3_600_000;

/** Five minutes with fewer ends of calls are computed as soon as anything has come: it takes no time. */
const CHEAP_SPANS = 50_000;

export function graphJob(
  engine: Engine,
  layout: Layout,
  { settings, retentionDays }: { readonly settings: Settings; readonly retentionDays: number },
): GraphJob {
  const options: QueryOptions = { settings: GRAPH_JOB_SETTINGS, lane: "background" };
  const state = new GraphState(engine, layout, options);
  const services = new ResourceServices(engine, layout, options);
  const recent = new RecentBuckets(GRAPH_RECENT_BUCKETS);
  const context: JobContext = { engine, layout, state, services, options, recent };
  return { run: (request = {}) => new Run(context, settings, retentionDays, request).run() };
}

/** One thread, so that whoever waits for an answer or inserts has the others. */
const GRAPH_JOB_SETTINGS: Settings = {
  ...READ_SETTINGS,
  max_threads: 1,
  max_execution_time: CALL_PASS_SECONDS_MAX,
  max_memory_usage: CALL_PASS_MEMORY_BYTES_MAX,
  // Thousands of ids are in one statement.
  max_query_size: CALL_STATEMENT_BYTES_MAX,
};

interface JobContext extends ComputeContext {
  readonly recent: RecentBuckets;
}

const NO_CLAIMS: ClaimedCallers = { ids: [], hash: 0n };

class Run {
  readonly #context: JobContext;
  readonly #settings: Settings;
  readonly #retentionDays: number;
  readonly #options: GraphRunOptions;
  readonly #nowMs: number;
  readonly #counts = { computedSteps: 0, spans: 0, unpairedSpans: 0, uncheckedSpans: 0 };
  #buckets = new Map<string, BucketState>();
  /** Of the five minutes that this run has computed. */
  readonly #generations = new Map<string, number>();
  /** Five minutes that those computed in this run claim callers of. */
  readonly #claimed = new Set<string>();
  readonly #waiting = new Map<string, WaitingCallers>();

  constructor(
    context: JobContext,
    settings: Settings,
    retentionDays: number,
    options: GraphRunOptions,
  ) {
    this.#context = context;
    this.#settings = settings;
    this.#retentionDays = retentionDays;
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now();
  }

  async run(): Promise<GraphRun> {
    let stale = await this.#stale();
    // What one step finds may make others stale: claims, above all.
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const due = this.#due(stale);
      if (due.length === 0) break;
      for (const bucket of due) {
        if (this.#isStopping) break;
        await this.#compute(bucket, new Set());
      }
      stale = await this.#stale();
    }
    await this.#computeHours(stale);
    const ends = stale.map(({ timeBucket }) => (timeBucket + 1) * BUCKET_MS);
    const lagMs = Math.max(0, ...ends.map((end) => this.#nowMs - end));
    return { ...this.#counts, staleSteps: stale.length, lagSeconds: lagMs / 1000 };
  }

  get #isStopping(): boolean {
    return this.#options.signal?.aborted === true;
  }

  async #stale(): Promise<readonly BucketState[]> {
    const buckets = await this.#context.state.buckets();
    this.#buckets = new Map(buckets.map((one) => [keyOf(one.tenant, one.timeBucket), one]));
    return buckets.filter(isStale);
  }

  /** The stale five minutes that are to be computed now, the newest first. */
  #due(stale: readonly BucketState[]): readonly BucketState[] {
    if (this.#isStopping) return [];
    const due = this.#options.everything === true ? stale : stale.filter((one) => this.#isDue(one));
    return due.slice(0, GRAPH_STEPS_PER_RUN_MAX);
  }

  /** A few late spans do not make a large step due at once, and the older it is, the longer it waits. */
  #isDue({ timeBucket, arrivals, computed, claims }: BucketState): boolean {
    if (computed === undefined || arrivals <= CHEAP_SPANS) return true;
    const ageMs = this.#nowMs - (timeBucket + 1) * BUCKET_MS;
    if (ageMs < SETTLE_MS) return true;
    if (arrivals - computed.arrivals > computed.arrivals * LATE_SHARE) return true;
    const waitedMs = this.#nowMs - computed.generation;
    return waitedMs >= Math.max(SETTLE_MS, ageMs / 2) || claims !== computed.inputs;
  }

  async #compute(bucket: BucketState, first: ReadonlySet<string>): Promise<void> {
    const { engine, layout, state } = this.#context;
    const { tenant, timeBucket } = bucket;
    const key = keyOf(tenant, timeBucket);
    const before = Math.max(bucket.computed?.generation ?? 0, this.#generations.get(key) ?? 0);
    const isClaimed = bucket.claims !== 0n || this.#claimed.has(key);
    const request = {
      ...{ tenant, timeBucket, first, arrivals: bucket.arrivals },
      waiting: await this.#waitingOf(tenant),
      claims: isClaimed ? await state.claimsOn(tenant, timeBucket) : NO_CLAIMS,
      // Never twice the same: readers remember what they have read by it.
      generation: Math.max(this.#nowMs, before + 1),
    };
    this.#generations.set(key, request.generation);
    const isOnlyClaimed = first.size === 0 && bucket.computed?.arrivals === bucket.arrivals;
    const recent = isOnlyClaimed
      ? this.#context.recent.find(key, bucket.computed.generation, request.claims.ids)
      : undefined;
    let computed = await computeBucket(this.#context, request, recent);
    if (first.size === 0 && (await this.#computeThoseWaiting(bucket, computed.calls))) {
      const claims = await state.claimsOn(tenant, timeBucket);
      computed = await computeBucket(this.#context, { ...request, claims }, computed.calls);
    }
    const { generation, calls } = computed;
    const arrivals = this.#arrivalsOf(bucket, calls.rows);
    await writeCallGraph(engine, layout, this.#settings, { ...generation, arrivals });
    this.#context.recent.keep(key, { generation: generation.generation, calls });
    request.waiting.add(generation.waiting);
    for (const claim of generation.claims) this.#claimed.add(keyOf(tenant, claim.timeBucket));
    this.#counts.computedSteps += 1;
    this.#counts.spans += calls.rows;
    this.#counts.unpairedSpans += calls.unpaired + calls.moves.unpaired;
    this.#counts.uncheckedSpans += generation.unchecked;
  }

  /**
   * Five minutes in which called ends wait for callers that have come now find and claim them, before these five
   * minutes say that nobody answered. Says whether there were any.
   */
  async #computeThoseWaiting(
    { tenant, timeBucket }: BucketState,
    { waitedFor }: BucketCalls,
  ): Promise<boolean> {
    const waiting = await this.#context.state.waitingFor(tenant, waitedFor.map(storedCallerHash));
    const ids = new Set(waitedFor.map(idKey));
    let isAny = false;
    for (const other of waiting.filter((one) => one !== timeBucket)) {
      const known = this.#buckets.get(keyOf(tenant, other));
      if (known === undefined) continue;
      await this.#compute(known, ids);
      isAny = true;
    }
    return isAny;
  }

  async #waitingOf(tenant: string): Promise<WaitingCallers> {
    let waiting = this.#waiting.get(tenant);
    if (waiting === undefined) {
      waiting = new WaitingCallers();
      waiting.add(await this.#context.state.waiting(tenant));
      this.#waiting.set(tenant, waiting);
    }
    return waiting;
  }

  /**
   * What the generation may say it contains, when so many rows were read. The numbers of an insert can be seen
   * before its spans: then it says less, and the step is computed again. Old spans may be gone already, and no
   * longer come.
   */
  #arrivalsOf({ timeBucket, arrivals, computed }: BucketState, rows: number): number {
    const keptSinceMs = this.#nowMs - (this.#retentionDays - 1) * 24 * HOUR_MS;
    if (timeBucket * BUCKET_MS < keptSinceMs) return arrivals;
    const isAsBefore = computed !== undefined && computed.arrivals === rows;
    if (isAsBefore && this.#nowMs - computed.generation > VISIBLE_MS) return arrivals;
    return Math.min(arrivals, rows);
  }

  /** Sums up hours that are over and whose five minutes are all computed. */
  async #computeHours(stale: readonly BucketState[]): Promise<void> {
    const known = await this.#context.state.hours();
    const unfinished = new Set(stale.map((one) => hourKey(one)));
    const hours = new Map<string, BucketState[]>();
    for (const bucket of this.#buckets.values()) {
      const key = hourKey(bucket);
      if (unfinished.has(key) || bucket.computed === undefined) continue;
      hours.set(key, [...(hours.get(key) ?? []), bucket]);
    }
    for (const [key, buckets] of hours) {
      if (this.#isStopping) return;
      const { tenant, timeBucket } = buckets[0]!;
      const hour = Math.floor(timeBucket / BUCKETS_PER_HOUR);
      if ((hour + 1) * HOUR_MS + SETTLE_MS > this.#nowMs) continue;
      const parts = buckets.map((one) => ({
        timeBucket: one.timeBucket,
        generation: one.computed!.generation,
      }));
      if (known.get(key)?.inputs === hourInputs(parts)) continue;
      const { engine, layout, options } = this.#context;
      const request = { tenant, hour, buckets: parts, generation: this.#nowMs };
      const generation = await computeHour(engine, layout, request, options);
      await writeCallGraph(engine, layout, this.#settings, generation);
    }
  }
}

/** Claims that arise while others are computed are settled in the second round; more of them wait. */
const ROUNDS_MAX = 3;

/** How long after its end a step is still filled by what comes in its time. */
const SETTLE_MS = 120_000;

/** How long after the numbers of an insert its spans are seen at the latest. */
const VISIBLE_MS = 60_000;

/** Late spans that are worth computing a large step again. */
const LATE_SHARE = 0.01;

function isStale({ arrivals, computed, claims }: BucketState): boolean {
  return computed === undefined || arrivals > computed.arrivals || claims !== computed.inputs;
}

function hourKey({ tenant, timeBucket }: BucketState): string {
  return keyOf(tenant, Math.floor(timeBucket / BUCKETS_PER_HOUR));
}

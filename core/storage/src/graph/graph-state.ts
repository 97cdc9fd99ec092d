import type { Engine, QueryOptions } from "../connection/engine.ts";
import { GRAPH_WAITING_KNOWN_MAX } from "../limits.ts";
import { rowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { SpanId } from "./open-end.ts";

/** Five minutes of a tenant, and what is known of them. */
export interface BucketState {
  readonly tenant: string;
  readonly timeBucket: number;
  /** Ends of calls that have been received. */
  readonly arrivals: number;
  /** Of the newest generation; absent when there is none. */
  readonly computed?: {
    readonly generation: number;
    readonly arrivals: number;
    readonly inputs: bigint;
  };
  /** A hash of the claims of other buckets on this one. */
  readonly claims: bigint;
}

export interface HourState {
  readonly tenant: string;
  readonly hour: number;
  readonly inputs: bigint;
}

/** Callers of a bucket that calls of other buckets belong to, and a hash of them. */
export interface ClaimedCallers {
  readonly ids: readonly SpanId[];
  readonly hash: bigint;
}

/** Asks the store what has been computed, and remembers little things that save work. */
export class GraphState {
  readonly #engine: Engine;
  readonly #layout: Layout;
  readonly #options: QueryOptions;
  readonly #tenantsWithAllPeers = new Set<string>();

  constructor(engine: Engine, layout: Layout, options: QueryOptions) {
    this.#engine = engine;
    this.#layout = layout;
    this.#options = options;
  }

  /** Whether spans of a tenant name their peers in ways that only the maps know. */
  peersOf(tenant: string): "promoted" | "all" {
    return this.#tenantsWithAllPeers.has(tenant) ? "all" : "promoted";
  }

  usesAllPeers(tenant: string): void {
    this.#tenantsWithAllPeers.add(tenant);
  }

  /** All five minutes with calls, the newest first. */
  async buckets(): Promise<readonly BucketState[]> {
    const computed = await this.#computed();
    const claims = await this.#claims();
    const row = rowReader(
      await this.#engine.read(
        {
          sql: `SELECT tenant, time_bucket, sum(span_count) FROM ${qualified(this.#layout, "call_arrivals")}
GROUP BY tenant, time_bucket ORDER BY time_bucket DESC, tenant`,
        },
        this.#options,
      ),
    );
    const buckets: BucketState[] = [];
    while (!row.isAtEnd()) {
      const [tenant, timeBucket] = [row.text(), row.uint32()];
      const key = keyOf(tenant, timeBucket);
      const before = computed.get(key);
      buckets.push({
        ...{ tenant, timeBucket, arrivals: Number(row.uint64()), claims: claims.get(key) ?? 0n },
        ...(before === undefined ? {} : { computed: before }),
      });
    }
    return buckets;
  }

  async hours(): Promise<ReadonlyMap<string, HourState>> {
    const row = rowReader(
      await this.#engine.read(
        { sql: `SELECT tenant, step, inputs ${this.#steps(3_600)}` },
        this.#options,
      ),
    );
    const hours = new Map<string, HourState>();
    while (!row.isAtEnd()) {
      const hour = { tenant: row.text(), hour: row.uint32(), inputs: row.uint64() };
      hours.set(keyOf(hour.tenant, hour.hour), hour);
    }
    return hours;
  }

  /** Callers of a bucket that calls of other buckets belong to, and a hash of them. */
  async claimsOn(tenant: string, timeBucket: number): Promise<ClaimedCallers> {
    const row = rowReader(
      await this.#engine.read(
        {
          sql: `SELECT sum(${CLAIM_HASH}), groupArray((claim_trace_id, claim_span_id))
FROM (SELECT step, \`claims.time_bucket\`, \`claims.trace_id\`, \`claims.span_id\` ${this.#steps(300)}
  AND tenant = {tenant:String} AND has(\`claims.time_bucket\`, ${timeBucket}))
${CLAIMS}
WHERE claim_time_bucket = ${timeBucket} AND step != ${timeBucket}`,
          parameters: { tenant },
        },
        this.#options,
      ),
    );
    const hash = row.uint64();
    return { ids: row.array(() => ({ traceId: row.hex(16), spanId: row.hex(8) })), hash };
  }

  /** The buckets in which some called end waits for one of these callers. */
  async waitingFor(tenant: string, hashes: readonly bigint[]): Promise<readonly number[]> {
    if (hashes.length === 0) return [];
    const row = rowReader(
      await this.#engine.read(
        {
          sql: `SELECT step ${this.#steps(300)}
AND tenant = {tenant:String} AND notEmpty(waiting) AND hasAny(waiting, {hashes:Array(UInt64)})`,
          parameters: { tenant, hashes },
        },
        this.#options,
      ),
    );
    const buckets: number[] = [];
    while (!row.isAtEnd()) buckets.push(row.uint32());
    return buckets;
  }

  /** Hashes of all callers that called ends of a tenant wait for. */
  async waiting(tenant: string): Promise<readonly bigint[]> {
    const row = rowReader(
      await this.#engine.read(
        {
          sql: `SELECT DISTINCT arrayJoin(waiting) ${this.#steps(300)}
  AND tenant = {tenant:String} AND notEmpty(waiting) LIMIT ${GRAPH_WAITING_KNOWN_MAX}`,
          parameters: { tenant },
        },
        this.#options,
      ),
    );
    const hashes: bigint[] = [];
    while (!row.isAtEnd()) hashes.push(row.uint64());
    return hashes;
  }

  async #computed(): Promise<ReadonlyMap<string, NonNullable<BucketState["computed"]>>> {
    const row = rowReader(
      await this.#engine.read(
        { sql: `SELECT tenant, step, generation, arrivals, inputs ${this.#steps(300)}` },
        this.#options,
      ),
    );
    const computed = new Map<string, NonNullable<BucketState["computed"]>>();
    while (!row.isAtEnd()) {
      computed.set(keyOf(row.text(), row.uint32()), {
        generation: Number(row.uint64()),
        arrivals: Number(row.uint64()),
        inputs: row.uint64(),
      });
    }
    return computed;
  }

  async #claims(): Promise<ReadonlyMap<string, bigint>> {
    const row = rowReader(
      await this.#engine.read(
        {
          sql: `SELECT tenant, claim_time_bucket, sum(${CLAIM_HASH})
FROM (SELECT tenant, step, \`claims.time_bucket\`, \`claims.trace_id\`, \`claims.span_id\` ${this.#steps(300)}
  AND notEmpty(\`claims.time_bucket\`))
${CLAIMS}
WHERE claim_time_bucket != step
GROUP BY tenant, claim_time_bucket`,
        },
        this.#options,
      ),
    );
    const claims = new Map<string, bigint>();
    while (!row.isAtEnd()) claims.set(keyOf(row.text(), row.uint32()), row.uint64());
    return claims;
  }

  /** The newest generation of each step of this length. */
  #steps(stepSeconds: number): string {
    return `FROM ${qualified(this.#layout, "call_graphs")} FINAL WHERE step_seconds = ${stepSeconds}`;
  }
}

/** Sums wrap at 64 bits, and unlike XOR they notice what comes twice. */
const CLAIM_HASH = "cityHash64(claim_trace_id, claim_span_id)";

const CLAIMS =
  "ARRAY JOIN `claims.time_bucket` AS claim_time_bucket, `claims.trace_id` AS claim_trace_id, " +
  "`claims.span_id` AS claim_span_id";

export function keyOf(tenant: string, step: number): string {
  return `${step}/${tenant}`;
}

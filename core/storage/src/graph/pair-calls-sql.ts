import type { Query } from "../connection/engine.ts";
import { SPAN_WEIGHT_WITH } from "../red/span-weight-sql.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { peerSql, QUEUE_NAME } from "./peer-sql.ts";

/** Which spans a pass over a bucket looks at. */
export interface PairCallsScope {
  readonly tenant: string;
  readonly timeBucket: number;
  /** Of `parts` equal shares of the trace ids this one; both ends of a call are in the same, links aside. */
  readonly part: number;
  readonly parts: number;
  readonly peers: "promoted" | "all";
}

/** Details of called ends that one group gives away; of more, only the number is known. */
export const OPEN_ENDS_PER_GROUP_MAX = 20_000;

/** Callers without a name for their peer that one group gives away. */
export const NAMELESS_PER_GROUP_MAX = 2_000;

/** What a row of the answer counts: both ends, or one of them. Of the called ones with neither a parent nor a link. */
export const PAIRED = 0;
export const CALLER_ALONE = 1;
export const CALLED_ALONE = 2;
export const CALLED_BY_NOBODY = 3;

/** The id by which a span that names several is found: two halves of a trace id and a span id, mixed. */
const TRACE_KEY =
  "bitXor(reinterpretAsUInt64(substring(trace_id, 1, 8)), reinterpretAsUInt64(substring(trace_id, 9, 8)))";

/**
 * Zipkin's servers share the id of the span that called them: those that say so, and those without a parent, look
 * for their own id.
 */
export const CALLER_ID =
  "if(parent_span_id = unhex('0000000000000000') OR attributes_bool['zipkin.shared'], span_id, parent_span_id)";

/**
 * SQL that finds both ends of the calls of one bucket and sums them up. Each side is narrow, keys are two numbers,
 * and repeated spans count once:
 *
 *   clients, producers   (trace, own id)     ─┐
 *                                             ├─ both, or one alone  ─▶  by minute, resources and connection
 *   servers, consumers   (trace, parent id)  ─┘
 *
 * Latencies come as arrays of bins: adding them up as maps took the engine twice as long.
 */
export function pairCallsQuery(layout: Layout, scope: PairCallsScope): Query {
  const { name, connection } = peerSql(scope.peers);
  const from = `FROM ${qualified(layout, "spans")}\n    WHERE ${scopeCondition(scope)}`;
  const side = (id: string, more: readonly string[], kinds: string, by: string): string =>
    `(
    WITH ${SPAN_WEIGHT_WITH.join(",\n")}
    SELECT 1 AS present, trace_id, ${TRACE_KEY} AS t, reinterpretAsUInt64(${id}) AS k, span_id, kind,
      start_unix_nano AS start, intDiv(start_unix_nano, 60000000000) AS minute, duration_nano AS duration, status_code = 2 AS error,
      resource_id, span_weight AS weight, ${more.join(", ")}
    ${from} AND kind IN ${kinds}
    LIMIT 1 BY ${by}
  )`;
  return {
    sql: `SELECT minute, client, server, what, connection, peer,
  count() AS spans, sum(weight) AS calls, sumIf(weight, client_error OR server_error) AS errors,
  sum(greatest(client_duration, 0) * weight) AS client_sum, sum(greatest(server_duration, 0) * weight) AS server_sum,
  groupArray(${callLatencyBinSql("client_duration")}) AS client_bins,
  groupArray(${callLatencyBinSql("server_duration")}) AS server_bins,
  if(min(weight) = 1 AND max(weight) = 1, [], groupArray(weight)) AS weights,
  any(trace) AS exemplar,
  groupArrayIf(${OPEN_ENDS_PER_GROUP_MAX})(
    (trace, called_id, caller_id, called_start, server_duration, server_error, server_weight, is_consumer, has_links),
    what = ${CALLED_ALONE} OR has_links) AS open_ends,
  groupArrayIf(${OPEN_ENDS_PER_GROUP_MAX})(
    (trace, caller_id),
    what IN (${PAIRED}, ${CALLER_ALONE}) AND caller_key IN (${waitingQuery(layout)})) AS waited_for,
  groupArrayIf(${NAMELESS_PER_GROUP_MAX})((trace, caller_id), what = ${CALLER_ALONE} AND peer = '') AS nameless
FROM
(
  SELECT
    if(s.present, s.trace_id, c.trace_id) AS trace,
    if(s.present, s.minute, c.minute) AS minute,
    c.resource_id AS client,
    s.resource_id AS server,
    multiIf(
      c.present AND s.present, ${PAIRED},
      c.present, ${CALLER_ALONE},
      s.is_root AND NOT s.has_links, ${CALLED_BY_NOBODY},
      ${CALLED_ALONE}) AS what,
    multiIf(c.present AND s.present, toUInt8(if(c.kind = 4 OR s.kind = 5, 2, 0)), c.present, c.connection, 0) AS connection,
    multiIf(c.present AND s.present, '', c.present, c.peer, s.peer) AS peer,
    greatest(c.weight, s.weight) AS weight,
    s.weight AS server_weight,
    c.error AS client_error, s.error AS server_error,
    c.duration AS client_duration, s.duration AS server_duration,
    s.span_id AS called_id,
    s.start AS called_start,
    if(s.present, s.caller_id, c.span_id) AS caller_id,
    bitXor(c.t, c.k) AS caller_key,
    s.kind = 5 AS is_consumer,
    s.has_links AS has_links
  FROM
  ${side("span_id", [`${name} AS peer`, `${connection} AS connection`], "(3, 4)", "t, k")} AS c
  FULL JOIN
  ${side(
    CALLER_ID,
    [
      `${CALLER_ID} AS caller_id`,
      "parent_span_id = unhex('0000000000000000') AND NOT attributes_bool['zipkin.shared'] AS is_root",
      "notEmpty(`links.span_id`) AS has_links",
      `${QUEUE_NAME} AS peer`,
    ],
    "(2, 5)",
    "t, span_id",
  )} AS s
  ON c.t = s.t AND c.k = s.k
)
GROUP BY minute, client, server, what, connection, peer`,
    parameters: { tenant: scope.tenant },
  };
}

/** SQL for the bin of a duration in nanoseconds (Int64), as `callLatencyBinOf` of core/model. UInt16. */
export function callLatencyBinSql(durationNano: string): string {
  return `toUInt16(if(${durationNano} <= 0, 0, 1024 + ceil(25 * log2(${durationNano} / 100000000))))`;
}

function scopeCondition({ timeBucket, part, parts }: PairCallsScope): string {
  const conditions = ["tenant = {tenant:String}", `time_bucket = ${timeBucket}`];
  // A power of two up to 256: the first byte says the part, and the primary key finds it.
  if (part > 0) conditions.push(`trace_id >= unhex('${idFrom(part, parts)}')`);
  if (part + 1 < parts) conditions.push(`trace_id < unhex('${idFrom(part + 1, parts)}')`);
  return conditions.join(" AND ");
}

function idFrom(part: number, parts: number): string {
  return ((part * 256) / parts).toString(16).padStart(2, "0").padEnd(32, "0");
}

/** Hashes of the callers that called ends of other buckets wait for; the newest rows first. */
function waitingQuery(layout: Layout): string {
  return (
    `SELECT arrayJoin(waiting) FROM ${qualified(layout, "call_graphs")} FINAL ` +
    "WHERE tenant = {tenant:String} AND step_seconds = 300 AND notEmpty(waiting)"
  );
}

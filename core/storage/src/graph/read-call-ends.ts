import { toHex } from "@spanhouse/base";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { SPAN_WEIGHT_WITH } from "../red/span-weight-sql.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { ColumnBuffer, DictionaryBuffer } from "../trace-columns/column-buffer.ts";
import { NativeReader } from "../trace-columns/native-reader.ts";
import { peerSql, QUEUE_NAME } from "./peer-sql.ts";

/** Which spans a pass over a bucket looks at. */
export interface CallEndsScope {
  readonly tenant: string;
  readonly timeBucket: number;
  /** Of `parts` equal shares of the trace ids this one; both ends of a call are in the same, links aside. */
  readonly part: number;
  readonly parts: number;
  readonly peers: "promoted" | "all";
}

/** Bits of `flags`. */
export const IS_ERROR = 1;
/** A server that says that it shares the id of the span which called it, as Zipkin's do. */
export const IS_SHARED = 2;
export const HAS_LINKS = 4;

/** Ends of calls as columns, as they are stored: repeated ones are in it twice. */
export interface CallEnds {
  readonly rows: number;
  /** Four words of each. */
  readonly traceIds: Uint32Array<ArrayBuffer>;
  /** Two words of each. */
  readonly spanIds: Uint32Array<ArrayBuffer>;
  readonly parentIds: Uint32Array<ArrayBuffer>;
  /** Nanoseconds since the start of the bucket, two words. */
  readonly starts: Uint32Array;
  /** Nanoseconds, two words, not below 0. */
  readonly durations: Uint32Array;
  /** 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kinds: Uint8Array;
  readonly flags: Uint8Array;
  /** Numbers of CONNECTIONS: what a call goes over whose other end nobody reports. */
  readonly connections: Uint8Array;
  readonly weights: Float64Array;
  readonly resources: Dictionary;
  /** What the end says about the other one; "" when it says nothing. */
  readonly peers: Dictionary;
}

export interface Dictionary {
  /** Of each row, a place in `texts`. */
  readonly numbers: Uint32Array;
  readonly texts: readonly string[];
}

/** Reads the ends of the calls of a bucket, or of a part of it: about 65 bytes of each. */
export async function readCallEnds(
  engine: Engine,
  layout: Layout,
  scope: CallEndsScope,
  options: QueryOptions,
): Promise<CallEnds> {
  const native = await engine.read(callEndsQuery(layout, scope), { ...options, format: "Native" });
  // A hint: it grows when it is too small.
  const rows = Math.ceil(native.length / BYTES_PER_ROW);
  const [traceIds, spanIds, parentIds] = [16, 8, 8].map((size) => new ColumnBuffer(rows * size));
  const [starts, durations, weights] = [8, 8, 8].map((size) => new ColumnBuffer(rows * size));
  const [kinds, flags, connections] = [1, 1, 1].map((size) => new ColumnBuffer(rows * size));
  const resources = new DictionaryBuffer(rows);
  const peers = new DictionaryBuffer(rows);
  const reader = new NativeReader(native);
  while (!reader.isAtEnd()) {
    reader.varint();
    const count = reader.varint();
    const fixed = (column: ColumnBuffer, size: number): void => {
      skipHeader(reader);
      column.append(reader.take(count * size));
    };
    fixed(traceIds!, 16);
    fixed(spanIds!, 8);
    fixed(parentIds!, 8);
    fixed(starts!, 8);
    fixed(durations!, 8);
    fixed(kinds!, 1);
    fixed(flags!, 1);
    fixed(connections!, 1);
    fixed(weights!, 8);
    skipHeader(reader);
    const ids = reader.lowCardinality(count, () => toHex(reader.take(16), 0, 16));
    resources.append(ids.keys, ids.positions);
    skipHeader(reader);
    const names = reader.lowCardinality(count, () => reader.text());
    peers.append(names.keys, names.positions);
  }
  const weightBytes = weights!.bytes();
  return {
    rows: kinds!.byteLength,
    ...{ traceIds: traceIds!.words(), spanIds: spanIds!.words(), parentIds: parentIds!.words() },
    ...{ starts: starts!.words(), durations: durations!.words() },
    ...{ kinds: kinds!.bytes(), flags: flags!.bytes(), connections: connections!.bytes() },
    weights: new Float64Array(weightBytes.buffer, 0, weightBytes.length / 8),
    resources: { numbers: resources.numbers(), texts: resources.texts() },
    peers: { numbers: peers.numbers(), texts: peers.texts() },
  };
}

const BYTES_PER_ROW = 64;

/** The name and the type of a column. */
function skipHeader(reader: NativeReader): void {
  reader.text();
  reader.text();
}

/** One pass over narrow columns; pairing them here costs less than a join in the engine, and is bounded. */
function callEndsQuery(layout: Layout, scope: CallEndsScope): Query {
  const { name, connection } = peerSql(scope.peers);
  const bucketStart = BigInt(scope.timeBucket) * 300_000_000_000n;
  return {
    sql: `WITH ${SPAN_WEIGHT_WITH.join(",\n")}
SELECT trace_id, span_id, parent_span_id, start_unix_nano - ${bucketStart} AS start,
  toUInt64(greatest(duration_nano, 0)) AS duration, kind,
  toUInt8(if(status_code = 2, ${IS_ERROR}, 0) + if(attributes_bool['zipkin.shared'], ${IS_SHARED}, 0)
    + if(notEmpty(\`links.span_id\`), ${HAS_LINKS}, 0)) AS flags,
  toUInt8(if(kind IN (3, 4), ${connection}, 0)) AS connection, span_weight, resource_id,
  toLowCardinality(toString(if(kind IN (3, 4), ${name}, ${QUEUE_NAME}))) AS peer
FROM ${qualified(layout, "spans")}
WHERE ${scopeCondition(scope)} AND kind BETWEEN 2 AND 5`,
    parameters: { tenant: scope.tenant },
  };
}

function scopeCondition({ timeBucket, part, parts }: CallEndsScope): string {
  const conditions = ["tenant = {tenant:String}", `time_bucket = ${timeBucket}`];
  // A power of two up to 256: the first byte says the part, and the primary key finds it.
  if (part > 0) conditions.push(`trace_id >= unhex('${idFrom(part, parts)}')`);
  if (part + 1 < parts) conditions.push(`trace_id < unhex('${idFrom(part + 1, parts)}')`);
  return conditions.join(" AND ");
}

function idFrom(part: number, parts: number): string {
  return ((part * 256) / parts).toString(16).padStart(2, "0").padEnd(32, "0");
}

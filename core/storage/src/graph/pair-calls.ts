import type { Engine, QueryOptions } from "../connection/engine.ts";
import type { Layout } from "../schema/layout.ts";
import { rowReader, type RowReader } from "../read/row-binary.ts";
import { addBin, CallSums } from "./call-sums.ts";
import { CALLER_ALONE, PAIRED, pairCallsQuery, type PairCallsScope } from "./pair-calls-sql.ts";

/** Calls of one minute between the same two ends, or with the same end missing. */
export interface CallGroup {
  /** Minutes since 1970. */
  readonly minute: number;
  /** Ids of resources in hexadecimal; NO_RESOURCE for an end that nobody reported. */
  readonly client: string;
  readonly server: string;
  /** PAIRED, CALLER_ALONE, CALLED_ALONE or CALLED_BY_NOBODY. */
  readonly what: number;
  /** A number of CONNECTIONS. */
  readonly connection: number;
  /** What the only end says about the other one. */
  readonly peer: string;
  readonly sums: CallSums;
}

export const NO_RESOURCE = "0".repeat(32);

/** A called end whose caller, or one of them, has to be looked for elsewhere. */
export interface OpenEnd {
  readonly group: CallGroup;
  readonly traceId: string;
  readonly spanId: string;
  /** The id it looks for in its own trace. */
  readonly callerId: string;
  readonly startUnixNano: bigint;
  readonly durationNano: number;
  readonly isError: boolean;
  readonly weight: number;
  readonly isConsumer: boolean;
  readonly hasLinks: boolean;
}

/** A span by its two ids. */
export interface SpanId {
  readonly traceId: string;
  readonly spanId: string;
}

export interface PairedCalls {
  readonly groups: readonly CallGroup[];
  readonly openEnds: readonly OpenEnd[];
  /** Callers that a called end of another bucket has been waiting for. */
  readonly waitedFor: readonly SpanId[];
  /** Callers without a called end that name no peer where that is quickly looked up. */
  readonly nameless: readonly SpanId[];
}

/** Rows after which others get their turn on this thread. */
const ROWS_AT_ONCE = 2_000;

/** Finds both ends of the calls of a bucket, or of a part of it. */
export async function pairCalls(
  engine: Engine,
  layout: Layout,
  scope: PairCallsScope,
  options: QueryOptions,
): Promise<PairedCalls> {
  const row = rowReader(await engine.read(pairCallsQuery(layout, scope), options));
  const groups: CallGroup[] = [];
  const openEnds: OpenEnd[] = [];
  const waitedFor: SpanId[] = [];
  const nameless: SpanId[] = [];
  while (!row.isAtEnd()) {
    const group = readGroup(row);
    groups.push(group);
    for (let left = row.length(); left > 0; left--) openEnds.push(readOpenEnd(row, group));
    for (const ids of [waitedFor, nameless]) {
      for (let left = row.length(); left > 0; left--) ids.push(readId(row));
    }
    if (groups.length % ROWS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { groups, openEnds, waitedFor, nameless };
}

function readGroup(row: RowReader): CallGroup {
  const sums = new CallSums();
  const group: CallGroup = {
    minute: Number(row.uint64()),
    client: row.hex(16),
    server: row.hex(16),
    what: row.uint8(),
    connection: row.uint8(),
    peer: row.text(),
    sums,
  };
  sums.spans = Number(row.uint64());
  sums.calls = row.float64();
  sums.errors = row.float64();
  sums.clientSumNano = row.float64();
  sums.serverSumNano = row.float64();
  const clientBins = row.array(() => row.uint16());
  const serverBins = row.array(() => row.uint16());
  const weights = row.array(() => row.float64());
  if (group.what === PAIRED || group.what === CALLER_ALONE) {
    clientBins.forEach((bin, index) => addBin(sums.clientBins, bin, weights[index] ?? 1));
  }
  if (group.what !== CALLER_ALONE) {
    serverBins.forEach((bin, index) => addBin(sums.serverBins, bin, weights[index] ?? 1));
  }
  sums.exemplar = row.hex(16);
  return group;
}

function readId(row: RowReader): SpanId {
  return { traceId: row.hex(16), spanId: row.hex(8) };
}

function readOpenEnd(row: RowReader, group: CallGroup): OpenEnd {
  return {
    group,
    traceId: row.hex(16),
    spanId: row.hex(8),
    callerId: row.hex(8),
    startUnixNano: row.uint64(),
    durationNano: Number(row.int64()),
    isError: row.bool(),
    weight: row.float64(),
    isConsumer: row.bool(),
    hasLinks: row.bool(),
  };
}

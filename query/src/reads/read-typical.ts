import { allOf, fieldIs, type OwnTypicalTrace } from "@spanhouse/model";
import { type AssembledColumns, rootRowOf } from "@spanhouse/model/assembly";
import type { TimeRange, TraceReader, TraceSummary } from "@spanhouse/storage";
import { TypicalPaths } from "../assemble/typical-paths.ts";
import { TYPICAL_PATHS_MAX, TYPICAL_READ_TIME_MAX_MS } from "../limits.ts";
import { notCounted, notRead, readInBatches } from "./read-in-batches.ts";
import { summariesOf } from "./summaries-of.ts";

export interface TypicalRequest {
  readonly tenant: string;
  /** Of the root span. */
  readonly service: string;
  readonly operation: string;
  /** When the root began. */
  readonly time: TimeRange;
  /** Traces that are looked for, the newest ones. */
  readonly limit: number;
  /** A trace that is not counted; "" for none. */
  readonly withoutTraceId: string;
  readonly signal: AbortSignal;
  /** Milliseconds; for tests. */
  readonly readTimeMaxMs?: number;
}

type TraceFacts = OwnTypicalTrace["traces"][number];

/** Finds the newest traces of an operation, reads them a few at a time, and keeps of each its figures alone. */
export async function readTypical(
  reader: TraceReader,
  request: TypicalRequest,
): Promise<OwnTypicalTrace> {
  const { tenant, service, operation, signal, readTimeMaxMs = TYPICAL_READ_TIME_MAX_MS } = request;
  const untilMs = performance.now() + readTimeMaxMs;
  const { summaries, partial } = await findTypical(reader, request);
  const paths = new TypicalPaths(TYPICAL_PATHS_MAX);
  const traces: TraceFacts[] = [];
  let unread = 0;
  for await (const batch of readInBatches(reader, summaries, { tenant, signal, untilMs })) {
    unread = batch.unreadCount;
    for (const [traceId, trace] of batch.traces) {
      if (!isComplete(trace, service, operation)) continue;
      paths.add(trace);
      traces.push(factsOf(traceId, trace));
    }
  }
  const missing = [partial, notRead(unread, summaries.length)].filter((why) => why !== undefined);
  return {
    ...{ service, operation },
    warnings: [...missing, ...notCounted(paths.leftOutSpans)],
    leftOutCount: summaries.length - unread - traces.length,
    traces: traces.sort((one, other) => one.rootUs - other.rootUs),
    paths: await paths.summarize(),
    ...(missing.length === 0 ? {} : { partial: missing.join("; ") }),
  };
}

async function findTypical(
  reader: TraceReader,
  { tenant, service, operation, time, limit, withoutTraceId, signal }: TypicalRequest,
): Promise<{ readonly summaries: readonly TraceSummary[]; readonly partial: string | undefined }> {
  const where = allOf([
    fieldIs("service", "=", service),
    fieldIs("name", "=", operation),
    fieldIs("isRoot", "=", true),
  ]);
  const search = { ...{ tenant, time, where }, order: "newest", limit: limit + 1 } as const;
  const { hits, partial } = await reader.findTraces(search, { signal });
  const traceIds = hits
    .map(({ traceId }) => traceId)
    .filter((traceId) => traceId !== withoutTraceId)
    .slice(0, limit);
  return { summaries: await summariesOf(reader, tenant, traceIds, signal), partial };
}

/** All parents are there, and the root is the one that was asked for. */
function isComplete(trace: AssembledColumns, service: string, operation: string): boolean {
  const { columns, index, orphanReason } = trace;
  const at = index[rootRowOf(trace)];
  return (
    at !== undefined &&
    orphanReason.every((reason) => reason === 0) &&
    columns.services[columns.service[at]!] === service &&
    columns.names[columns.name[at]!] === operation
  );
}

function factsOf(traceId: string, trace: AssembledColumns): TraceFacts {
  const root = rootRowOf(trace);
  return {
    traceId,
    rootUs: Math.max(0, trace.endNano[root]! - trace.startNano[root]!) / 1000,
    durationUs: trace.durationNano / 1000,
    ...{ spanCount: trace.rowCount, errorCount: trace.errorCount },
    serviceCount: trace.services.length,
    depth: trace.depth.reduce((most, depth) => Math.max(most, depth), 0) + 1,
  };
}

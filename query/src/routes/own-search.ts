import type {
  OwnFreshness,
  OwnSearchEnd,
  OwnSearchLine,
  OwnSearchResult,
  OwnTraceSummary,
} from "@spanhouse/model";
import type {
  PendingState,
  TraceHit,
  TraceReader,
  TraceSearch,
  TraceSearchEnd,
  TraceSummary,
} from "@spanhouse/storage";
import type { FastifyReply, FastifyRequest } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { sendLines } from "../http/send-lines.ts";
import { SEARCH_TRACES_MAX } from "../limits.ts";
import { parseOwnSearch } from "../params/own-search-params.ts";
import { summariesOf } from "../reads/summaries-of.ts";
import { valueOf } from "./own-request.ts";

/** The UI's own search, whole and as it is found. */

/** `GET /api/own/search` */
export async function answerOwnSearch(
  reader: TraceReader,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OwnSearchResult> {
  const search = searchOf(request);
  const freshness = freshnessOf(reader.pending());
  return withDeadline(reply, async (signal) => {
    const { hits, ...end } = await reader.findTraces(search, { signal });
    const traces = await readOwnSummaries(reader, search, hits, signal);
    return { traces, ...toOwnEnd(search, end, hits.length - traces.length), freshness };
  });
}

/** `GET /api/own/search/stream` */
export async function streamOwnSearch(
  reader: TraceReader,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const search = searchOf(request);
  return sendLines(request, reply, (signal) => ownSearchLines(reader, search, signal));
}

function searchOf(request: FastifyRequest): TraceSearch {
  return valueOf(parseOwnSearch(queryOf(request), Date.now()));
}

async function* ownSearchLines(
  reader: TraceReader,
  search: TraceSearch,
  signal: AbortSignal,
): AsyncGenerator<OwnSearchLine, void, undefined> {
  const freshness = freshnessOf(reader.pending());
  let vanished = 0;
  for await (const { hits, end } of reader.findTracesInSteps(search, { signal })) {
    const traces = await readOwnSummaries(reader, search, hits, signal);
    vanished += hits.length - traces.length;
    for (const trace of traces) yield { trace };
    if (end !== undefined) yield { end: { ...toOwnEnd(search, end, vanished), freshness } };
  }
}

/** In the order of the hits, without those that retention has removed since. */
async function readOwnSummaries(
  reader: TraceReader,
  { tenant }: TraceSearch,
  hits: readonly TraceHit[],
  signal: AbortSignal,
): Promise<readonly OwnTraceSummary[]> {
  const traceIds = hits.map(({ traceId }) => traceId);
  return (await summariesOf(reader, tenant, traceIds, signal)).map(toOwnSummary);
}

function toOwnEnd(
  { limit }: TraceSearch,
  { next, isCut, partial }: TraceSearchEnd,
  vanished: number,
): Omit<OwnSearchEnd, "freshness"> {
  const limited = isCut === true;
  const warnings = partial === undefined ? [] : [partial];
  if (vanished > 0) {
    const traces = vanished === 1 ? "1 trace was" : `${vanished} traces were`;
    warnings.push(`${traces} removed during the search`);
  }
  if (limited && limit === SEARCH_TRACES_MAX) {
    warnings.push(`a search answers with at most ${SEARCH_TRACES_MAX} traces at a time`);
  }
  return {
    limit,
    limited,
    ...(next === undefined ? {} : { nextCursor: next }),
    ...(partial === undefined ? {} : { partial }),
    warnings,
  };
}

function freshnessOf(pending: PendingState | undefined): OwnFreshness | null {
  if (pending === undefined) return null;
  const { spans: pendingSpans, oldestUnixMs } = pending;
  return {
    pendingSpans,
    ...(oldestUnixMs === undefined ? {} : { oldestPendingUnixMs: oldestUnixMs }),
  };
}

function toOwnSummary(summary: TraceSummary): OwnTraceSummary {
  return {
    traceId: summary.traceId,
    rootService: summary.rootService,
    rootOperation: summary.rootOperation,
    startUnixNano: String(summary.startUnixNano),
    durationUs: Number(summary.endUnixNano - summary.startUnixNano) / 1000,
    spanCount: summary.spanCount,
    errorCount: summary.errorCount,
    services: summary.services.map(({ name, spanCount }) => ({ name, spanCount })),
  };
}

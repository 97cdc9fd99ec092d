import { CodedError } from "@spanhouse/base";
import {
  encodeTracePage,
  spanIdText,
  TRACE_CONTAINER_TYPE,
  type OwnAttributes,
  type OwnSpan,
  type OwnTraceLinks,
  type OwnTraceStatistics,
} from "@spanhouse/model";
import {
  linksOf,
  spansByOccurrence,
  toOwnSpan,
  toOwnSpanAttributes,
  toTracePage,
} from "@spanhouse/model/assembly";
import type { TraceReader } from "@spanhouse/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toOwnLinks } from "../answers/to-own-links.ts";
import { toOwnStatistics } from "../answers/to-own-statistics.ts";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { TRACE_LINKS_MAX, TRACE_SPANS_MAX } from "../limits.ts";
import { parseTimeHint } from "../params/search-params.ts";
import { parseAttributesParams, parsePageParams } from "../params/trace-params.ts";
import { AssembledTraces, type ReadAssembled } from "../reads/assembled-traces.ts";
import { readTrace } from "../reads/read-traces.ts";
import { TENANT, valueOf } from "./own-request.ts";
import { attributeColumnRoutes } from "./own-trace-columns.ts";
import { found, traceIdOf, type TraceRequest } from "./trace-request.ts";

/** What the UI's own API says of one trace. */

const SPAN_ID = /^[0-9a-fA-F]{1,16}$/;
/** Spans with one id that are told apart by `occurrence`. */
const OCCURRENCE = /^\d{1,6}$/;

type SpanRequest = FastifyRequest<{ Params: { traceId: string; spanId: string } }>;

/** Registers the routes. */
export function ownTraceRoutes(scope: FastifyInstance, reader: TraceReader): void {
  const traces = new AssembledTraces(reader);
  scope.get("/traces/:traceId", (request: TraceRequest, reply) =>
    answerPage(traces, request, reply),
  );
  scope.get("/traces/:traceId/spans/:spanId", (request: SpanRequest, reply) =>
    answerSpan(reader, request, reply),
  );
  scope.get("/traces/:traceId/attributes", (request: TraceRequest, reply) =>
    answerAttributes(reader, traces, request, reply),
  );
  attributeColumnRoutes(scope, reader, traces);
  scope.get("/traces/:traceId/statistics", (request: TraceRequest, reply) =>
    answerStatistics(traces, request, reply),
  );
  scope.get("/traces/:traceId/links", (request: TraceRequest, reply) =>
    answerLinks(reader, traces, request, reply),
  );
}

async function answerPage(
  traces: AssembledTraces,
  request: TraceRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const traceId = traceIdOf(request);
  const query = queryOf(request);
  // Not needed any more, but what is wrong is wrong.
  valueOf(parseTimeHint(query));
  const { from, count, withoutEvents, clockSkewNanoMax } = valueOf(parsePageParams(query));
  const read = found(
    traceId,
    await withDeadline(reply, (signal) => {
      const wanted = {
        ...{ tenant: TENANT, traceId, signal, withoutEventTimes: withoutEvents },
        ...(clockSkewNanoMax === undefined ? {} : { clockSkewNanoMax }),
      };
      return from === 0 ? traces.read(wanted) : traces.readRecent(wanted);
    }),
  );
  const { rowCount } = read.trace;
  const window = { from: Math.min(from, rowCount), to: Math.min(from + count, rowCount) };
  const { isTruncated, unreadFiles } = read;
  const page = toTracePage(traceId, read.trace, { isTruncated, unreadFiles, window });
  reply.header("content-type", TRACE_CONTAINER_TYPE);
  return reply.send(encodeTracePage(page));
}

async function answerSpan(
  reader: TraceReader,
  request: SpanRequest,
  reply: FastifyReply,
): Promise<OwnSpan> {
  const query = queryOf(request);
  const traceId = traceIdOf(request);
  const spanId = spanIdOf(request.params.spanId);
  const hint = valueOf(parseTimeHint(query));
  const occurrence = query.get("occurrence") ?? "0";
  if (!OCCURRENCE.test(occurrence)) {
    throw new CodedError("QUERY_INVALID", "occurrence must be a whole number from 0");
  }
  const trace = await withDeadline(reply, (signal) =>
    readTrace(reader, {
      ...{ tenant: TENANT, traceId, hint, signal },
      ...{ spansMax: TRACE_SPANS_MAX, spanIds: [spanId] },
    }),
  );
  const spans = (trace?.spans ?? []).filter((span) => span.spanId === spanId);
  const span = spansByOccurrence(spans)[Number(occurrence)];
  if (span === undefined) {
    throw new CodedError("QUERY_NOT_FOUND", `there is no span ${spanId} in trace ${traceId}`);
  }
  return toOwnSpan(span);
}

/** Of rows, or of spans by their ids; those that are not there are left out. */
async function answerAttributes(
  reader: TraceReader,
  traces: AssembledTraces,
  request: TraceRequest,
  reply: FastifyReply,
): Promise<OwnAttributes> {
  const traceId = traceIdOf(request);
  const params = valueOf(parseAttributesParams(queryOf(request)));
  return withDeadline(reply, async (signal) => {
    const wanted =
      params.by === "ids"
        ? params.spanIds
        : idsOfRows(
            found(traceId, await traces.readRecent({ tenant: TENANT, traceId, signal })),
            params,
          );
    const spanIds = [...new Set(wanted)];
    const trace = await readTrace(reader, {
      ...{ tenant: TENANT, traceId, hint: undefined, signal },
      ...{ spansMax: TRACE_SPANS_MAX, spanIds },
    });
    const place = new Map(spanIds.map((id, index) => [id, index]));
    const spans = spansByOccurrence(trace?.spans ?? []).map(toOwnSpanAttributes);
    return { spans: spans.sort((a, b) => place.get(a.spanId)! - place.get(b.spanId)!) };
  });
}

function idsOfRows(
  { trace }: ReadAssembled,
  { from, to }: { readonly from: number; readonly to: number },
): readonly string[] {
  const { columns, index } = trace;
  return Array.from(index.subarray(from, to), (at) => spanIdText(columns.spanId, at));
}

async function answerStatistics(
  traces: AssembledTraces,
  request: TraceRequest,
  reply: FastifyReply,
): Promise<OwnTraceStatistics> {
  const traceId = traceIdOf(request);
  const read = await withDeadline(reply, (signal) =>
    traces.readRecent({ tenant: TENANT, traceId, signal }),
  );
  return toOwnStatistics(traceId, found(traceId, read).trace);
}

async function answerLinks(
  reader: TraceReader,
  traces: AssembledTraces,
  request: TraceRequest,
  reply: FastifyReply,
): Promise<OwnTraceLinks> {
  const traceId = traceIdOf(request);
  return withDeadline(reply, async (signal) => {
    const wanted = { tenant: TENANT, traceId, signal, withoutEventTimes: true, withLinks: true };
    const links = linksOf(found(traceId, await traces.readRecent(wanted)).trace, TRACE_LINKS_MAX);
    const linkedIds = [...new Set(links.links.map(({ linkedTraceId }) => linkedTraceId))];
    return toOwnLinks(traceId, links, await reader.readSummaries(TENANT, linkedIds, { signal }));
  });
}

function spanIdOf(text: string): string {
  if (!SPAN_ID.test(text)) {
    throw new CodedError("QUERY_INVALID", "a span id is 1 to 16 hexadecimal digits");
  }
  return text.toLowerCase().padStart(16, "0");
}

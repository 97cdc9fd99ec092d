import { CodedError, type Result } from "@spanhouse/base";
import type {
  OwnErrorBody,
  OwnOperations,
  OwnSearchResult,
  OwnServices,
  OwnSpan,
  OwnTrace,
  OwnTraceSummary,
} from "@spanhouse/model";
import type { TraceReader, TraceSearch, TraceSummary } from "@spanhouse/storage";
import { parseJaegerTraceId } from "@spanhouse/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toOwnSpan } from "../answers/to-own-span.ts";
import { toOwnTrace } from "../answers/to-own-trace.ts";
import { spansByOccurrence } from "../assemble/assemble-trace.ts";
import { toFailure } from "../http/failure.ts";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { SEARCH_TRACES_MAX, TRACE_SPANS_MAX } from "../limits.ts";
import { parseSearchParams, parseTimeHint } from "../params/search-params.ts";
import { readTrace } from "../reads/read-traces.ts";
import type { ApiOptions } from "./api-options.ts";

/** The UI's own API, mounted at `/api/own`. docs/api/own.md is its description, core/model has its types. */

const TENANT = "";
const SPAN_ID = /^[0-9a-fA-F]{1,16}$/;
/** Spans with one id that are told apart by `occurrence`. */
const OCCURRENCE = /^\d{1,6}$/;

/** Registers the routes. */
export function ownRoutes(scope: FastifyInstance, { reader, inFlight }: ApiOptions): void {
  inFlight.guard(scope);
  scope.addHook("onRequest", (_request, reply, done) => {
    reply.header("cache-control", "no-store");
    done();
  });
  scope.setErrorHandler((error: Error, request, reply) => {
    const { status, code, message } = toFailure(error, request, reply);
    const body: OwnErrorBody = { error: { code, message } };
    return reply.code(status).send(body);
  });
  scope.setNotFoundHandler(() => {
    throw new CodedError("QUERY_NOT_FOUND", "there is nothing at this path");
  });
  scope.get("/services", async (_request, reply): Promise<OwnServices> => {
    const services = await withDeadline(reply, (signal) => reader.listServices(TENANT, { signal }));
    return { services };
  });
  scope.get("/operations", async (request, reply): Promise<OwnOperations> => {
    const service = queryOf(request).get("service") ?? "";
    if (service === "") throw new CodedError("QUERY_INVALID", "parameter 'service' is required");
    const operations = await withDeadline(reply, (signal) =>
      reader.listOperations(TENANT, service, { signal }),
    );
    return { operations };
  });
  scope.get("/search", (request, reply) => answerSearch(reader, request, reply));
  scope.get<{ Params: { traceId: string } }>("/traces/:traceId", (request, reply) =>
    answerTrace(reader, request, reply),
  );
  scope.get<{ Params: { traceId: string; spanId: string } }>(
    "/traces/:traceId/spans/:spanId",
    (request, reply) => answerSpan(reader, request, reply),
  );
}

async function answerSearch(
  reader: TraceReader,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OwnSearchResult> {
  const { search } = valueOf(parseSearchParams(queryOf(request), Date.now()));
  const { limit } = search;
  const { traces, limited, vanished, partial } = await withDeadline(reply, (signal) =>
    findSummaries(reader, search, signal),
  );
  const warnings = partial === undefined ? [] : [partial];
  if (vanished > 0) warnings.push(`${vanished} traces were removed while they were read`);
  if (limited && limit === SEARCH_TRACES_MAX) {
    warnings.push(`a search answers with at most ${SEARCH_TRACES_MAX} traces`);
  }
  return { traces, limit, limited, warnings };
}

interface Found {
  readonly traces: readonly OwnTraceSummary[];
  readonly limited: boolean;
  /** Traces that matched but had no summary any more. */
  readonly vanished: number;
  readonly partial: string | undefined;
}

async function findSummaries(
  reader: TraceReader,
  search: TraceSearch,
  signal: AbortSignal,
): Promise<Found> {
  const { hits, next, partial } = await reader.findTraces(search, { signal });
  const traceIds = hits.map((hit) => hit.traceId);
  const summaries = await reader.readSummaries(TENANT, traceIds, { signal });
  const found = traceIds.flatMap((traceId) => summaries.get(traceId) ?? []);
  return {
    traces: found.sort(newestFirst).map(toOwnSummary),
    limited: next !== undefined,
    vanished: traceIds.length - found.length,
    partial,
  };
}

function newestFirst(a: TraceSummary, b: TraceSummary): number {
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano > b.startUnixNano ? -1 : 1;
  return a.traceId < b.traceId ? -1 : 1;
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

async function answerTrace(
  reader: TraceReader,
  request: FastifyRequest<{ Params: { traceId: string } }>,
  reply: FastifyReply,
): Promise<OwnTrace> {
  const traceId = valueOf(parseJaegerTraceId(request.params.traceId));
  const hint = valueOf(parseTimeHint(queryOf(request)));
  const trace = await withDeadline(reply, (signal) =>
    readTrace(reader, { tenant: TENANT, traceId, hint, spansMax: TRACE_SPANS_MAX, signal }),
  );
  if (trace === undefined) {
    throw new CodedError("QUERY_NOT_FOUND", `there is no trace ${traceId}`);
  }
  return toOwnTrace(traceId, trace);
}

async function answerSpan(
  reader: TraceReader,
  request: FastifyRequest<{ Params: { traceId: string; spanId: string } }>,
  reply: FastifyReply,
): Promise<OwnSpan> {
  const query = queryOf(request);
  const traceId = valueOf(parseJaegerTraceId(request.params.traceId));
  if (!SPAN_ID.test(request.params.spanId)) {
    throw new CodedError("QUERY_INVALID", "a span id is 1 to 16 hexadecimal digits");
  }
  const spanId = request.params.spanId.toLowerCase().padStart(16, "0");
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

/** The value of something a client wrote, or the answer that it is wrong. */
function valueOf<T>(parsed: Result<T, string>): T {
  if (!parsed.ok) throw new CodedError("QUERY_INVALID", parsed.error);
  return parsed.value;
}

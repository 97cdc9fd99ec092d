import { SPAN_KINDS, type SpanKindName } from "@spanhouse/model";
import type { OperationName, TraceReader } from "@spanhouse/storage";
import {
  encodeJaegerError,
  encodeJaegerList,
  encodeJaegerTraces,
  parseJaegerTraceId,
  type JaegerAnswerError,
  type JaegerTraceSource,
} from "@spanhouse/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toJaegerTrace } from "../answers/to-jaeger-trace.ts";
import { toFailure } from "../http/failure.ts";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { sendPieces } from "../http/send-pieces.ts";
import { SEARCH_TRACE_SPANS_MAX, TRACE_SPANS_MAX } from "../limits.ts";
import {
  parseFlag,
  parseSearchParams,
  parseTimeHint,
  wantsPretty,
  type SearchParams,
} from "../params/search-params.ts";
import { readManyTraces, readTrace, type ReadMany } from "../reads/read-traces.ts";
import type { ApiOptions } from "./api-options.ts";

/**
 * Jaeger's HTTP API as frozen at 2.20, mounted at `/api`. docs/api/jaeger.md lists the routes and the few
 * differences.
 */

const TENANT = "";
const TRACE_NOT_FOUND = "trace not found";

/** Registers the routes. */
export function jaegerRoutes(scope: FastifyInstance, { reader, inFlight }: ApiOptions): void {
  inFlight.guard(scope);
  scope.setErrorHandler((error: Error, request, reply) => {
    const { status, message } = toFailure(error, request, reply);
    return sendError(reply, status, message);
  });
  scope.setNotFoundHandler((_request, reply) =>
    reply.code(404).type("text/plain; charset=utf-8").send("404 page not found\n"),
  );
  scope.get("/services", async (request, reply) => {
    const services = await withDeadline(reply, (signal) => reader.listServices(TENANT, { signal }));
    return sendList(request, reply, services);
  });
  scope.get("/services/:service/operations", async (request, reply) => {
    const service = serviceOfPath(request);
    const operations = await withDeadline(reply, (signal) =>
      reader.listOperations(TENANT, service, { signal }),
    );
    return sendList(request, reply, [...new Set(operations.map((operation) => operation.name))]);
  });
  scope.get("/operations", (request, reply) => answerOperations(reader, request, reply));
  scope.get("/traces", (request, reply) => answerSearch(reader, request, reply));
  scope.get<{ Params: { traceID: string } }>("/traces/:traceID", (request, reply) =>
    answerTrace(reader, request, reply),
  );
}

async function answerOperations(
  reader: TraceReader,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = queryOf(request);
  const service = query.get("service") ?? "";
  if (service === "") return sendError(reply, 400, "parameter 'service' is required");
  const kindText = query.get("spanKind") ?? "";
  const kind = SPAN_KINDS.indexOf(kindText as SpanKindName);
  if (kindText !== "" && kind < 0) return sendList(request, reply, []);
  const operations = await withDeadline(reply, (signal) =>
    reader.listOperations(TENANT, service, kindText === "" ? { signal } : { signal, kind }),
  );
  return sendList(request, reply, operations.map(toJaegerOperation));
}

function toJaegerOperation({ name, kind }: OperationName): { name: string; spanKind: string } {
  return { name, spanKind: kind === 0 ? "" : (SPAN_KINDS[kind] ?? "") };
}

async function answerTrace(
  reader: TraceReader,
  request: FastifyRequest<{ Params: { traceID: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = queryOf(request);
  const traceId = parseJaegerTraceId(request.params.traceID);
  if (!traceId.ok) return sendError(reply, 400, traceId.error);
  const hint = parseTimeHint(query);
  if (!hint.ok) return sendError(reply, 400, hint.error);
  const raw = parseFlag(query, "raw");
  if (!raw.ok) return sendError(reply, 400, raw.error);
  const trace = await withDeadline(reply, (signal) =>
    readTrace(reader, {
      tenant: TENANT,
      traceId: traceId.value,
      hint: hint.value,
      spansMax: TRACE_SPANS_MAX,
      signal,
    }),
  );
  if (trace === undefined) return sendError(reply, 404, TRACE_NOT_FOUND);
  return sendTraces(request, reply, [toJaegerTrace(trace, { raw: raw.value })], []);
}

async function answerSearch(
  reader: TraceReader,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const params = parseSearchParams(queryOf(request), Date.now());
  if (!params.ok) return sendError(reply, 400, params.error);
  const { traceIds, raw } = params.value;
  const many = await withDeadline(reply, (signal) => readSearch(reader, params.value, signal));
  const errors =
    traceIds.length === 0 ? [] : many.missing.map((traceId) => ({ msg: TRACE_NOT_FOUND, traceId }));
  const traces = many.traces.map((trace) => toJaegerTrace(trace, { raw }));
  if (traceIds.length === 0) traces.sort(newestFirst);
  return sendTraces(request, reply, warnOfLeftOut(traces, many.leftOut.length), errors);
}

/** Reads the traces that were named, or else those that match. */
async function readSearch(
  reader: TraceReader,
  { search, traceIds: named }: SearchParams,
  signal: AbortSignal,
): Promise<ReadMany> {
  let traceIds = named;
  if (named.length === 0) {
    const { hits } = await reader.findTraces(search, { signal });
    traceIds = hits.map((hit) => hit.traceId);
  }
  const spansMax = named.length === 0 ? SEARCH_TRACE_SPANS_MAX : TRACE_SPANS_MAX;
  return readManyTraces(reader, { tenant: TENANT, traceIds, spansMax, signal });
}

function newestFirst(a: JaegerTraceSource, b: JaegerTraceSource): number {
  const [left, right] = [startOf(a), startOf(b)];
  if (left !== right) return left > right ? -1 : 1;
  const [leftId, rightId] = [a.spans[0]?.traceId ?? "", b.spans[0]?.traceId ?? ""];
  return leftId < rightId ? -1 : leftId > rightId ? 1 : 0;
}

function startOf({ spans }: JaegerTraceSource): bigint {
  let start = spans[0]?.startUnixNano ?? 0n;
  for (const span of spans) if (span.startUnixNano < start) start = span.startUnixNano;
  return start;
}

/** Says in the last trace that there are more. */
function warnOfLeftOut(
  traces: readonly JaegerTraceSource[],
  count: number,
): readonly JaegerTraceSource[] {
  const last = traces.at(-1);
  if (last === undefined || count === 0) return traces;
  const warning = `${count} more traces are left out: the answer has too many spans already`;
  return [...traces.slice(0, -1), { ...last, warnings: [...last.warnings, warning] }];
}

/**
 * The name of a service in the path, unescaped as Jaeger does it: `+` is a space, and what cannot be
 * unescaped is no service.
 */
function serviceOfPath(request: FastifyRequest): string {
  const [path = ""] = request.url.split("?");
  const part = path.split("/")[3] ?? "";
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch {
    return "";
  }
}

function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  data: readonly unknown[],
): FastifyReply {
  const text = encodeJaegerList(data, wantsPretty(queryOf(request)));
  return asJson(reply).send(Buffer.from(text));
}

function sendTraces(
  request: FastifyRequest,
  reply: FastifyReply,
  traces: readonly JaegerTraceSource[],
  errors: readonly JaegerAnswerError[],
): FastifyReply {
  const pretty = wantsPretty(queryOf(request));
  return sendPieces(asJson(reply), encodeJaegerTraces(traces, errors, pretty));
}

function asJson(reply: FastifyReply): FastifyReply {
  return reply.header("content-type", "application/json").header("cache-control", "no-store");
}

/** Jaeger writes errors as JSON but calls them text. */
function sendError(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply
    .code(status)
    .header("content-type", "text/plain; charset=utf-8")
    .send(encodeJaegerError(status, message));
}

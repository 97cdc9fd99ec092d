import { err, ok, type Result } from "@spanhouse/base";
import type { TraceReader } from "@spanhouse/storage";
import {
  encodeOtlpJson,
  fromMessageJson,
  JAEGER_V3,
  parseJaegerTraceId,
  toMessageJson,
  type JaegerTraceSource,
} from "@spanhouse/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toFailure } from "../http/failure.ts";
import { addPendingHeader } from "../http/pending-header.ts";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { sendPieces } from "../http/send-pieces.ts";
import { listDependencies } from "../jaeger/jaeger-dependencies.ts";
import { listJaegerOperations } from "../jaeger/jaeger-operations.ts";
import { spansOf } from "../jaeger/spans-of-trace.ts";
import { summarizeTrace } from "../jaeger/summarize-trace.ts";
import { toTimeHint, toV3TraceSearch, type V3Query } from "../jaeger/v3-search.ts";
import { V3_BODY_BYTES_MAX } from "../limits.ts";
import {
  depthOrDefault,
  parseV3Query,
  parseV3Raw,
  parseV3Text,
  parseV3Times,
} from "../params/v3-params.ts";
import type { JaegerApiOptions } from "./api-options.ts";

/**
 * Jaeger's HTTP API v3, mounted at `/api/v3`, with all of its IDL: also the dependencies and the POST bindings
 * that Jaeger itself does not serve. docs/api/jaeger.md lists the routes.
 */

const TENANT = "";
const NO_TRACES = "No traces found";

/** Registers the routes. */
export function jaegerV3Routes(scope: FastifyInstance, options: JaegerApiOptions): void {
  const { reader, inFlight } = options;
  inFlight.guard(scope);
  scope.setErrorHandler((error: Error, request, reply) => {
    const { status, message } = toFailure(error, request, reply);
    return sendError(reply, status, message);
  });
  scope.setNotFoundHandler((_request, reply) =>
    reply.code(404).type("text/plain; charset=utf-8").send("404 page not found\n"),
  );
  // Bodies are JSON whatever they are called.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: V3_BODY_BYTES_MAX },
    (_request, body, done) => {
      done(null, body);
    },
  );
  scope.get("/services", async (_request, reply) => {
    const services = await withDeadline(reply, (signal) => reader.listServices(TENANT, { signal }));
    return sendJson(reply, toMessageJson(JAEGER_V3.getServices.output, { services }));
  });
  scope.get("/operations", (request, reply) => answerOperations(reader, request, reply));
  scope.get("/dependencies", (request, reply) => answerDependencies(options, request, reply));
  scope.get<{ Params: { traceId: string } }>("/traces/:traceId", (request, reply) =>
    answerTrace(options, request, reply),
  );
  const search = [
    ["/traces", answerTraces],
    ["/trace-summaries", answerSummaries],
  ] as const;
  for (const [path, answer] of search) {
    scope.get(path, (request, reply) => answer(options, reply, parseV3Query(queryOf(request))));
    scope.post(path, (request, reply) => answer(options, reply, parseBody(request.body)));
  }
}

async function answerOperations(
  reader: TraceReader,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = queryOf(request);
  const service = parseV3Text(query, "service");
  const spanKind = parseV3Text(query, "spanKind");
  const listed = await withDeadline(reply, (signal) =>
    listJaegerOperations(reader, { service, spanKind }, signal),
  );
  // Spans without a kind are internal ones here, as in Jaeger.
  const operations = listed.map((operation) => ({
    ...operation,
    spanKind: operation.spanKind === "" ? "internal" : operation.spanKind,
  }));
  return sendJson(reply, toMessageJson(JAEGER_V3.getOperations.output, { operations }));
}

async function answerDependencies(
  { dependencies: source }: JaegerApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const times = parseV3Times(queryOf(request));
  if (!times.ok) return sendError(reply, 400, times.error);
  const { startTime, endTime } = times.value;
  if (startTime === undefined) return sendError(reply, 400, "startTime is required");
  if (endTime === undefined) return sendError(reply, 400, "endTime is required");
  if (startTime >= endTime) return sendError(reply, 400, "endTime must be after startTime");
  const time = { fromUnixNano: startTime, toUnixNano: endTime };
  const links = await withDeadline(reply, (signal) =>
    listDependencies(source, { time, service: "" }, signal),
  );
  const dependencies = links.map((link) => ({ ...link, callCount: BigInt(link.callCount) }));
  return sendJson(reply, toMessageJson(JAEGER_V3.getDependencies.output, { dependencies }));
}

async function answerTrace(
  { traces }: JaegerApiOptions,
  request: FastifyRequest<{ Params: { traceId: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const traceId = parseJaegerTraceId(request.params.traceId);
  if (!traceId.ok) return sendError(reply, 400, `malformed parameter trace_id: ${traceId.error}`);
  const times = parseV3Times(queryOf(request));
  if (!times.ok) return sendError(reply, 400, times.error);
  const raw = parseV3Raw(queryOf(request));
  if (!raw.ok) return sendError(reply, 400, raw.error);
  const hint = toTimeHint(times.value.startTime, times.value.endTime);
  const question = { traceId: traceId.value, hint, raw: raw.value };
  const trace = await withDeadline(reply, (signal) => traces.read(question, signal));
  return trace === undefined ? sendError(reply, 404, NO_TRACES) : sendTraces(reply, [trace]);
}

async function answerTraces(
  options: JaegerApiOptions,
  reply: FastifyReply,
  query: Result<V3Query, string>,
): Promise<FastifyReply> {
  const found = await find(options, reply, query);
  if (!found.ok) return sendError(reply, 400, found.error);
  return found.value.length === 0
    ? sendError(reply, 404, NO_TRACES)
    : sendTraces(reply, found.value);
}

async function answerSummaries(
  options: JaegerApiOptions,
  reply: FastifyReply,
  query: Result<V3Query, string>,
): Promise<FastifyReply> {
  const found = await find(options, reply, query);
  if (!found.ok) return sendError(reply, 400, found.error);
  const summaries = found.value.map(({ spans }) => summarizeTrace(spans));
  return sendJson(reply, toMessageJson(JAEGER_V3.findTraceSummaries.output, { summaries }));
}

async function find(
  { reader, traces }: JaegerApiOptions,
  reply: FastifyReply,
  query: Result<V3Query, string>,
): Promise<Result<readonly JaegerTraceSource[], string>> {
  const search = query.ok ? toV3TraceSearch(query.value) : query;
  if (!query.ok || !search.ok) return err(search.ok ? "" : search.error);
  const question = { search: search.value, raw: query.value.rawTraces };
  addPendingHeader(reply, reader);
  return ok(await withDeadline(reply, (signal) => traces.find(question, signal)));
}

/** The body of a POST: the request's message as JSON. */
function parseBody(body: unknown): Result<V3Query, string> {
  let json: unknown;
  try {
    json = JSON.parse(typeof body === "string" ? body : "");
  } catch (error) {
    return err(`malformed body: ${(error as Error).message}`);
  }
  const message = fromMessageJson(JAEGER_V3.findTraces.input, json);
  if (!message.ok) return err(`malformed body: ${message.error}`);
  const { query } = message.value;
  if (query === undefined) return err("malformed body: missing query");
  return ok({ ...query, searchDepth: depthOrDefault(query.searchDepth) });
}

function sendTraces(reply: FastifyReply, traces: readonly JaegerTraceSource[]): FastifyReply {
  return sendPieces(asJson(reply), encodeResult(traces));
}

function* encodeResult(traces: readonly JaegerTraceSource[]): Generator<string, void, undefined> {
  yield `{"result":{"resourceSpans":[`;
  yield* encodeOtlpJson(traces.map(spansOf));
  yield "]}}";
}

function sendJson(reply: FastifyReply, body: object): FastifyReply {
  return asJson(reply).send(Buffer.from(JSON.stringify(body)));
}

function asJson(reply: FastifyReply): FastifyReply {
  return reply.header("content-type", "application/json").header("cache-control", "no-store");
}

/** Jaeger writes errors as JSON but calls them text. */
function sendError(reply: FastifyReply, httpCode: number, message: string): FastifyReply {
  return reply
    .code(httpCode)
    .header("content-type", "text/plain; charset=utf-8")
    .send(`${JSON.stringify({ error: { httpCode, message } })}\n`);
}

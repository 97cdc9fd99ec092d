import type { TraceReader } from "@spanhouse/storage";
import { parseJaegerTraceId } from "@spanhouse/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { toFailure } from "../http/failure.ts";
import { addPendingHeader } from "../http/pending-header.ts";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { listJaegerOperations } from "../jaeger/jaeger-operations.ts";
import { parseFlag, parseSearchParams, parseTimeHint } from "../params/search-params.ts";
import type { JaegerApiOptions } from "./api-options.ts";
import { sendError, sendList, sendTraces } from "./jaeger-answers.ts";
import { archiveRoutes } from "./jaeger-archive.ts";
import { dependencyRoutes } from "./jaeger-dependencies.ts";
import { metricsRoutes } from "./jaeger-metrics.ts";
import { transformRoutes } from "./jaeger-transform.ts";

/**
 * Jaeger's HTTP API as frozen at 2.20, mounted at `/api`. docs/api/jaeger.md lists the routes and the few
 * differences.
 */

const TENANT = "";
const TRACE_NOT_FOUND = "trace not found";

/** Registers the routes. */
export function jaegerRoutes(scope: FastifyInstance, options: JaegerApiOptions): void {
  const { reader, inFlight } = options;
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
      listJaegerOperations(reader, { service, spanKind: "" }, signal),
    );
    return sendList(request, reply, [...new Set(operations.map((operation) => operation.name))]);
  });
  scope.get("/operations", (request, reply) => answerOperations(reader, request, reply));
  scope.get("/traces", (request, reply) => answerSearch(options, request, reply));
  scope.get<{ Params: { traceID: string } }>("/traces/:traceID", (request, reply) =>
    answerTrace(options, request, reply),
  );
  archiveRoutes(scope, options);
  dependencyRoutes(scope, options);
  metricsRoutes(scope, options);
  scope.register(transformRoutes);
}

async function answerOperations(
  reader: TraceReader,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = queryOf(request);
  const service = query.get("service") ?? "";
  if (service === "") return sendError(reply, 400, "parameter 'service' is required");
  const spanKind = query.get("spanKind") ?? "";
  const operations = await withDeadline(reply, (signal) =>
    listJaegerOperations(reader, { service, spanKind }, signal),
  );
  return sendList(request, reply, operations);
}

async function answerTrace(
  { traces }: JaegerApiOptions,
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
  const question = { traceId: traceId.value, hint: hint.value, raw: raw.value };
  const trace = await withDeadline(reply, (signal) => traces.read(question, signal));
  if (trace === undefined) return sendError(reply, 404, TRACE_NOT_FOUND);
  return sendTraces(request, reply, [trace], []);
}

async function answerSearch(
  options: JaegerApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const params = parseSearchParams(queryOf(request), Date.now());
  if (!params.ok) return sendError(reply, 400, params.error);
  const { search, traceIds, raw } = params.value;
  if (traceIds.length === 0) {
    addPendingHeader(reply, options.reader);
    const found = await withDeadline(reply, (signal) =>
      options.traces.find({ search, raw }, signal),
    );
    return sendTraces(request, reply, found, []);
  }
  const { traces, missing } = await withDeadline(reply, (signal) =>
    options.traces.readMany({ traceIds, raw }, signal),
  );
  const errors = missing.map((traceId) => ({ msg: TRACE_NOT_FOUND, traceId }));
  return sendTraces(request, reply, traces, errors);
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

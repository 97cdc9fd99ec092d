import type { Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model";
import { decodeOtlpJson, type JaegerTraceSource } from "@spanhouse/wire";
import { CodedError } from "@spanhouse/base";
import type { FastifyInstance } from "fastify";
import { toJaegerTrace } from "../answers/to-jaeger-trace.ts";
import { TRANSFORM_BODY_BYTES_MAX, TRANSFORMS_AT_ONCE_MAX } from "../limits.ts";
import { sendError, sendTraces } from "./jaeger-answers.ts";

/**
 * `POST /transform`: OTLP JSON that somebody has in a file, as the JSON that Jaeger's UI shows. Nothing is
 * stored. A scope of its own, because only here bodies may be large.
 */
export function transformRoutes(scope: FastifyInstance, _options: unknown, done: () => void): void {
  let running = 0;
  scope.removeAllContentTypeParsers();
  // Bodies are JSON whatever they are called: Jaeger's UI calls them text.
  scope.addContentTypeParser(
    "*",
    { parseAs: "buffer", bodyLimit: TRANSFORM_BODY_BYTES_MAX },
    (_request, body, parsed) => {
      parsed(null, body);
    },
  );
  scope.addHook("onRequest", (_request, reply, next) => {
    if (running >= TRANSFORMS_AT_ONCE_MAX) {
      next(new CodedError("QUERY_OVERLOADED", `${running} files are being transformed already`));
      return;
    }
    running++;
    reply.raw.once("close", () => {
      running--;
    });
    next();
  });
  scope.post("/transform", (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const recorder = new SpanRecorder(undefined, "refuse");
    const outcome = decodeOtlpJson(body, recorder);
    if (outcome.status === "malformed") {
      return sendError(reply, 400, `cannot unmarshal OTLP: ${outcome.reason}`);
    }
    return sendTraces(request, reply, byTrace(recorder.spans), []);
  });
  done();
}

/** Traces in the order in which they begin, their spans as they came. */
function byTrace(spans: readonly Span[]): readonly JaegerTraceSource[] {
  const traces = new Map<string, Span[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    if (trace === undefined) traces.set(span.traceId, [span]);
    else trace.push(span);
  }
  return [...traces.values()].map((trace) =>
    toJaegerTrace({ spans: trace, truncated: false }, { raw: true }),
  );
}

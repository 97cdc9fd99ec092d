import {
  encodeMessage,
  encodeTracesChunks,
  JAEGER_V3,
  JAEGER_V3_SERVICE,
  parseJaegerTraceId,
} from "@spanhouse/wire";
import { listDependencies } from "../jaeger/jaeger-dependencies.ts";
import { listJaegerOperations } from "../jaeger/jaeger-operations.ts";
import type { JaegerTraces } from "../jaeger/jaeger-traces.ts";
import { spansOf } from "../jaeger/spans-of-trace.ts";
import { summarizeTrace } from "../jaeger/summarize-trace.ts";
import { toTimeHint, toV3TraceSearch, type V3Query } from "../jaeger/v3-search.ts";
import type { JaegerApiOptions } from "../routes/api-options.ts";
import { GrpcError } from "./grpc-failure.ts";
import { streaming, unary } from "./grpc-method.ts";
import type { GrpcService } from "./grpc-server.ts";

const TENANT = "";

/** `jaeger.api_v3.QueryService`. */
export function jaegerV3Service({ reader, traces, dependencies }: JaegerApiOptions): GrpcService {
  return {
    service: JAEGER_V3_SERVICE,
    methods: {
      GetTrace: streaming(JAEGER_V3.getTrace, async function* (question, signal) {
        const id = parseJaegerTraceId(question.traceId);
        if (!id.ok) throw new GrpcError("INVALID_ARGUMENT", `malformed trace ID: ${id.error}`);
        const hint = toTimeHint(question.startTime, question.endTime);
        const request = { traceId: id.value, hint, raw: question.rawTraces };
        const trace = await traces.read(request, signal);
        if (trace === undefined) throw new GrpcError("NOT_FOUND", "trace not found");
        yield* encodeTracesChunks(spansOf(trace));
      }),
      FindTraces: streaming(JAEGER_V3.findTraces, async function* ({ query }, signal) {
        for await (const trace of find(traces, query, signal)) {
          yield* encodeTracesChunks(spansOf(trace));
        }
      }),
      FindTraceSummaries: streaming(
        JAEGER_V3.findTraceSummaries,
        async function* ({ query }, signal) {
          for await (const { spans } of find(traces, query, signal)) {
            const summaries = [summarizeTrace(spans)];
            yield encodeMessage(JAEGER_V3.findTraceSummaries.output, { summaries });
          }
        },
      ),
      GetServices: unary(JAEGER_V3.getServices, async (_question, signal) => ({
        services: await reader.listServices(TENANT, { signal }),
      })),
      GetOperations: unary(JAEGER_V3.getOperations, async (question, signal) => ({
        operations: await listJaegerOperations(reader, question, signal),
      })),
      GetDependencies: unary(JAEGER_V3.getDependencies, async (question, signal) => {
        const { startTime, endTime } = question;
        if (startTime === undefined || endTime === undefined) {
          throw new GrpcError("INVALID_ARGUMENT", "startTime and endTime must be non-zero");
        }
        if (startTime > endTime) {
          const problem = "startTime must be less than or equal to endTime";
          throw new GrpcError("INVALID_ARGUMENT", problem);
        }
        const time = { fromUnixNano: startTime, toUnixNano: endTime };
        const links = await listDependencies(dependencies, { time, service: "" }, signal);
        return {
          dependencies: links.map((link) => ({ ...link, callCount: BigInt(link.callCount) })),
        };
      }),
    },
  };
}

function find(traces: JaegerTraces, query: V3Query | undefined, signal: AbortSignal) {
  if (query === undefined) throw new GrpcError("INVALID_ARGUMENT", "missing query");
  const search = toV3TraceSearch(query);
  if (!search.ok) throw new GrpcError("INVALID_ARGUMENT", search.error);
  return traces.stream({ search: search.value, raw: query.rawTraces }, signal);
}

import type { TraceSearch } from "@spanhouse/storage";
import {
  encodeSpansChunks,
  JAEGER_V2,
  JAEGER_V2_SERVICE,
  parseJaegerTraceId,
  type ReadOf,
} from "@spanhouse/wire";
import { listDependencies } from "../jaeger/jaeger-dependencies.ts";
import { listJaegerOperations } from "../jaeger/jaeger-operations.ts";
import { toTimeHint, toV3TraceSearch } from "../jaeger/v3-search.ts";
import { SEARCH_LOOKBACK_MS, SEARCH_TRACES_DEFAULT } from "../limits.ts";
import type { JaegerApiOptions } from "../routes/api-options.ts";
import { GrpcError } from "./grpc-failure.ts";
import { streaming, unary } from "./grpc-method.ts";
import type { GrpcService } from "./grpc-server.ts";

const TENANT = "";
const NANO_PER_MILLI = 1_000_000n;
const ZERO_TRACE_ID = "0".repeat(32);
/** Digits of a trace id of 64 and of 128 bits. */
const ID_DIGITS = [16, 32];

type Query = ReadOf<typeof JAEGER_V2.findTraces.input>["query"];

/** `jaeger.api_v2.QueryService`. */
export function jaegerV2Service(options: JaegerApiOptions): GrpcService {
  const { reader, traces, archive, dependencies } = options;
  return {
    service: JAEGER_V2_SERVICE,
    methods: {
      GetTrace: streaming(JAEGER_V2.getTrace, async function* (question, signal) {
        const traceId = traceIdOf(question.traceId);
        const hint = toTimeHint(question.startTime, question.endTime);
        const request = { traceId, hint, raw: question.rawTraces };
        const trace = await traces.read(request, signal);
        if (trace === undefined) throw new GrpcError("NOT_FOUND", "trace not found");
        yield* encodeSpansChunks(trace);
      }),
      ArchiveTrace: unary(JAEGER_V2.archiveTrace, async (question, signal) => {
        const isArchived = await archive.archive(TENANT, traceIdOf(question.traceId), { signal });
        if (!isArchived) throw new GrpcError("NOT_FOUND", "trace not found");
        return {};
      }),
      FindTraces: streaming(JAEGER_V2.findTraces, async function* ({ query }, signal) {
        const question = { search: searchOf(query), raw: query?.rawTraces === true };
        for await (const trace of traces.stream(question, signal)) {
          yield* encodeSpansChunks(trace);
        }
      }),
      GetServices: unary(JAEGER_V2.getServices, async (_question, signal) => ({
        services: await reader.listServices(TENANT, { signal }),
      })),
      GetOperations: unary(JAEGER_V2.getOperations, async (question, signal) => {
        const operations = await listJaegerOperations(reader, question, signal);
        return { operations, operationNames: [...new Set(operations.map(({ name }) => name))] };
      }),
      GetDependencies: unary(JAEGER_V2.getDependencies, async (question, signal) => {
        const { startTime, endTime } = question;
        if (startTime === undefined || endTime === undefined) {
          throw new GrpcError("INVALID_ARGUMENT", "StartTime and EndTime must be initialized.");
        }
        if (startTime > endTime) {
          throw new GrpcError("INVALID_ARGUMENT", "StartTime must not be after EndTime.");
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

function traceIdOf(digits: string): string {
  const id = ID_DIGITS.includes(digits.length) ? parseJaegerTraceId(digits) : undefined;
  if (id?.ok === true && id.value !== ZERO_TRACE_ID) return id.value;
  const problem =
    id === undefined && digits !== ""
      ? "a TraceID has 8 or 16 bytes"
      : "uninitialized TraceID is not allowed";
  throw new GrpcError("INVALID_ARGUMENT", problem);
}

/** A search with the defaults of the HTTP API, which this one leaves to the storage. */
function searchOf(query: Query): TraceSearch {
  if (query === undefined) throw new GrpcError("INVALID_ARGUMENT", "missing query");
  const nowNano = BigInt(Date.now()) * NANO_PER_MILLI;
  const startTimeMax = query.startTimeMax ?? nowNano;
  const search = toV3TraceSearch({
    ...query,
    attributes: query.tags,
    startTimeMin: query.startTimeMin ?? startTimeMax - BigInt(SEARCH_LOOKBACK_MS) * NANO_PER_MILLI,
    startTimeMax,
    searchDepth: query.searchDepth === 0 ? SEARCH_TRACES_DEFAULT : query.searchDepth,
    filter: undefined,
  });
  if (!search.ok) throw new GrpcError("INVALID_ARGUMENT", search.error);
  return search.value;
}

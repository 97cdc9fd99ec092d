import { CodedError } from "@spanhouse/base";
import type {
  OwnOperations,
  OwnSearchResult,
  OwnServices,
  OwnTraceSummary,
} from "@spanhouse/model";
import type { TraceReader, TraceSearch, TraceSummary } from "@spanhouse/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { SEARCH_TRACES_MAX } from "../limits.ts";
import { parseSearchParams } from "../params/search-params.ts";
import type { ApiOptions } from "./api-options.ts";
import { TENANT, valueOf } from "./own-request.ts";
import { prepareOwnScope } from "./own-scope.ts";
import { ownTraceRoutes } from "./own-traces.ts";

/** The UI's own API, mounted at `/api/own`. docs/api/own.md is its description, core/model has its types. */

/** Registers the routes. */
export function ownRoutes(scope: FastifyInstance, { reader, inFlight }: ApiOptions): void {
  prepareOwnScope(scope, inFlight);
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
  ownTraceRoutes(scope, reader);
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

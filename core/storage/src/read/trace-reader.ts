import type { Engine, QueryOptions } from "../connection/engine.ts";
import type { Layout } from "../schema/layout.ts";
import { SEARCH_TIME_MAX_MS } from "../limits.ts";
import { findTraces, findTracesInSteps } from "../search/find-traces.ts";
import type { SpansetBounds } from "../spansets/spanset-run.ts";
import type { ReadOptions, TraceReader } from "../store.ts";
import { answered, answeredInSteps } from "./answered.ts";
import { countRootSpans } from "./count-root-spans.ts";
import { operationsQuery, readOperations, readServices, servicesQuery } from "./read-operations.ts";
import { READ_SETTINGS, ROOT_SPAN_READ_SETTINGS, SEARCH_SETTINGS } from "./read-settings.ts";
import { readSummaries } from "./read-summaries.ts";
import { readTraces, type TraceSources } from "./read-traces.ts";
import { readSpanAttribute, readSpanAttributeKeys } from "../trace-columns/read-span-attribute.ts";
import { readTraceColumns } from "../trace-columns/read-trace-columns.ts";

/** Of searches; those of limits.ts where none is said. */
export interface SearchBounds {
  readonly searchTimeMaxMs?: number;
  readonly spansetBounds?: SpansetBounds;
}

/** Answers questions from the store; what each promises is in store.ts. */
export function traceReader(
  engine: Engine,
  layout: Layout,
  sources: TraceSources,
  { searchTimeMaxMs = SEARCH_TIME_MAX_MS, spansetBounds }: SearchBounds,
): TraceReader {
  const { definitions, pending } = sources;
  const inBounds = (options?: ReadOptions) =>
    [searchOptions(options), searchTimeMaxMs, spansetBounds] as const;
  return {
    findTraces: (search, options) =>
      answered(() => findTraces(engine, layout, search, ...inBounds(options))),
    findTracesInSteps: (search, options) =>
      answeredInSteps(findTracesInSteps(engine, layout, search, ...inBounds(options))),
    readTraces: (tenant, traceIds, options) =>
      answered(() => {
        const { spansMax, spanIds } = options ?? {};
        const request = {
          ...{ tenant, traceIds },
          ...(spansMax === undefined ? {} : { spansMax }),
          ...(spanIds === undefined ? {} : { spanIds }),
        };
        return readTraces(engine, layout, sources, request, queryOptions(options));
      }),
    readTraceColumns: (tenant, traceId, options) =>
      answered(() => {
        const request = { ...options, tenant, traceId };
        return readTraceColumns(engine, layout, sources, request, queryOptions(options));
      }),
    readSpanAttribute: (tenant, traceId, key, options) =>
      answered(() => {
        const request = { tenant, traceId, key };
        return readSpanAttribute(engine, layout, sources, request, queryOptions(options));
      }),
    readSpanAttributeKeys: (tenant, traceId, options) =>
      answered(() =>
        readSpanAttributeKeys(engine, layout, sources, { tenant, traceId }, queryOptions(options)),
      ),
    pending: () => pending()?.state(),
    readResources: (tenant, resourceIds, options) =>
      answered(() => definitions.resources(tenant, new Set(resourceIds), queryOptions(options))),
    readSummaries: (tenant, traceIds, options) =>
      answered(() => readSummaries(engine, layout, { tenant, traceIds }, queryOptions(options))),
    countRootSpans: (tenant, time, options) =>
      answered(() => {
        const request = {
          ...queryOptions(options, ROOT_SPAN_READ_SETTINGS),
          lane: "background" as const,
        };
        return countRootSpans(engine, layout, { tenant, time }, request);
      }),
    listServices: (tenant, options) =>
      answered(() => readServices(engine, servicesQuery(layout, tenant), queryOptions(options))),
    listOperations: (tenant, service, options) =>
      answered(() => {
        const kind = options?.kind;
        const request = { tenant, service, ...(kind === undefined ? {} : { kind }) };
        return readOperations(engine, operationsQuery(layout, request), queryOptions(options));
      }),
  };
}

function queryOptions(
  { signal, lane = "trace" }: ReadOptions = {},
  settings = READ_SETTINGS,
): QueryOptions {
  return { settings, lane, ...(signal === undefined ? {} : { signal }) };
}

function searchOptions(options?: ReadOptions): QueryOptions {
  return { ...queryOptions(options, SEARCH_SETTINGS), lane: "search" };
}

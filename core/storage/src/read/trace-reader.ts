import { CodedError } from "@spanhouse/base";
import type { Engine, QueryOptions } from "../connection/engine.ts";
import { EngineError, EngineUnreachable } from "../connection/engine-error.ts";
import type { Layout } from "../schema/layout.ts";
import type { ReadOptions, TraceReader } from "../store.ts";
import { countRootSpans } from "./count-root-spans.ts";
import { definitionReader } from "./definitions.ts";
import { findTraces } from "./find-traces.ts";
import { operationsQuery, readOperations, readServices, servicesQuery } from "./read-operations.ts";
import { READ_SETTINGS, ROOT_SPAN_READ_SETTINGS } from "./read-settings.ts";
import { readSummaries } from "./read-summaries.ts";
import { readTraces } from "./read-traces.ts";
import { readTraceColumns } from "../trace-columns/read-trace-columns.ts";

/** Answers questions from the store; what each promises is in store.ts. */
export function traceReader(engine: Engine, layout: Layout): TraceReader {
  const definitions = definitionReader(engine, layout);
  return {
    findTraces: (search, options) =>
      answered(() => findTraces(engine, layout, search, queryOptions(options))),
    readTraces: (tenant, traceIds, options) =>
      answered(() => {
        const { spansMax, spanIds } = options ?? {};
        const request = {
          ...{ tenant, traceIds },
          ...(spansMax === undefined ? {} : { spansMax }),
          ...(spanIds === undefined ? {} : { spanIds }),
        };
        return readTraces(engine, layout, definitions, request, queryOptions(options));
      }),
    readTraceColumns: (tenant, traceId, options) =>
      answered(() => {
        const request = { ...options, tenant, traceId };
        return readTraceColumns(engine, layout, request, queryOptions(options));
      }),
    readResources: (tenant, resourceIds, options) =>
      answered(() => definitions.resources(tenant, new Set(resourceIds), queryOptions(options))),
    readSummaries: (tenant, traceIds, options) =>
      answered(() => readSummaries(engine, layout, { tenant, traceIds }, queryOptions(options))),
    countRootSpans: (tenant, time, options) =>
      answered(() => {
        const request = queryOptions(options, ROOT_SPAN_READ_SETTINGS);
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

function queryOptions(options: ReadOptions | undefined, settings = READ_SETTINGS): QueryOptions {
  return options?.signal === undefined ? { settings } : { settings, signal: options.signal };
}

/** Too much time (159) or memory (241), or the engine is stopping or full: the question may be asked again. */
const PASSING_ERRORS: ReadonlySet<number> = new Set([159, 160, 202, 236, 241, 394]);

/** Translates the engine's failures to the codes that readers promise. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EngineUnreachable) {
      throw new CodedError("STORAGE_UNREACHABLE", "The store cannot be reached.", { cause: error });
    }
    if (error instanceof EngineError && PASSING_ERRORS.has(error.code)) {
      throw new CodedError("QUERY_TIMEOUT", "The store took too long or needed too much memory.", {
        cause: error,
      });
    }
    throw error;
  }
}

import type { FastifyRequest } from "fastify";
import { queryOf } from "./query-string.ts";

/**
 * Kinds of requests that must not refuse each other, as the lanes of the store:
 *
 *   trace    reads of traces by their ids, what lies in them, names of services and operations
 *   search   searches, counts over all spans that match one, what traces have in common and wait for
 *   rollup   rates, errors, durations, metrics, the graph, dependencies, completion
 */
export type RequestKind = "trace" | "search" | "rollup";

const SEARCH =
  /^\/api\/(?:own\/(?:search|heatmap|compare|typical|critical)|v3\/(?:traces|trace-summaries)$)/;
const ROLLUP =
  /^\/api\/(?:graph$|dependencies$|metrics\/|v3\/dependencies$|own\/(?:red|complete)\b)/;
/** Has a bound of its own, on files that are transformed at once. */
const TRANSFORM = "/api/transform";

/** The kind of a request to an API. Undefined for what asks the store nothing: it is not counted. */
export function requestKind(request: FastifyRequest): RequestKind | undefined {
  const { url: route } = request.routeOptions;
  if (route === undefined || route === TRANSFORM) return undefined;
  // Jaeger's search is also how several traces are read by their ids.
  if (route === "/api/traces") {
    return queryOf(request).getAll("traceID").length > 0 ? "trace" : "search";
  }
  if (SEARCH.test(route)) return "search";
  return ROLLUP.test(route) ? "rollup" : "trace";
}

/** The kind of a call to one of Jaeger's services over gRPC, by the method's name. */
export function methodKind(method: string): RequestKind {
  if (method.startsWith("Find")) return "search";
  return method === "GetDependencies" ? "rollup" : "trace";
}

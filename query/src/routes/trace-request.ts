import { CodedError } from "@spanhouse/base";
import { parseJaegerTraceId } from "@spanhouse/wire";
import type { FastifyRequest } from "fastify";
import type { ReadAssembled } from "../reads/assembled-traces.ts";

/** A question about one trace. */
export type TraceRequest = FastifyRequest<{ Params: { traceId: string } }>;

/** The id in the path as 32 digits. */
export function traceIdOf(request: TraceRequest): string {
  const traceId = parseJaegerTraceId(request.params.traceId);
  // Jaeger's own words are for its clients.
  if (!traceId.ok)
    throw new CodedError("QUERY_INVALID", "a trace id is 1 to 32 hexadecimal digits");
  return traceId.value;
}

/** The trace, or the answer that there is none. */
export function found(traceId: string, read: ReadAssembled | undefined): ReadAssembled {
  if (read === undefined) throw new CodedError("QUERY_NOT_FOUND", `there is no trace ${traceId}`);
  return read;
}

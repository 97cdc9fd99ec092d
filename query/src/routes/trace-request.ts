import { CodedError } from "@spanhouse/base";
import { parseJaegerTraceId } from "@spanhouse/wire";
import type { FastifyRequest } from "fastify";
import type { ReadAssembled } from "../reads/assembled-traces.ts";
import { valueOf } from "./own-request.ts";

/** A question about one trace. */
export type TraceRequest = FastifyRequest<{ Params: { traceId: string } }>;

/** The id in the path as 32 digits. */
export function traceIdOf(request: TraceRequest): string {
  return valueOf(parseJaegerTraceId(request.params.traceId));
}

/** The trace, or the answer that there is none. */
export function found(traceId: string, read: ReadAssembled | undefined): ReadAssembled {
  if (read === undefined) throw new CodedError("QUERY_NOT_FOUND", `there is no trace ${traceId}`);
  return read;
}

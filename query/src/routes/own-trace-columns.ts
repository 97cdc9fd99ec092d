import {
  encodeAttributeColumn,
  TRACE_CONTAINER_TYPE,
  type OwnAttributeKeys,
} from "@spanhouse/model";
import type { TraceReader } from "@spanhouse/storage";
import type { FastifyInstance, FastifyReply } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { parseColumnParams } from "../params/trace-params.ts";
import type { AssembledTraces } from "../reads/assembled-traces.ts";
import { readAttributeColumn, readAttributeKeys } from "../reads/read-attribute-column.ts";
import { TENANT, valueOf } from "./own-request.ts";
import { found, traceIdOf, type TraceRequest } from "./trace-request.ts";

/** Attributes of all spans of a trace: which there are, and one of them as a column. */
export function attributeColumnRoutes(
  scope: FastifyInstance,
  reader: TraceReader,
  traces: AssembledTraces,
): void {
  scope.get("/traces/:traceId/attributes/keys", (request: TraceRequest, reply) =>
    answerKeys(reader, traces, request, reply),
  );
  scope.get("/traces/:traceId/attributes/column", (request: TraceRequest, reply) =>
    answerColumn(reader, traces, request, reply),
  );
}

async function answerKeys(
  reader: TraceReader,
  traces: AssembledTraces,
  request: TraceRequest,
  reply: FastifyReply,
): Promise<OwnAttributeKeys> {
  const traceId = traceIdOf(request);
  return withDeadline(reply, async (signal) => {
    const wanted = { tenant: TENANT, traceId, signal };
    const read = found(traceId, await traces.readRecent(wanted));
    const { span, resource, limited } = await readAttributeKeys(reader, read, wanted);
    const keys = [
      ...span.map((key) => ({ key, level: "span" as const })),
      ...resource.map((key) => ({ key, level: "resource" as const })),
    ];
    return { keys: keys.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)), limited };
  });
}

async function answerColumn(
  reader: TraceReader,
  traces: AssembledTraces,
  request: TraceRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const traceId = traceIdOf(request);
  const params = valueOf(parseColumnParams(queryOf(request)));
  const column = await withDeadline(reply, async (signal) => {
    const wanted = { tenant: TENANT, traceId, signal };
    const read = found(traceId, await traces.readRecent(wanted));
    return readAttributeColumn(reader, read, { ...wanted, ...params });
  });
  reply.header("content-type", TRACE_CONTAINER_TYPE);
  return reply.send(encodeAttributeColumn(column));
}

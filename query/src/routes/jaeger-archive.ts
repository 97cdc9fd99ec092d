import { parseJaegerTraceId } from "@spanhouse/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { parseFlag, parseTimeHint } from "../params/search-params.ts";
import { sendError } from "./jaeger-answers.ts";

/** `POST /archive/{traceID}`, which is answered as by a Jaeger without an archive. */
export function archiveRoutes(scope: FastifyInstance): void {
  scope.post<{ Params: { traceID: string } }>("/archive/:traceID", answerArchive);
}

function answerArchive(
  request: FastifyRequest<{ Params: { traceID: string } }>,
  reply: FastifyReply,
): FastifyReply {
  const query = queryOf(request);
  const traceId = parseJaegerTraceId(request.params.traceID);
  if (!traceId.ok) return sendError(reply, 400, traceId.error);
  const hint = parseTimeHint(query);
  if (!hint.ok) return sendError(reply, 400, hint.error);
  const raw = parseFlag(query, "raw");
  if (!raw.ok) return sendError(reply, 400, raw.error);
  return sendError(reply, 500, "archive span storage was not configured");
}

import { parseJaegerTraceId } from "@spanhouse/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { parseFlag, parseTimeHint } from "../params/search-params.ts";
import type { JaegerApiOptions } from "./api-options.ts";
import { sendData, sendError } from "./jaeger-answers.ts";

type ArchiveRequest = FastifyRequest<{ Params: { traceID: string } }>;

const TENANT = "";

/** `POST /archive/{traceID}`: the trace is kept longer than the retention. */
export function archiveRoutes(scope: FastifyInstance, options: JaegerApiOptions): void {
  scope.post<{ Params: { traceID: string } }>("/archive/:traceID", (request, reply) =>
    answerArchive(options, request, reply),
  );
}

async function answerArchive(
  { archive }: JaegerApiOptions,
  request: ArchiveRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = queryOf(request);
  const traceId = parseJaegerTraceId(request.params.traceID);
  if (!traceId.ok) return sendError(reply, 400, traceId.error);
  const hint = parseTimeHint(query);
  if (!hint.ok) return sendError(reply, 400, hint.error);
  const raw = parseFlag(query, "raw");
  if (!raw.ok) return sendError(reply, 400, raw.error);
  const isArchived = await withDeadline(reply, (signal) =>
    archive.archive(TENANT, traceId.value, { signal }),
  );
  return isArchived ? sendData(request, reply, [], []) : sendError(reply, 404, "trace not found");
}

import type { TraceReader, TraceSearch } from "@spanhouse/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { sendLines } from "../http/send-lines.ts";
import { parseCriticalParams } from "../params/critical-params.ts";
import { readCritical } from "../reads/read-critical.ts";
import { valueOf } from "./own-request.ts";

/** What the traces of a search waited for: registers the routes of the own API. */
export function ownCriticalRoutes(scope: FastifyInstance, reader: TraceReader): void {
  scope.get("/critical", async (request, reply) => {
    const search = searchOf(request);
    return withDeadline(reply, async (signal) => {
      for await (const line of readCritical(reader, search, signal)) {
        if ("answer" in line) return line.answer;
      }
      throw new Error("the last line is the answer");
    });
  });
  scope.get("/critical/stream", async (request, reply) => {
    const search = searchOf(request);
    return sendLines(request, reply, (signal) => readCritical(reader, search, signal));
  });
}

function searchOf(request: FastifyRequest): TraceSearch {
  return valueOf(parseCriticalParams(queryOf(request), Date.now()));
}

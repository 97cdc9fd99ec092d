import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { listDependencies } from "../jaeger/jaeger-dependencies.ts";
import { parseDependencyParams } from "../params/dependency-params.ts";
import type { JaegerApiOptions } from "./api-options.ts";
import { sendBare, sendData, sendError } from "./jaeger-answers.ts";

/** Who calls whom, and two routes for which Jaeger has only samples. */
export function dependencyRoutes(scope: FastifyInstance, options: JaegerApiOptions): void {
  scope.get("/dependencies", (request, reply) => answerDependencies(options, request, reply));
  // Jaeger answers both with made-up data; here they have the same form and nothing in it.
  scope.get("/deep-dependencies", (request, reply) =>
    sendBare(request, reply, { dependencies: [] }),
  );
  scope.get("/quality-metrics", (request, reply) =>
    sendBare(request, reply, {
      traceQualityDocumentationLink: "",
      bannerText: { value: "Spanhouse does not score the quality of traces." },
      scores: [],
      metrics: [],
    }),
  );
}

async function answerDependencies(
  { dependencies }: JaegerApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const params = parseDependencyParams(queryOf(request), Date.now());
  if (!params.ok) return sendError(reply, 400, params.error);
  const links = await withDeadline(reply, (signal) =>
    listDependencies(dependencies, params.value, signal),
  );
  return sendData(request, reply, links);
}

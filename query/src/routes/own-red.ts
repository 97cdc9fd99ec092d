import { CodedError } from "@spanhouse/base";
import type {
  OwnKeyCompletions,
  OwnNameCompletions,
  OwnRedDistribution,
  OwnRedTotals,
  OwnValueCompletions,
} from "@spanhouse/model";
import type { CompletionReader, RedReader } from "@spanhouse/storage";
import type { FastifyInstance } from "fastify";
import { ownRedJson, toOwnRedDistribution, toOwnRedTotals } from "../answers/to-own-red.ts";
import type { InFlight } from "../http/in-flight.ts";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { parseCompletionParams, parseKeyCompletionParams } from "../params/completion-params.ts";
import { parseDistributionParams } from "../params/distribution-params.ts";
import { parseRedSeriesParams, parseRedTotalsParams } from "../params/red-params.ts";
import { valueOf } from "./own-request.ts";
import { prepareOwnScope } from "./own-scope.ts";

export interface OwnRedOptions {
  readonly red: RedReader;
  readonly completion: CompletionReader;
  readonly inFlight: InFlight;
}

/** What the own API answers from rollups, mounted at `/api/own`: rates, errors, durations, completion. */
export function ownRedRoutes(scope: FastifyInstance, options: OwnRedOptions): void {
  prepareOwnScope(scope, options.inFlight);
  redRoutes(scope, options.red);
  completionRoutes(scope, options.completion);
}

function redRoutes(scope: FastifyInstance, red: RedReader): void {
  scope.get("/red", async (request, reply) => {
    const { limit, ...question } = valueOf(parseRedSeriesParams(queryOf(request), Date.now()));
    const answer = await withDeadline(reply, (signal) =>
      red.readRed({ ...question, seriesMax: limit }, { signal }),
    );
    reply.header("content-type", "application/json; charset=utf-8");
    return reply.send(ownRedJson(answer, question.quantiles));
  });
  scope.get("/red/totals", async (request, reply): Promise<OwnRedTotals> => {
    const { earlier, ...rest } = valueOf(parseRedTotalsParams(queryOf(request), Date.now()));
    const question = { ...rest, ...(earlier === undefined ? {} : { earlier }) };
    const totals = await withDeadline(reply, (signal) => red.readRedTotals(question, { signal }));
    return toOwnRedTotals(totals, question.quantiles);
  });
  scope.get("/red/distribution", async (request, reply): Promise<OwnRedDistribution> => {
    const question = valueOf(parseDistributionParams(queryOf(request), Date.now()));
    return toOwnRedDistribution(
      await withDeadline(reply, (signal) => red.readRedDistribution(question, { signal })),
    );
  });
}

function completionRoutes(scope: FastifyInstance, completion: CompletionReader): void {
  scope.get("/complete/keys", async (request, reply): Promise<OwnKeyCompletions> => {
    const question = valueOf(parseKeyCompletionParams(queryOf(request)));
    const { items, limited } = await withDeadline(reply, (signal) =>
      completion.keys(question, { signal }),
    );
    return { keys: items, limited };
  });
  scope.get("/complete/values", async (request, reply): Promise<OwnValueCompletions> => {
    const query = queryOf(request);
    const question = valueOf(parseKeyCompletionParams(query));
    const key = query.get("key") ?? "";
    if (key === "") throw new CodedError("QUERY_INVALID", "parameter 'key' is required");
    const { items, limited } = await withDeadline(reply, (signal) =>
      completion.values({ ...question, key }, { signal }),
    );
    return { values: items, limited };
  });
  scope.get("/complete/services", async (request, reply): Promise<OwnNameCompletions> => {
    const question = valueOf(parseCompletionParams(queryOf(request)));
    const { items, limited } = await withDeadline(reply, (signal) =>
      completion.services(question, { signal }),
    );
    return { names: items.map(({ name }) => name), limited };
  });
  scope.get("/complete/operations", async (request, reply): Promise<OwnNameCompletions> => {
    const query = queryOf(request);
    const question = valueOf(parseCompletionParams(query));
    const service = query.get("service") ?? "";
    const { items, limited } = await withDeadline(reply, (signal) =>
      completion.operations({ ...question, ...(service === "" ? {} : { service }) }, { signal }),
    );
    return { names: items.map(({ name }) => name), limited };
  });
}

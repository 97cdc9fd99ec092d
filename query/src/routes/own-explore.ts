import type { OwnAttributeComparison, OwnHeatmap } from "@spanhouse/model";
import type { ExploreReader } from "@spanhouse/storage";
import type { FastifyInstance } from "fastify";
import type { InFlight } from "../http/in-flight.ts";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { parseCompareParams, parseHeatmapParams } from "../params/explore-params.ts";
import { valueOf } from "./own-request.ts";
import { prepareOwnScope } from "./own-scope.ts";

export interface OwnExploreOptions {
  readonly explore: ExploreReader;
  readonly inFlight: InFlight;
}

/** What the own API says about all spans that match a search, mounted at `/api/own`. */
export function ownExploreRoutes(
  scope: FastifyInstance,
  { explore, inFlight }: OwnExploreOptions,
): void {
  prepareOwnScope(scope, inFlight);
  scope.get("/heatmap", async (request, reply): Promise<OwnHeatmap> => {
    const question = valueOf(parseHeatmapParams(queryOf(request), Date.now()));
    const { fromUnixNano, columnNano, ...heatmap } = await withDeadline(reply, (signal) =>
      explore.readHeatmap(question, { signal }),
    );
    return {
      ...{ startUnixNano: String(fromUnixNano), columnUs: Number(columnNano) / 1000 },
      ...{ columns: question.columns, ...heatmap },
    };
  });
  scope.get("/compare", async (request, reply): Promise<OwnAttributeComparison> => {
    const question = valueOf(parseCompareParams(queryOf(request), Date.now()));
    const { leftOutValues, ...comparison } = await withDeadline(reply, (signal) =>
      explore.compareAttributes(question, { signal }),
    );
    const { partial } = comparison;
    const warnings = partial === undefined ? [] : [partial];
    if (leftOutValues) warnings.push(LEFT_OUT);
    return { ...comparison, warnings };
  });
}

const LEFT_OUT =
  "there are too many different values: some rare ones were not counted, the others were counted in full";

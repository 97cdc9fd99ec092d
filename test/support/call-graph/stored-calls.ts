import type { Store, TimeRange } from "@spanhouse/storage";

import { edgeLine } from "./expected-calls.ts";

/** More edges than any test has. */
const EDGES_MAX = 1_000;

/** What the store says about who calls whom, as lines like those of the expectation. */
export async function storedLines(
  { graph }: Pick<Store, "graph">,
  tenant: string,
  time: TimeRange,
): Promise<string[]> {
  const { edges } = await graph.readEdgeCounters({ tenant, time, edgesMax: EDGES_MAX });
  return edges
    .map((edge) =>
      edgeLine(`${edge.client} -> ${edge.server} [${edge.connectionType}]`, {
        ...{ calls: edge.callCount, errors: edge.errorCount },
        ...{ client: edge.clientLatency.bins, server: edge.serverLatency.bins },
      }),
    )
    .sort();
}

import type { Store } from "@spanhouse/storage";

import { edgeLines, expectedCalls, NOBODY } from "../support/call-graph/expected-calls.ts";
import { storedLines } from "../support/call-graph/stored-calls.ts";
import { MINUTE_NANO, rangesOfMinutes } from "./minute-ranges.ts";
import type { StoredTraces } from "./stored-traces.ts";

/**
 * How many edges of the graph of services, with their calls, errors and latencies, differ from those that follow from
 * the stored spans, in the minutes in which these started. What is not computed yet is computed first.
 */
export async function miscountedCalls(
  { graph, graphJob }: Pick<Store, "graph" | "graphJob">,
  stored: StoredTraces,
): Promise<number> {
  while ((await graphJob.run({ everything: true })).staleSteps > 0);
  const spans = [...stored.values()].flatMap((trace) => trace.spans);
  const calls = expectedCalls(spans);
  let miscounted = 0;
  for (const [first, last] of rangesOfMinutes(spans)) {
    const time = { fromUnixNano: first * MINUTE_NANO, toUnixNano: (last + 1n) * MINUTE_NANO };
    const minutes = { from: Number(first), to: Number(last) + 1 };
    const expected = new Set(edgeLines(calls, minutes).filter((line) => !line.includes(NOBODY)));
    const found = new Set(await storedLines({ graph }, "", time));
    for (const line of new Set([...expected, ...found])) {
      if (!expected.has(line) || !found.has(line)) miscounted += 1;
    }
  }
  return miscounted;
}

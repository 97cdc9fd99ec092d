import type { Engine, QueryOptions } from "../connection/engine.ts";
import { GRAPH_CACHE_BYTES_MAX, GRAPH_STEPS_PER_READ } from "../limits.ts";
import type { Layout } from "../schema/layout.ts";
import type { ServiceEdge } from "./call-graph.ts";
import type { ScopedStep } from "./edge-scope.ts";
import { StepCache } from "./step-cache.ts";
import { readStepEdges, type StepEdges } from "./step-edges.ts";
import { StepSums } from "./sum-steps.ts";

/** Sums of the calls between services over some steps, with one latency each, in `serverBins`. */
export type StepReader = (
  tenant: string,
  steps: readonly ScopedStep[],
  options: QueryOptions,
) => Promise<readonly ServiceEdge[]>;

/** Asks the engine only for generations that it has not read before, or long ago. */
export function stepReader(
  engine: Engine,
  layout: Layout,
  cache = new StepCache(GRAPH_CACHE_BYTES_MAX),
): StepReader {
  async function read(
    tenant: string,
    steps: readonly ScopedStep[],
    options: QueryOptions,
  ): Promise<ReadonlyMap<string, StepEdges>> {
    const found = new Map<string, StepEdges>();
    const missing: ScopedStep[] = [];
    for (const step of steps) {
      const known = cache.get(tenant, step);
      if (known === undefined) missing.push(step);
      else found.set(placeOf(step), known);
    }
    const request = { tenant, steps: missing };
    for (const step of await readStepEdges(engine, layout, request, options)) {
      // Whatever is the newest by now: it says itself which one it is.
      cache.add(tenant, step);
      found.set(placeOf(step.version), step);
    }
    return found;
  }

  return async (tenant, steps, options) => {
    const sums = new StepSums();
    for (let from = 0; from < steps.length; from += GRAPH_STEPS_PER_READ) {
      const some = steps.slice(from, from + GRAPH_STEPS_PER_READ);
      const found = await read(tenant, some, options);
      for (const step of some) {
        const edges = found.get(placeOf(step));
        if (edges !== undefined) sums.add(edges, step.minutes);
      }
      sums.settle();
    }
    return sums.edges;
  };
}

function placeOf(step: { readonly stepSeconds: number; readonly step: number }): string {
  return `${step.stepSeconds}/${step.step}`;
}

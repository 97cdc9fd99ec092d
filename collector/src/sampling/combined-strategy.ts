import type { OperationSampling, SamplingStrategy } from "@spanhouse/wire";
import { mergedOperations, staticStrategyOf, type StaticStrategies } from "./static-strategies.ts";

/** What the store says about sampling: by service, then by operation. */
export interface AdaptiveStrategies {
  readonly operations: ReadonlyMap<string, readonly OperationSampling[]>;
  /** Of operations that nothing is known about, unless the strategies file has a default. */
  readonly initialProbability: number;
  readonly lowerBoundTracesPerSecond: number;
}

/**
 * The strategy of a service from both sources. What the file names stays as it is: a whole service, or an operation
 * of the default. Everything else is adaptive, and the file's default probability is where it starts.
 */
export function combinedStrategyOf(
  strategies: StaticStrategies,
  adaptive: AdaptiveStrategies,
  service: string,
): SamplingStrategy {
  if (strategies.services.has(service)) return staticStrategyOf(strategies, service);
  const { fallback } = strategies;
  const samplingRate =
    fallback?.sampling.type === "probabilistic"
      ? fallback.sampling.samplingRate
      : adaptive.initialProbability;
  return {
    // For clients that only look at operations when there are some.
    type: "probabilistic",
    samplingRate,
    perOperation: {
      defaultSamplingProbability: samplingRate,
      defaultLowerBoundTracesPerSecond: adaptive.lowerBoundTracesPerSecond,
      operations: mergedOperations(
        fallback?.operations ?? [],
        adaptive.operations.get(service) ?? [],
      ),
      defaultUpperBoundTracesPerSecond: 0,
    },
  };
}

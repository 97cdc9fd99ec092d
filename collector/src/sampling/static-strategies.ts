import type { OperationSampling, SamplingStrategy, ServiceSampling } from "@spanhouse/wire";

/** What a strategies file says. */
export interface StaticStrategies {
  /** Of services without an entry; undefined when the file has no default. */
  readonly fallback: NamedStrategy | undefined;
  readonly services: ReadonlyMap<string, NamedStrategy>;
  /** Where nothing else applies. */
  readonly defaultProbability: number;
}

export interface NamedStrategy {
  readonly sampling: ServiceSampling;
  readonly operations: readonly OperationSampling[];
}

/** No file. */
export function defaultStrategies(defaultProbability: number): StaticStrategies {
  return { fallback: undefined, services: new Map(), defaultProbability };
}

/**
 * The strategy of a service by the file alone, as Jaeger merges it: operations of the default apply to every
 * service, and a service's own come before them. Merged when asked and not when read, so that a large default
 * costs nothing per service.
 */
export function staticStrategyOf(strategies: StaticStrategies, service: string): SamplingStrategy {
  const { fallback, defaultProbability } = strategies;
  const own = strategies.services.get(service);
  const { sampling } = own ??
    fallback ?? { sampling: { type: "probabilistic", samplingRate: defaultProbability } };
  const operations = mergedOperations(own?.operations ?? [], fallback?.operations ?? []);
  if (operations.length === 0) return sampling;
  return {
    ...sampling,
    perOperation: {
      defaultSamplingProbability: defaultOf(strategies, own),
      defaultLowerBoundTracesPerSecond: 0,
      operations,
      defaultUpperBoundTracesPerSecond: 0,
    },
  };
}

/** Of operations that are not named: a service's own probability, else that of where its operations come from. */
function defaultOf(strategies: StaticStrategies, own: NamedStrategy | undefined): number {
  const { fallback, defaultProbability } = strategies;
  if (own?.sampling.type === "probabilistic") return own.sampling.samplingRate;
  const isOfDefault = own === undefined || own.operations.length === 0;
  if (isOfDefault && fallback?.sampling.type === "probabilistic") {
    return fallback.sampling.samplingRate;
  }
  return defaultProbability;
}

/** The first ones win; their order stays, as clients of Jaeger compare answers. */
export function mergedOperations(
  first: readonly OperationSampling[],
  rest: readonly OperationSampling[],
): readonly OperationSampling[] {
  if (first.length === 0) return rest;
  const named = new Set(first.map(({ operation }) => operation));
  return [...first, ...rest.filter(({ operation }) => !named.has(operation))];
}

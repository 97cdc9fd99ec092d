/**
 * What a client is told about sampling: Jaeger's `SamplingStrategyResponse` (sampling.proto of jaeger-idl)
 * without the spellings that JSON and protobuf have for it.
 */
export type SamplingStrategy = ServiceSampling & {
  /** Clients that know it look at nothing else. */
  readonly perOperation?: PerOperationSampling;
};

/** For a client as a whole. */
export type ServiceSampling =
  /** 0 to 1. */
  | { readonly type: "probabilistic"; readonly samplingRate: number }
  /** A whole number, 0 to 2^31 - 1. */
  | { readonly type: "rateLimiting"; readonly maxTracesPerSecond: number };

/** By the name of the root span. */
export interface PerOperationSampling {
  /** Of operations that are not named below. */
  readonly defaultSamplingProbability: number;
  /** Each operation may have this many traces a second, however small its probability. */
  readonly defaultLowerBoundTracesPerSecond: number;
  readonly operations: readonly OperationSampling[];
  /** In the protocol, but no client is known to use it. */
  readonly defaultUpperBoundTracesPerSecond: number;
}

export interface OperationSampling {
  readonly operation: string;
  /** 0 to 1. */
  readonly samplingRate: number;
}

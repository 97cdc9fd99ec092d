import { createTraceState, type TraceState } from "@opentelemetry/api";
import { type Sampler, SamplingDecision, type SamplingResult } from "@opentelemetry/sdk-trace";
import { OPERATIONS_MAX } from "../limits.ts";
import { RateLimit } from "./rate-limit.ts";
import type { SamplingStrategy } from "./sampling-strategy.ts";
import { isKept, thresholdOf } from "./sampling-threshold.ts";

/** Decides about the root of a trace by a strategy. */
export function samplerOf(strategy: SamplingStrategy): Sampler {
  if (strategy.kind === "probability") return new ProbabilitySampler(strategy.probability);
  if (strategy.kind === "rate") {
    return new RateSampler(strategy.tracesPerSecond, "ratelimiting");
  }
  return new OperationsSampler(strategy);
}

const NOT_KEPT: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/** A kept trace says with `th` how many it stands for. */
export class ProbabilitySampler implements Sampler {
  readonly #threshold;
  readonly #traceState: TraceState | undefined;
  readonly #name: string;

  constructor(probability: number) {
    this.#threshold = thresholdOf(probability);
    const { th } = this.#threshold;
    this.#traceState = th === undefined ? undefined : createTraceState(`ot=th:${th}`);
    this.#name = `ProbabilitySampler{${probability}}`;
  }

  shouldSample(_context: unknown, traceId: string): SamplingResult {
    if (!isKept(traceId, this.#threshold)) return NOT_KEPT;
    const { RECORD_AND_SAMPLED: decision } = SamplingDecision;
    return this.#traceState === undefined
      ? { decision }
      : { decision, traceState: this.#traceState };
  }

  toString(): string {
    return this.#name;
  }
}

/**
 * So many traces per second. How many a kept trace stands for cannot be known, and its attributes say why it was kept,
 * under the names of Jaeger's clients.
 */
class RateSampler implements Sampler {
  readonly #limit: RateLimit;
  readonly #kept: SamplingResult;

  constructor(tracesPerSecond: number, type: "ratelimiting" | "lowerbound") {
    this.#limit = new RateLimit(tracesPerSecond);
    this.#kept = {
      decision: SamplingDecision.RECORD_AND_SAMPLED,
      attributes: { "sampler.type": type, "sampler.param": tracesPerSecond },
    };
  }

  shouldSample(): SamplingResult {
    return this.#limit.take() ? this.#kept : NOT_KEPT;
  }

  toString(): string {
    return "RateSampler";
  }
}

interface OperationSampler {
  readonly probability: ProbabilitySampler;
  readonly lowerBound: RateSampler;
}

/** A probability for each operation, and at least some traces of each. */
class OperationsSampler implements Sampler {
  readonly #strategy: SamplingStrategy & { readonly kind: "operations" };
  /** Made when an operation is first seen; those beyond the bound share one. */
  readonly #samplers = new Map<string, OperationSampler>();
  readonly #others: OperationSampler;

  constructor(strategy: SamplingStrategy & { readonly kind: "operations" }) {
    this.#strategy = strategy;
    this.#others = this.#make(strategy.defaultProbability);
  }

  shouldSample(context: unknown, traceId: string, operation: string): SamplingResult {
    const { probability, lowerBound } = this.#samplerOf(operation);
    const result = probability.shouldSample(context, traceId);
    // What the probability keeps counts toward the lower bound.
    const isAmongFirst = lowerBound.shouldSample();
    return result === NOT_KEPT ? isAmongFirst : result;
  }

  #samplerOf(operation: string): OperationSampler {
    const known = this.#samplers.get(operation);
    if (known !== undefined) return known;
    if (this.#samplers.size >= OPERATIONS_MAX) return this.#others;
    const { probabilities, defaultProbability } = this.#strategy;
    const made = this.#make(probabilities.get(operation) ?? defaultProbability);
    this.#samplers.set(operation, made);
    return made;
  }

  #make(probability: number): OperationSampler {
    return {
      probability: new ProbabilitySampler(probability),
      lowerBound: new RateSampler(this.#strategy.lowerBoundPerSecond, "lowerbound"),
    };
  }

  toString(): string {
    return "OperationsSampler";
  }
}

import { assert } from "@spanhouse/base";
import {
  isSampled,
  KEEP_ALL_THRESHOLD,
  maxThreshold,
  probabilityThreshold,
  type SamplingThreshold,
  type Span,
} from "@spanhouse/model";
import type {
  TailCompositeConfig,
  TailMemberConfig,
  TailPolicyConfig,
  TailQuestionConfig,
} from "../config/tail-sampling.ts";
import { TAIL_SPAN_QUESTIONS_MAX } from "../limits.ts";
import { RateLimit } from "./rate-limit.ts";
import type { SeenTrace } from "./seen-trace.ts";
import { spanBytes } from "./span-bytes.ts";
import { spanQuestionOf, type SpanQuestion } from "./span-question.ts";

/** What becomes of a trace. */
export interface TailDecision {
  readonly isKept: boolean;
  /** What a kept trace counts for: KEEP_ALL_THRESHOLD when it was certain to be kept. */
  readonly threshold: SamplingThreshold;
  /** The policy that decided; "" when none wanted the trace. */
  readonly policy: string;
}

/** A threshold when the policy keeps the trace, undefined when it does not. */
type Policy = (trace: SeenTrace) => SamplingThreshold | undefined;

const BYTES_BURST_SECONDS = 2;
const NANOS_PER_MS = 1e6;

/**
 * The policies of tail sampling. `observe` is told every span of a trace, `decide` is asked once:
 *
 *   any `drop` policy matches                     dropped
 *   else any other keeps it                       kept; asked in order until one is certain
 *   else                                          dropped
 *
 * A trace that only policies with a probability keep gets the lowest of their thresholds.
 */
export class TailPolicies {
  readonly #drops: readonly { readonly name: string; readonly matches: Policy }[];
  readonly #keeps: readonly { readonly name: string; readonly matches: Policy }[];
  readonly #questions: SpanQuestion[] = [];
  readonly #countsBytes: boolean;

  constructor(configs: readonly TailPolicyConfig[]) {
    const named = configs.map((config) => ({
      name: config.name,
      isDrop: config.drop !== undefined,
      matches: this.#policy(config),
    }));
    this.#drops = named.filter(({ isDrop }) => isDrop);
    this.#keeps = named.filter(({ isDrop }) => !isDrop);
    this.#countsBytes = JSON.stringify(configs).includes('"bytesLimiting"');
  }

  observe(trace: SeenTrace, span: Span): void {
    trace.spans += 1;
    if (this.#countsBytes) trace.bytes += spanBytes(span);
    if (span.startUnixNano < trace.startUnixNano) trace.startUnixNano = span.startUnixNano;
    if (span.endUnixNano > trace.endUnixNano) trace.endUnixNano = span.endUnixNano;
    for (let at = 0; at < this.#questions.length; at++) {
      const bit = 1 << at;
      if ((trace.marks & bit) === 0 && this.#questions[at]!(span)) trace.marks |= bit;
    }
  }

  decide(trace: SeenTrace): TailDecision {
    for (const { name, matches } of this.#drops) {
      if (matches(trace) !== undefined) {
        return { isKept: false, threshold: KEEP_ALL_THRESHOLD, policy: name };
      }
    }
    let best: SamplingThreshold | undefined;
    let policy = "";
    for (const { name, matches } of this.#keeps) {
      const threshold = matches(trace);
      if (threshold === undefined || (best !== undefined && best <= threshold)) continue;
      best = threshold;
      policy = name;
      if (threshold === KEEP_ALL_THRESHOLD) break;
    }
    return { isKept: best !== undefined, threshold: best ?? KEEP_ALL_THRESHOLD, policy };
  }

  #policy(config: TailPolicyConfig): Policy {
    const { and, drop, composite } = config;
    const all = and ?? drop;
    if (all !== undefined) return this.#all(all.policies);
    if (composite !== undefined) return this.#composite(composite);
    return this.#member(config);
  }

  #member(config: TailMemberConfig): Policy {
    if (config.not === undefined) return this.#question(config);
    const policy = this.#question(config.not.policy);
    return (trace) => (policy(trace) === undefined ? KEEP_ALL_THRESHOLD : undefined);
  }

  /** Asked in order until one says no, so that a rate limit at the end counts only what it decides about. */
  #all(configs: readonly TailMemberConfig[]): Policy {
    const policies = configs.map((config) => this.#member(config));
    return (trace) => {
      let threshold = KEEP_ALL_THRESHOLD;
      for (const policy of policies) {
        const own = policy(trace);
        if (own === undefined) return undefined;
        threshold = maxThreshold(threshold, own);
      }
      return threshold;
    };
  }

  /** The first that keeps the trace decides, within its share of the spans per second. */
  #composite({ maxSpansPerSecond, policies }: TailCompositeConfig): Policy {
    const given = policies.reduce((sum, { share }) => sum + (share ?? 0), 0);
    const without = policies.filter(({ share }) => share === undefined).length;
    const rest = Math.max(0, 1 - given) / Math.max(1, without);
    const parts = policies.map((config) => {
      const perSecond = maxSpansPerSecond * (config.share ?? rest);
      const matches =
        config.and === undefined ? this.#member(config) : this.#all(config.and.policies);
      return { matches, limit: new RateLimit(perSecond, perSecond) };
    });
    return (trace) => {
      for (const { matches, limit } of parts) {
        const threshold = matches(trace);
        if (threshold === undefined) continue;
        const limited = takeFrom(limit, trace, trace.spans);
        return limited === undefined ? undefined : maxThreshold(threshold, limited);
      }
      return undefined;
    };
  }

  #question(config: TailQuestionConfig): Policy {
    const { latency, probabilistic, rateLimiting, bytesLimiting, spanCount } = config;
    if (config.always !== undefined) return () => KEEP_ALL_THRESHOLD;
    if (latency !== undefined) {
      const { thresholdMs, upperThresholdMs = Infinity } = latency;
      return certain((trace) => {
        const durationMs = Number(trace.endUnixNano - trace.startUnixNano) / NANOS_PER_MS;
        return durationMs >= thresholdMs && durationMs <= upperThresholdMs;
      });
    }
    if (probabilistic !== undefined) {
      const threshold = probabilityThreshold(probabilistic.probability);
      if (threshold === undefined) return () => undefined;
      return ({ randomness }) => (isSampled(threshold, randomness) ? threshold : undefined);
    }
    if (rateLimiting !== undefined) {
      const limit = new RateLimit(rateLimiting.spansPerSecond, rateLimiting.spansPerSecond);
      return (trace) => takeFrom(limit, trace, trace.spans);
    }
    if (bytesLimiting !== undefined) {
      const { bytesPerSecond, burstBytes = bytesPerSecond * BYTES_BURST_SECONDS } = bytesLimiting;
      const limit = new RateLimit(bytesPerSecond, burstBytes);
      return (trace) => takeFrom(limit, trace, trace.bytes);
    }
    if (spanCount !== undefined) {
      const { min, max = Infinity } = spanCount;
      return certain(({ spans }) => spans >= min && spans <= max);
    }
    return this.#spanQuestion(spanQuestionOf(config));
  }

  #spanQuestion(question: SpanQuestion): Policy {
    const bit = 1 << this.#questions.length;
    assert(
      this.#questions.push(question) <= TAIL_SPAN_QUESTIONS_MAX,
      "the schema bounds the questions",
    );
    return certain((trace) => (trace.marks & bit) !== 0);
  }
}

function certain(holds: (trace: SeenTrace) => boolean): Policy {
  return (trace) => (holds(trace) ? KEEP_ALL_THRESHOLD : undefined);
}

function takeFrom(
  limit: RateLimit,
  { randomness, arrivedAtMs }: SeenTrace,
  amount: number,
): SamplingThreshold | undefined {
  return limit.take(amount, { randomness, atMs: arrivedAtMs });
}

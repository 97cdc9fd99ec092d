import {
  isSampled,
  maxThreshold,
  probabilityThreshold,
  randomnessOf,
  serviceNameOf,
  thresholdOf,
  withThreshold,
  type SamplingThreshold,
  type Span,
} from "@spanhouse/model";
import type { ProbabilisticConfig } from "../config/processors.ts";
import { findAttribute } from "./attribute-lookup.ts";

/** The wish of OpenTracing's clients: 0 is "not this one", more is "certainly this one". */
const PRIORITY_KEY = "sampling.priority";

/**
 * Keeps a share of the traces, the same traces in every process that samples by OpenTelemetry's rules:
 * a trace's randomness is compared with a threshold, and a higher threshold keeps fewer of the same traces.
 * What is kept says so in `tracestate` (`ot=th:…`), so that it counts for those that were not.
 */
export function probabilisticSampling(
  config: ProbabilisticConfig,
): (span: Span) => Span | undefined {
  const { precisionDigits, samplingPriority } = config;
  const general = probabilityThreshold(config.probability, precisionDigits);
  const byService = new Map<string, SamplingThreshold | undefined>();
  for (const { services, probability } of config.services) {
    const threshold = probabilityThreshold(probability, precisionDigits);
    for (const name of services) if (!byService.has(name)) byService.set(name, threshold);
  }
  return (span) => {
    const priority = samplingPriority ? priorityOf(span) : undefined;
    if (priority !== undefined) return priority > 0 ? span : undefined;
    const service = byService.size === 0 ? "" : serviceNameOf(span.resource);
    const threshold = byService.has(service) ? byService.get(service) : general;
    // Undefined: a probability of 0.
    return threshold === undefined ? undefined : sampled(span, threshold);
  };
}

/** The span, sampled by a stage with this threshold; undefined when the stage leaves it out. */
function sampled(span: Span, threshold: SamplingThreshold): Span | undefined {
  const before = thresholdOf(span.traceState);
  // An earlier stage that kept fewer has kept only what this one would keep too.
  if (before !== undefined && maxThreshold(before, threshold) === before) return span;
  if (!isSampled(threshold, randomnessOf(span.traceState, span.traceId))) return undefined;
  const traceState = withThreshold(span.traceState, threshold);
  return traceState === undefined ? span : { ...span, traceState };
}

function priorityOf(span: Span): number | undefined {
  const value = findAttribute(span.attributes, PRIORITY_KEY);
  if (value === undefined) return undefined;
  if (value.type !== "int" && value.type !== "double" && value.type !== "string") return undefined;
  const priority = value.value === "" ? Number.NaN : Number(value.value);
  return Number.isNaN(priority) ? undefined : priority;
}

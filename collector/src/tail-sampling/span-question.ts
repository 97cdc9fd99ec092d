import { assert } from "@spanhouse/base";
import type { Span } from "@spanhouse/model";
import type { ConditionConfig } from "../config/condition.ts";
import type { TailQuestionConfig } from "../config/tail-sampling.ts";
import { attributeOf } from "../processors/attribute-lookup.ts";
import { conditionOf } from "../processors/condition.ts";

/** What a policy asks of each span; for the trace it holds when it holds for one of them. */
export type SpanQuestion = (span: Span) => boolean;

/** W3C trace flags: the span's process recorded it because it was sampled. */
const SAMPLED_FLAG = 1;

export function spanQuestionOf(config: TailQuestionConfig): SpanQuestion {
  const { numericAttribute, stringAttribute, booleanAttribute, statusCode, traceState } = config;
  if (config.condition !== undefined) return conditionOf(config.condition);
  if (statusCode !== undefined) return conditionOf({ ...NOTHING, statuses: statusCode.statuses });
  if (stringAttribute !== undefined) {
    return conditionOf({ ...NOTHING, attributes: [{ ...stringAttribute, exists: true }] });
  }
  if (booleanAttribute !== undefined) {
    const { key, from, value } = booleanAttribute;
    const attributes = [{ key, from, values: [value], exists: true }];
    return conditionOf({ ...NOTHING, attributes });
  }
  if (numericAttribute !== undefined) {
    const { key, from, min = -Infinity, max = Infinity } = numericAttribute;
    return (span) => {
      const value = attributeOf(span, key, from);
      if (value?.type !== "int" && value?.type !== "double") return false;
      return value.value >= min && value.value <= max;
    };
  }
  if (traceState !== undefined) {
    const entries = new Set(traceState.values.map((value) => `${traceState.key}=${value}`));
    return (span) =>
      span.traceState !== "" &&
      span.traceState.split(",").some((entry) => entries.has(entry.trim()));
  }
  assert(config.traceFlags !== undefined, "a policy asks exactly one thing");
  return (span) => (span.flags & SAMPLED_FLAG) !== 0;
}

const NOTHING: ConditionConfig = {
  services: [],
  names: [],
  kinds: [],
  statuses: [],
  attributes: [],
};

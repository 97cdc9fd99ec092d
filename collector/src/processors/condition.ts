import { assert } from "@spanhouse/base";
import { serviceNameOf, SPAN_KINDS, type Span } from "@spanhouse/model";
import {
  STATUS_NAMES,
  type AttributeConditionConfig,
  type ConditionConfig,
} from "../config/condition.ts";
import { attributeOf, equalsScalar, valueText } from "./attribute-lookup.ts";
import { Pattern } from "./pattern/pattern.ts";

export type Condition = (span: Span) => boolean;

const NANOS_PER_MS = 1e6;

/** Holds when everything that is said holds; of a list, one is enough. */
export function conditionOf(config: ConditionConfig): Condition {
  const parts: Condition[] = [];
  const { services, names, kinds, statuses, durationMinMs, durationMaxMs } = config;
  if (kinds.length > 0) {
    const numbers = new Set(kinds.map((kind) => SPAN_KINDS.indexOf(kind)));
    parts.push((span) => numbers.has(span.kind));
  }
  if (statuses.length > 0) {
    const numbers = new Set(statuses.map((status) => STATUS_NAMES.indexOf(status)));
    parts.push((span) => numbers.has(span.statusCode));
  }
  if (services.length > 0) {
    const set = new Set(services);
    parts.push((span) => set.has(serviceNameOf(span.resource)));
  }
  if (names.length > 0) {
    const set = new Set(names);
    parts.push((span) => set.has(span.name));
  }
  if (durationMinMs !== undefined) parts.push((span) => durationMs(span) >= durationMinMs);
  if (durationMaxMs !== undefined) parts.push((span) => durationMs(span) <= durationMaxMs);
  if (config.servicePattern !== undefined) {
    const pattern = compiled(config.servicePattern);
    parts.push((span) => pattern.test(serviceNameOf(span.resource)));
  }
  if (config.namePattern !== undefined) {
    const pattern = compiled(config.namePattern);
    parts.push((span) => pattern.test(span.name));
  }
  parts.push(...config.attributes.map(attributeConditionOf));
  return (span) => parts.every((holds) => holds(span));
}

function attributeConditionOf(config: AttributeConditionConfig): Condition {
  const { key, from, values, exists } = config;
  const pattern = config.pattern === undefined ? undefined : compiled(config.pattern);
  return (span) => {
    const value = attributeOf(span, key, from);
    if (value === undefined) return !exists;
    if (!exists) return false;
    if (values.length > 0 && !values.some((scalar) => equalsScalar(value, scalar))) return false;
    return pattern === undefined || pattern.test(valueText(value));
  };
}

/** Negative when a clock ran backwards. */
export function durationMs(span: Span): number {
  return Number(span.endUnixNano - span.startUnixNano) / NANOS_PER_MS;
}

/** A pattern that the schema has accepted. */
export function compiled(...texts: readonly string[]): Pattern {
  const pattern = Pattern.compile(texts);
  assert(pattern.ok, "patterns were checked when the configuration was read");
  return pattern.value;
}

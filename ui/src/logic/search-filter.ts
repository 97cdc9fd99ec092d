import { SPAN_KINDS, SPAN_STATUSES } from "@spanhouse/model";
import { text as texts } from "../texts/conditions.ts";
import { parseDuration } from "./duration.ts";
import type { ConditionField, ConditionTarget, SearchCondition } from "./search-conditions.ts";

/** A call of the structured filter that the own API understands (docs/api/own.md). */
export interface FilterCall {
  readonly op: string;
  readonly args: readonly object[];
}

const FIELDS: Readonly<Record<ConditionField, { readonly level: string; readonly name: string }>> =
  {
    service: { level: "resource", name: "service" },
    operation: { level: "span", name: "name" },
    duration: { level: "span", name: "duration" },
    kind: { level: "span", name: "kind" },
    status: { level: "span", name: "status" },
  };

const CALLS = { "=": "eq", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "=~": "regex" } as const;

/**
 * What a condition asks of the server. `!=`, `!~` and `missing` turn their opposite round, so that a span without the
 * attribute matches them too: who excludes a value does not ask for the attribute.
 */
export function toFilterCall({ target, operator, text }: SearchCondition): FilterCall {
  switch (operator) {
    case "exists":
      return { op: "exists", args: [operandOf(target)] };
    case "missing":
      return not({ op: "exists", args: [operandOf(target)] });
    case "!=":
      return not(compare("=", target, text));
    case "!~":
      return not(compare("=~", target, text));
    case "=":
    case ">":
    case ">=":
    case "<":
    case "<=":
    case "=~":
      return compare(operator, target, text);
  }
}

/** All of the calls; undefined when there are none. */
export function allCalls(calls: readonly FilterCall[]): FilterCall | undefined {
  if (calls.length < 2) return calls[0];
  return { op: "and", args: calls.map((call) => ({ call })) };
}

/** A filter in the words of the API; undefined when it is none. */
export function parseFilter(json: string): FilterCall | undefined {
  try {
    const parsed = JSON.parse(json) as Partial<FilterCall> | null;
    if (typeof parsed?.op !== "string" || !Array.isArray(parsed.args)) return undefined;
    return { op: parsed.op, args: parsed.args as readonly object[] };
  } catch {
    return undefined;
  }
}

/** What the server would not understand about a condition, in a sentence. */
export function conditionProblem({ target, text, operator }: SearchCondition): string | undefined {
  if (operator === "exists" || operator === "missing" || !("field" in target)) return undefined;
  const isPattern = operator === "=~" || operator === "!~";
  switch (target.field) {
    case "duration":
      if (isPattern) return texts.howDurationsCompare;
      if (parseDuration(text) !== undefined) return undefined;
      return texts.noAmountCompared;
    case "kind":
      return isPattern ? undefined : wordProblem("kind", text, SPAN_KINDS);
    case "status":
      return isPattern ? undefined : wordProblem("status", text, SPAN_STATUSES);
    case "service":
    case "operation":
      return undefined;
  }
}

function wordProblem(field: string, text: string, words: readonly string[]): string | undefined {
  return words.includes(text) ? undefined : texts.isOneOf(field, words);
}

function compare(operator: keyof typeof CALLS, target: ConditionTarget, text: string): FilterCall {
  // Jaeger's word for the status, which the server knows as a tag only.
  if ("attribute" in target && target.attribute === "error" && target.level === "") {
    const failed = compare("=", { field: "status" }, "error");
    return text === "false" ? not(failed) : failed;
  }
  const isDuration = "field" in target && target.field === "duration";
  const value = isDuration ? `${Math.round((parseDuration(text) ?? 0) * 1000)}ns` : text;
  return { op: CALLS[operator], args: [operandOf(target), { scalar: { value } }] };
}

function operandOf(target: ConditionTarget): object {
  if ("field" in target) return { field: FIELDS[target.field] };
  const { attribute: key, level } = target;
  return { attr: level === "" ? { key } : { key, level } };
}

function not(call: FilterCall): FilterCall {
  return { op: "not", args: [{ call }] };
}

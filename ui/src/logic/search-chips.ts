import { text as texts } from "../texts/conditions.ts";
import {
  describeCondition,
  formatCondition,
  formatConditions,
  parseConditions,
  type SearchCondition,
} from "./search-conditions.ts";
import type { SearchParams } from "./search-params.ts";

/** One part of a search as it stands in the bar. The form has the same parts in its fields. */
export interface SearchChip {
  /** Unique within a search. */
  readonly id: string;
  /** For people: `duration ≥ 100ms`. */
  readonly label: string;
  /** What can be typed for it. */
  readonly text: string;
  readonly part: "service" | "operation" | "minDuration" | "maxDuration" | "filter" | "q" | "tags";
  /** Place among the conditions, of `tags`. */
  readonly index: number;
}

/** The parts of a search in the order of the form. Conditions that cannot be understood are none. */
export function chipsOf(params: SearchParams): readonly SearchChip[] {
  const chips: SearchChip[] = [];
  const add = (part: SearchChip["part"], condition: SearchCondition, index = 0): void => {
    const [label, text] = [describeCondition(condition), formatCondition(condition)];
    chips.push({ id: `${part}-${index}-${text}`, label, text, part, index });
  };
  for (const [part, field, operator] of FIELD_PARTS) {
    const text = params[part];
    if (text !== undefined && text !== "") add(part, { target: { field }, operator, text });
  }
  const conditions = parseConditions(params.tags ?? "");
  if (conditions.ok) conditions.value.forEach((each, index) => add("tags", each, index));
  const { filter } = params;
  if (filter !== undefined && filter !== "") {
    const label = texts.filter(filter);
    chips.push({ id: "filter", label, text: filter, part: "filter", index: 0 });
  }
  const { q } = params;
  if (q !== undefined && q !== "") {
    chips.push({ id: "q", label: q, text: q, part: "q", index: 0 });
  }
  return chips;
}

const FIELD_PARTS = [
  ["service", "service", "="],
  ["operation", "operation", "="],
  ["minDuration", "duration", ">="],
  ["maxDuration", "duration", "<="],
] as const;

/** The search without one of its parts. */
export function withoutChip(params: SearchParams, { part, index }: SearchChip): SearchParams {
  const { [part]: whole, ...kept } = params;
  if (part !== "tags") return kept;
  const conditions = parseConditions(whole ?? "");
  const left = conditions.ok ? conditions.value.filter((_, at) => at !== index) : [];
  return left.length === 0 ? kept : { ...kept, tags: formatConditions(left) };
}

/**
 * The search with one condition more. What the form has a field for goes there and replaces what was in it; the same
 * condition is not added twice.
 */
export function withCondition(params: SearchParams, condition: SearchCondition): SearchParams {
  const part = fieldPartOf(condition);
  return part === undefined ? withTag(params, condition) : { ...params, [part]: condition.text };
}

/** The same, but nothing is replaced: where a field has something else in it, both conditions must hold. */
export function withConditionBesides(
  params: SearchParams,
  condition: SearchCondition,
): SearchParams {
  const part = fieldPartOf(condition);
  const isFree = part !== undefined && [undefined, "", condition.text].includes(params[part]);
  return isFree ? withCondition(params, condition) : withTag(params, condition);
}

/** The field of the form for a condition; undefined when it has none. */
function fieldPartOf({ target, operator, text }: SearchCondition) {
  if (!("field" in target) || text === "") return undefined;
  return FIELD_PARTS.find(
    ([, field, fieldOperator]) => target.field === field && operator === fieldOperator,
  )?.[0];
}

function withTag(params: SearchParams, condition: SearchCondition): SearchParams {
  const before = parseConditions(params.tags ?? "");
  const conditions = before.ok ? before.value : [];
  const added = formatCondition(condition);
  if (conditions.some((each) => formatCondition(each) === added)) return params;
  return { ...params, tags: formatConditions([...conditions, condition]) };
}

import { type OwnComparedAttribute, SPAN_KINDS, SPAN_STATUSES } from "@spanhouse/model";
import { CONDITION_FIELDS, type SearchCondition } from "./search-conditions.ts";

/** Longer values come cut, so that nothing equals them. */
const VALUE_CHARS_MAX = 256;

/** A value for people: kinds and states by their names. */
export function comparedName({ level, key }: OwnComparedAttribute, text: string): string {
  if (level !== "field") return text;
  const words = { kind: SPAN_KINDS, status: SPAN_STATUSES }[key];
  return words?.[Number(text)] ?? text;
}

/** The condition that a span has this value; undefined when it cannot be asked. */
export function comparedCondition(
  attribute: OwnComparedAttribute,
  text: string,
): SearchCondition | undefined {
  const { level, key } = attribute;
  if (level !== "field") {
    if (text.length >= VALUE_CHARS_MAX) return undefined;
    return { target: { attribute: key, level }, operator: "=", text };
  }
  const field = CONDITION_FIELDS.find((name) => name === key);
  if (field === undefined) return undefined;
  return { target: { field }, operator: "=", text: comparedName(attribute, text) };
}

/** A part of a whole in per cent; never 0 or 100 for what is not. */
export function shareText(count: number, of: number): string {
  if (of === 0 || count === 0) return "0 %";
  const percent = (count / of) * 100;
  if (percent < 1) return "< 1 %";
  if (percent > 99 && count < of) return "> 99 %";
  return `${Math.round(percent)} %`;
}

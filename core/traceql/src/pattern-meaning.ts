import {
  allOf,
  anyOf,
  PREDICATE_PATTERN_CHARS_MAX,
  type SpanOperand,
  type SpanPredicate,
  textPattern,
} from "@spanhouse/model";
import { textBeside } from "./reference-meaning.ts";
import { type Place, TraceqlFault } from "./traceql-error.ts";

/** A pattern that is texts apart by `|`, as Grafana writes a choice of several. */
const PLAIN_TEXTS = /^[^\\.+*?()[\]{}^$]*$/;
/** More are compared faster as one pattern, and a predicate has bounds. */
const PLAIN_TEXTS_MAX = 20;

/**
 * A regular expression matches the whole value in TraceQL and is found anywhere in a predicate, so it gets both ends. One
 * that is only texts becomes comparisons, which an index can answer.
 */
export function matchOf(
  operand: SpanOperand,
  operator: "=~" | "!~",
  pattern: string,
  place: Place,
): SpanPredicate {
  const texts = pattern.split("|");
  if (PLAIN_TEXTS.test(pattern) && texts.length <= PLAIN_TEXTS_MAX) {
    const each = texts.map((text): SpanPredicate => ({
      ...{ type: "compare", operand, operator: operator === "=~" ? "=" : "!=" },
      constant: { type: "string", value: textBeside(operand, text) },
    }));
    return operator === "=~" ? anyOf(each) : allOf(each);
  }
  const zeros = "field" in operand && operand.field === "traceId" ? "0*" : "";
  return { type: "match", operand, operator, pattern: wholePattern(pattern, place, zeros) };
}

/** A pattern that is found where this one matches the whole value, behind `before`. */
export function wholePattern(pattern: string, place: Place, before = ""): string {
  if (pattern.length > PREDICATE_PATTERN_CHARS_MAX) {
    const message = `a regular expression has at most ${PREDICATE_PATTERN_CHARS_MAX} characters`;
    throw new TraceqlFault("unsupported", message, place);
  }
  // Alone first: `a)(b` is wrong, and would be right between the ends.
  const compiled = textPattern(pattern);
  if (!compiled.ok) throw new TraceqlFault("syntax", `invalid regex: ${compiled.error}`, place);
  return `^${before}(?s:${pattern})$`;
}

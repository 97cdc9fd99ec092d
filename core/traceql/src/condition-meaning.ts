import {
  allOf,
  anyOf,
  EVERY_SPAN,
  fieldIs,
  NO_SPAN,
  not,
  type PredicateConstant,
  type SpanOperand,
  type SpanPredicate,
} from "@spanhouse/model";
import { chainOf, isServiceName } from "./field-shapes.ts";
import { foldConstant, numberOfWord } from "./fold-constants.ts";
import { matchOf } from "./pattern-meaning.ts";
import { ARITHMETIC } from "./precedence.ts";
import { operandOf, textBeside } from "./reference-meaning.ts";
import { TraceqlFault } from "./traceql-error.ts";
import type { FieldExpression, FieldReference, OrderOperator, Static } from "./tree.ts";

/**
 * What the condition of a filter, whose types were checked, asks of one span. What is missing is equal and unequal to
 * nothing, in TraceQL and in predicates alike; `!` turns round whatever stands behind it. Throws a TraceqlFault where a
 * predicate cannot say it. Recursion is bounded by TRACEQL_TOKENS_MAX.
 */
export function conditionOf(field: FieldExpression): SpanPredicate {
  const constant = foldConstant(field);
  if (constant !== undefined) return constant.value === true ? EVERY_SPAN : NO_SPAN;
  switch (field.type) {
    case "static":
      return NO_SPAN;
    case "attribute":
    case "intrinsic":
      return isBool(operandOf(field), true);
    case "unary":
      // Of a value that is no bool, neither `.a` nor `!.a` holds.
      return field.of.type === "attribute"
        ? isBool(operandOf(field.of), false)
        : not(conditionOf(field.of));
    case "exists": {
      if (field.of.type !== "attribute") {
        throw new TraceqlFault("unsupported", "only attributes are compared with nil", field.place);
      }
      const exists: SpanPredicate = { type: "exists", operand: operandOf(field.of) };
      return field.negated ? not(exists) : exists;
    }
    case "binary": {
      const { operator } = field;
      if (operator === "&&") return allOf(chainOf(field, operator).map(conditionOf));
      if (operator === "||") return anyOf(chainOf(field, operator).map(conditionOf));
      if (operator === "=~" || operator === "!~") return patternOf(field, operator);
      return comparisonOf(field);
    }
  }
}

type Binary = FieldExpression & { readonly type: "binary" };

function patternOf({ left, right }: Binary, operator: "=~" | "!~"): SpanPredicate {
  const pattern = foldConstant(right)!.value as string;
  return matchOf(operandOf(referenceIn(left)), operator, pattern, right.place);
}

/** What a comparison becomes when its sides change places. */
export const SWAPPED = {
  "=": "=",
  "!=": "!=",
  ">": "<",
  "<": ">",
  ">=": "<=",
  "<=": ">=",
} as const;

function comparisonOf({ left, operator, right }: Binary): SpanPredicate {
  const order = operator as OrderOperator;
  const value = foldConstant(right);
  if (value !== undefined) return compare(left, order, value);
  const first = foldConstant(left);
  if (first !== undefined) return compare(right, SWAPPED[order], first);
  const place = { start: left.place.start, end: right.place.end };
  throw new TraceqlFault("unsupported", "two values of a span cannot be compared yet", place);
}

function compare(field: FieldExpression, operator: OrderOperator, value: Static): SpanPredicate {
  if (value.type === "bool" && isCondition(field)) {
    const isSame = (operator === "=") === value.value;
    return isSame ? conditionOf(field) : not(conditionOf(field));
  }
  const reference = referenceIn(field);
  if (reference.type === "intrinsic" && reference.name === "nestedSetParent") {
    return isRootOf(reference, operator, value);
  }
  if (isServiceName(reference) && operator === "=" && value.type === "string" && value.value) {
    // The same, and known to every plan.
    return fieldIs("service", "=", value.value);
  }
  const operand = operandOf(reference);
  // No attribute is a status or a kind.
  if ("attribute" in operand && (value.type === "status" || value.type === "kind")) return NO_SPAN;
  return { type: "compare", operand, operator, constant: toConstant(value, operand) };
}

function isCondition(field: FieldExpression): boolean {
  return (
    field.type === "exists" ||
    (field.type === "unary" && field.operator === "!") ||
    (field.type === "binary" && !ARITHMETIC.has(field.operator))
  );
}

function toConstant(value: Static, operand: SpanOperand): PredicateConstant {
  switch (value.type) {
    case "string":
      return { type: "string", value: textBeside(operand, value.value) };
    case "int":
    case "duration":
      return { type: "int", value: value.value };
    case "float":
      return { type: "double", value: value.value };
    case "bool":
      return value;
    case "status":
    case "kind":
      return { type: value.type, value: numberOfWord(value) };
  }
}

function isBool(operand: SpanOperand, value: boolean): SpanPredicate {
  return { type: "compare", operand, operator: "=", constant: { type: "bool", value } };
}

/** Comparisons of the parent's number that hold for roots, whose is -1, and for no other span; and their opposites. */
const OF_ROOTS: ReadonlySet<string> = new Set(["< 0", "<= -1", "= -1"]);
const OF_OTHERS: ReadonlySet<string> = new Set([">= 0", "> -1", "!= -1"]);

function isRootOf(
  { place }: FieldReference,
  operator: OrderOperator,
  { value }: Static,
): SpanPredicate {
  const written = `${operator} ${value}`;
  if (OF_ROOTS.has(written)) return fieldIs("isRoot", "=", true);
  if (OF_OTHERS.has(written)) return fieldIs("isRoot", "=", false);
  const message = "nestedSetParent is answered for roots only: nestedSetParent < 0";
  throw new TraceqlFault("unsupported", message, place);
}

function referenceIn(field: FieldExpression): FieldReference {
  if (field.type === "attribute" || field.type === "intrinsic") return field;
  const message = "a value of a span cannot be computed with yet";
  throw new TraceqlFault("unsupported", message, field.place);
}

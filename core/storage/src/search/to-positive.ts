import {
  SPAN_FIELDS,
  type AttributeLevel,
  type PredicateConstant,
  type SpanCondition,
  type SpanOperand,
  type SpanPredicate,
} from "@spanhouse/model";
import { mergeEqualities } from "./merge-equalities.ts";
import type { PositivePredicate, ValueCondition, ValueTest } from "./positive-predicate.ts";

/** The same predicate with positive leaves. The depth of a checked predicate is bounded, so recursion is. */
export function toPositive(predicate: SpanPredicate): PositivePredicate {
  return mergeEqualities(withPositiveLeaves(predicate));
}

function withPositiveLeaves(predicate: SpanPredicate): PositivePredicate {
  switch (predicate.type) {
    case "and":
    case "or":
      return { type: predicate.type, of: predicate.of.map(withPositiveLeaves) };
    case "not":
      return { type: "not", of: withPositiveLeaves(predicate.of) };
    case "some":
      return { type: "some", level: predicate.level, where: withPositiveLeaves(predicate.where) };
    case "compare":
    case "match":
    case "exists":
      return conditionToPositive(predicate);
  }
}

function conditionToPositive(condition: SpanCondition): PositivePredicate {
  const { operand } = condition;
  switch (condition.type) {
    case "compare": {
      const { operator, constant } = condition;
      if (operator !== "!=") return valueAt(operand, { type: "compare", operator, constant });
      const equal = valueAt(operand, { type: "compare", operator: "=", constant });
      return butNot(operand, comparableWith(constant), equal);
    }
    case "match": {
      const found = valueAt(operand, { type: "match", pattern: condition.pattern });
      return condition.operator === "=~" ? found : butNot(operand, "string", found);
    }
    case "exists":
      return valueAt(operand, { type: "present", as: "anything" });
  }
}

/** There is a value of the type, and not this. A field of the span itself always has a value. */
function butNot(
  operand: SpanOperand,
  as: "string" | "number" | "bool" | "anything",
  excluded: PositivePredicate,
): PositivePredicate {
  const negated: PositivePredicate = { type: "not", of: excluded };
  if (!("field" in operand)) {
    return { type: "and", of: [valueAt(operand, { type: "present", as }), negated] };
  }
  const { level } = SPAN_FIELDS[operand.field];
  if (level !== "event" && level !== "link") return negated;
  const anyElement: PositivePredicate = { type: "some", level, where: { type: "and", of: [] } };
  return { type: "and", of: [anyElement, negated] };
}

function comparableWith(constant: PredicateConstant): "string" | "number" | "bool" | "anything" {
  switch (constant.type) {
    case "string":
      return "string";
    case "int":
    case "double":
      return "number";
    case "bool":
      return "bool";
    case "kind":
    case "status":
    case "text":
      return "anything";
  }
}

function valueAt(operand: SpanOperand, test: ValueTest): PositivePredicate {
  if ("field" in operand) return { type: "value", place: operand, test };
  const at = (level: Exclude<AttributeLevel, "any">): ValueCondition => ({
    type: "value",
    place: { attribute: operand.attribute, level },
    test,
  });
  return operand.level === "any"
    ? { type: "or", of: [at("span"), at("resource")] }
    : at(operand.level);
}

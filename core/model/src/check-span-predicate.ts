import { err, ok, type Result } from "@spanhouse/base";
import {
  PREDICATE_DEPTH_MAX,
  PREDICATE_NODES_MAX,
  PREDICATE_PATTERN_CHARS_MAX,
  PREDICATE_PATTERNS_MAX,
  PREDICATE_TEXT_CHARS_MAX,
} from "./limits.ts";
import {
  SPAN_FIELDS,
  type ComparisonOperator,
  type ElementLevel,
  type PredicateConstant,
  type SpanOperand,
  type SpanPredicate,
} from "./span-predicate.ts";
import { textPattern } from "./text-pattern.ts";

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 64n - 1n;

/** Predicates are values that nobody changes, so what was found sound once stays so. */
const sound = new WeakSet<SpanPredicate>();

/**
 * Whether a predicate means something and keeps within the limits; an error is a sentence for the client.
 * Whoever walks a predicate by recursion checks it first: this walk is a loop and takes any depth.
 */
export function checkSpanPredicate(predicate: SpanPredicate): Result<undefined, string> {
  if (sound.has(predicate)) return ok(undefined);
  const error = findError(predicate);
  if (error !== undefined) return err(error);
  sound.add(predicate);
  return ok(undefined);
}

interface Visit {
  readonly predicate: SpanPredicate;
  readonly depth: number;
  /** Levels of the `some` around it. */
  readonly bound: readonly ElementLevel[];
}

function findError(root: SpanPredicate): string | undefined {
  const open: Visit[] = [{ predicate: root, depth: 1, bound: [] }];
  let nodes = 0;
  let patterns = 0;
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { predicate, depth, bound } = visit;
    if (++nodes > PREDICATE_NODES_MAX) {
      return `a search has at most ${PREDICATE_NODES_MAX} conditions`;
    }
    if (depth > PREDICATE_DEPTH_MAX) {
      return `conditions can be nested at most ${PREDICATE_DEPTH_MAX} deep`;
    }
    switch (predicate.type) {
      case "and":
      case "or":
        if (predicate.of.length > PREDICATE_NODES_MAX) {
          return `a search has at most ${PREDICATE_NODES_MAX} conditions`;
        }
        for (const part of predicate.of) open.push({ predicate: part, depth: depth + 1, bound });
        break;
      case "not":
        open.push({ predicate: predicate.of, depth: depth + 1, bound });
        break;
      case "some":
        if (bound.includes(predicate.level)) {
          return `some ${predicate.level} cannot be asked for within another`;
        }
        open.push({
          predicate: predicate.where,
          depth: depth + 1,
          bound: [...bound, predicate.level],
        });
        break;
      case "compare": {
        const { operand, operator, constant } = predicate;
        const wrong =
          checkKey(operand) ?? checkConstant(constant) ?? checkTypes(operand, operator, constant);
        if (wrong !== undefined) return wrong;
        break;
      }
      case "match": {
        if (++patterns > PREDICATE_PATTERNS_MAX) {
          return `a search has at most ${PREDICATE_PATTERNS_MAX} regular expressions`;
        }
        const wrong = checkKey(predicate.operand) ?? checkMatch(predicate);
        if (wrong !== undefined) return wrong;
        break;
      }
      case "exists": {
        const wrong = checkKey(predicate.operand);
        if (wrong !== undefined) return wrong;
      }
    }
  }
  return undefined;
}

function checkKey(operand: SpanOperand): string | undefined {
  return "field" in operand ? undefined : checkText(operand.attribute);
}

function checkText(text: string): string | undefined {
  if (text.length > PREDICATE_TEXT_CHARS_MAX) {
    return `a text in a search has at most ${PREDICATE_TEXT_CHARS_MAX} characters`;
  }
  // Half of a surrogate pair is no character and has no UTF-8.
  return /\p{Surrogate}/u.test(text) ? "a text in a search is not well-formed" : undefined;
}

function checkConstant(constant: PredicateConstant): string | undefined {
  switch (constant.type) {
    case "string":
    case "text":
      return checkText(constant.value);
    case "int":
      return constant.value < INT_MIN || constant.value > INT_MAX
        ? `the number ${constant.value.toString().slice(0, 40)} does not fit into 64 bits`
        : undefined;
    case "double":
      return Number.isFinite(constant.value) ? undefined : "a number in a search is finite";
    case "bool":
    case "kind":
    case "status":
      return undefined;
  }
}

const UNORDERED: ReadonlySet<string> = new Set(["bool", "kind", "status", "text"]);

function checkTypes(
  operand: SpanOperand,
  operator: ComparisonOperator,
  { type }: PredicateConstant,
): string | undefined {
  if (UNORDERED.has(type) && operator !== "=" && operator !== "!=") {
    return `a ${type} is only equal or not: ${operator} cannot compare it`;
  }
  if (!("field" in operand)) {
    return type === "kind" || type === "status" ? `no attribute is a ${type}` : undefined;
  }
  const wanted = SPAN_FIELDS[operand.field].type;
  const isNumber = type === "int" || type === "double";
  if (wanted === "int" ? isNumber : wanted === type) return undefined;
  return `${operand.field} is a ${wanted} and cannot be compared with a ${type}`;
}

function checkMatch(condition: SpanPredicate & { readonly type: "match" }): string | undefined {
  const { operand, pattern } = condition;
  if ("field" in operand && SPAN_FIELDS[operand.field].type !== "string") {
    return `${operand.field} is not a text that a regular expression can match`;
  }
  if (pattern.length > PREDICATE_PATTERN_CHARS_MAX) {
    return `a regular expression has at most ${PREDICATE_PATTERN_CHARS_MAX} characters`;
  }
  const wrong = checkText(pattern);
  if (wrong !== undefined) return wrong;
  const compiled = textPattern(pattern);
  return compiled.ok ? undefined : `not a regular expression: ${compiled.error}`;
}

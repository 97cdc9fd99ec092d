import { err, ok, type Result } from "@spanhouse/base";
import {
  allOf,
  anyOf,
  checkSpanPredicate,
  not,
  PREDICATE_DEPTH_MAX,
  type ElementLevel,
  type SpanPredicate,
} from "@spanhouse/model";
import { CALL, fromMessageJson, type FilterCall, type FilterExpression } from "@spanhouse/wire";
import {
  constantOf,
  listItems,
  matchWords,
  operandOf,
  type FilterOperand,
} from "./filter-operand.ts";

/**
 * Jaeger's structured filter (its RFC 0005, `jaeger.expression.v1`) as a predicate. Everything of the
 * RFC's first version is understood but comparing two references; a missing attribute makes a comparison false
 * there as here. Patterns may be any of RE2, anchors included. An error is the sentence for the client.
 *
 *   {"op":"and","args":[
 *     {"call":{"op":"gt","args":[{"field":{"level":"span","name":"duration"}},{"scalar":{"value":"2s"}}]}},
 *     {"call":{"op":"in","args":[{"attr":{"key":"http.status_code"}},{"list":{"values":["500","503"]}}]}}]}
 */

/** Reads a filter from its JSON. */
export function parseStructuredFilter(json: string): Result<SpanPredicate, string> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return err(`filter: ${(error as Error).message}`);
  }
  const call = fromMessageJson(CALL, value);
  return call.ok ? filterToPredicate(call.value) : err(`filter: ${call.error}`);
}

/** What a filter means; it passes checkSpanPredicate. */
export function filterToPredicate(call: FilterCall): Result<SpanPredicate, string> {
  try {
    const predicate = ofCall(call, 1);
    const checked = checkSpanPredicate(predicate);
    return checked.ok ? ok(predicate) : err(`filter: ${checked.error}`);
  } catch (error) {
    if (error instanceof FilterError) return err(`filter: ${error.message}`);
    throw error;
  }
}

/** Thrown where a filter is wrong, however deep; its message is for the client. */
class FilterError extends Error {
  override readonly name = "FilterError";
}

const COMPARISONS = { eq: "=", ne: "!=", gt: ">", lt: "<", gte: ">=", lte: "<=" } as const;

/** What a comparison becomes when its sides change places. */
const SWAPPED = { "=": "=", "!=": "!=", ">": "<", "<": ">", ">=": "<=", "<=": ">=" } as const;

/** Recursion is bounded by PREDICATE_DEPTH_MAX. */
function ofCall({ op = "", args = [] }: FilterCall, depth: number): SpanPredicate {
  if (depth > PREDICATE_DEPTH_MAX) {
    throw new FilterError(`conditions can be nested at most ${PREDICATE_DEPTH_MAX} deep`);
  }
  switch (op) {
    case "and":
    case "or": {
      if (args.length === 0) throw new FilterError(`${op} takes at least one condition`);
      const of = args.map((arg) => ofCondition(arg, op, depth));
      return op === "and" ? allOf(of) : anyOf(of);
    }
    case "not":
      return not(ofCondition(only(args, 1, op)[0]!, op, depth));
    case "exists":
      return { type: "exists", operand: referenceIn(only(args, 1, op)[0]!, op).operand };
    case "some":
      return ofSome(only(args, 2, op), depth);
    case "regex":
      return ofRegex(only(args, 2, op));
    case "in":
    case "not_in":
      return ofList(only(args, 2, op), op);
    default:
      if (Object.hasOwn(COMPARISONS, op)) {
        return ofComparison(only(args, 2, op), op as keyof typeof COMPARISONS);
      }
      throw new FilterError(`unknown operator ${JSON.stringify(op)}`);
  }
}

function only(
  args: readonly FilterExpression[],
  count: number,
  op: string,
): readonly FilterExpression[] {
  if (args.length === count) return args;
  throw new FilterError(`${op} takes ${count} ${count === 1 ? "argument" : "arguments"}`);
}

function ofCondition(arg: FilterExpression, op: string, depth: number): SpanPredicate {
  if (arg.call === undefined) throw new FilterError(`${op} combines conditions, each a call`);
  return ofCall(arg.call, depth + 1);
}

function ofSome(args: readonly FilterExpression[], depth: number): SpanPredicate {
  const level = args[0]!.nested?.level;
  if (level !== "event" && level !== "link") {
    throw new FilterError("some takes a nested reference to events or links first");
  }
  const where = ofCondition(args[1]!, "some", depth);
  return { type: "some", level: level satisfies ElementLevel, where };
}

function ofRegex(args: readonly FilterExpression[]): SpanPredicate {
  const { operand, words } = referenceIn(args[0]!, "regex");
  const { value: pattern, type = "" } = args[1]!.scalar ?? {};
  if (pattern === undefined || (type !== "" && type !== "string")) {
    throw new FilterError("regex takes a string second");
  }
  if (words === undefined) return { type: "match", operand, operator: "=~", pattern };
  const matched = take(matchWords(words, pattern));
  return anyOf(
    matched.map((constant) => ({ type: "compare", operand, operator: "=", constant }) as const),
  );
}

/** `in` is one of several equalities; `not_in` wants a value that is none of them. */
function ofList(args: readonly FilterExpression[], op: "in" | "not_in"): SpanPredicate {
  const reference = referenceIn(args[0]!, op);
  const items = take(listItems(args[1]!));
  const operator = op === "in" ? "=" : "!=";
  const each = items.map((item) => compare(reference, operator, item));
  return op === "in" ? anyOf(each) : allOf(each);
}

function ofComparison(
  [left, right]: readonly FilterExpression[],
  op: keyof typeof COMPARISONS,
): SpanPredicate {
  const operator = COMPARISONS[op];
  const [a, b] = [left!, right!];
  if (b.scalar !== undefined) return compare(referenceIn(a, op), operator, b.scalar);
  if (a.scalar !== undefined) return compare(referenceIn(b, op), SWAPPED[operator], a.scalar);
  throw new FilterError(`${op} compares a reference with a constant`);
}

function compare(
  reference: FilterOperand,
  operator: (typeof COMPARISONS)[keyof typeof COMPARISONS],
  scalar: NonNullable<FilterExpression["scalar"]>,
): SpanPredicate {
  const isOrdered = operator !== "=" && operator !== "!=";
  const constant = take(constantOf(reference, scalar, isOrdered));
  return { type: "compare", operand: reference.operand, operator, constant };
}

function referenceIn(arg: FilterExpression, op: string): FilterOperand {
  const operand = operandOf(arg);
  if (operand === undefined) throw new FilterError(`${op} takes an attribute or field`);
  return take(operand);
}

function take<T>(result: Result<T, string>): T {
  if (!result.ok) throw new FilterError(result.error);
  return result.value;
}

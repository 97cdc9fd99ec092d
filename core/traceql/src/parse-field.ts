import { SPAN_KINDS, SPAN_STATUSES, type SpanKindName } from "@spanhouse/model";
import { isIntrinsicName, UNSCOPED_INTRINSICS } from "./intrinsics.ts";
import {
  ARITHMETIC,
  MINUS_PRECEDENCE,
  NOT_PRECEDENCE,
  ORDERS,
  precedenceOf,
  rightPrecedenceOf,
} from "./precedence.ts";
import type { TokenCursor } from "./token-cursor.ts";
import { type Place, TraceqlFault } from "./traceql-error.ts";
import type { FieldExpression, FieldOperator, FieldReference, Static } from "./tree.ts";

const EXPECTED = "an attribute, an intrinsic, a value or (";

/** `nil` is no value: it stands only beside `=` and `!=`. */
type Operand = FieldExpression | { readonly type: "nil"; readonly place: Place };

/** What stands in braces and in aggregates. */
export function parseField(cursor: TokenCursor): FieldExpression {
  return notNil(parseOperand(cursor, 1), cursor);
}

/** By climbing precedences: recursion is bounded by parentheses, signs and the levels of operators. */
function parseOperand(cursor: TokenCursor, loosest: number): Operand {
  let left = parseSigned(cursor);
  for (;;) {
    const { operator } = cursor;
    if (operator === undefined || !isFieldOperator(operator)) return left;
    if (precedenceOf(operator) < loosest) return left;
    cursor.take();
    // `^` alone reads from the right, and recurs as long as its chain is.
    const right = cursor.nested(() => parseOperand(cursor, rightPrecedenceOf(operator)));
    left = combine(left, operator, right, cursor);
  }
}

function isFieldOperator(operator: string): operator is FieldOperator {
  return (
    ARITHMETIC.has(operator) || ORDERS.has(operator) || ["&&", "||", "=~", "!~"].includes(operator)
  );
}

function parseSigned(cursor: TokenCursor): Operand {
  const { token, operator } = cursor;
  if (operator !== "-" && operator !== "!") return parsePrimary(cursor);
  cursor.take();
  const precedence = operator === "-" ? MINUS_PRECEDENCE : NOT_PRECEDENCE + 1;
  const of = notNil(
    cursor.nested(() => parseOperand(cursor, precedence)),
    cursor,
  );
  return { type: "unary", operator, of, place: cursor.placeFrom(token.place) };
}

function parsePrimary(cursor: TokenCursor): Operand {
  const { token } = cursor;
  if (cursor.skip("(")) {
    const inner = cursor.nested(() => parseField(cursor));
    cursor.expect(")");
    return { ...inner, place: cursor.placeFrom(token.place) };
  }
  if (token.type === "word" && token.text === "nil") {
    cursor.take();
    return { type: "nil", place: token.place };
  }
  return parseReferenceAt(cursor) ?? parseStaticAt(cursor) ?? cursor.unexpected(EXPECTED);
}

function combine(
  left: Operand,
  operator: FieldOperator,
  right: Operand,
  cursor: TokenCursor,
): FieldExpression {
  const place = { start: left.place.start, end: right.place.end };
  const isEquality = operator === "=" || operator === "!=";
  if (isEquality && (left.type === "nil") !== (right.type === "nil")) {
    const of = notNil(left.type === "nil" ? right : left, cursor);
    return { type: "exists", negated: operator === "=", of, place };
  }
  return {
    ...{ type: "binary", operator, place },
    ...{ left: notNil(left, cursor), right: notNil(right, cursor) },
  };
}

function notNil(operand: Operand, cursor: TokenCursor): FieldExpression {
  if (operand.type !== "nil") return operand;
  const next = cursor.operator === undefined ? "" : ` before "${cursor.operator}"`;
  const message = `unexpected nil${next}: it stands beside = or != and an attribute only`;
  throw new TraceqlFault("syntax", message, operand.place);
}

/** An attribute or intrinsic. */
export function parseReference(cursor: TokenCursor): FieldReference {
  return parseReferenceAt(cursor) ?? cursor.unexpected("an attribute or an intrinsic");
}

/** `( reference, … )` behind a function's name; at least one. */
export function parseReferences(cursor: TokenCursor): readonly FieldReference[] {
  cursor.expect("(");
  const references = [parseReference(cursor)];
  while (cursor.skip(",")) references.push(parseReference(cursor));
  cursor.expect(")");
  return references;
}

function parseReferenceAt(cursor: TokenCursor): FieldReference | undefined {
  const { token } = cursor;
  if (token.type === "attribute") {
    cursor.take();
    const { scope, parent, name, place } = token;
    return { type: "attribute", scope, parent, name, place };
  }
  if (token.type !== "word") return undefined;
  const { text, place } = token;
  const name = text.includes(":") ? text : UNSCOPED_INTRINSICS.get(text);
  if (name === undefined) return undefined;
  if (!isIntrinsicName(name)) {
    throw new TraceqlFault("syntax", `unknown intrinsic ${text}`, place);
  }
  cursor.take();
  return { type: "intrinsic", name, place };
}

const WORDS: ReadonlyMap<string, Static> = new Map<string, Static>([
  ["true", { type: "bool", value: true }],
  ["false", { type: "bool", value: false }],
  ["minInt", { type: "int", value: -(2n ** 63n) }],
  ["maxInt", { type: "int", value: 2n ** 63n - 1n }],
  ...SPAN_STATUSES.map((value): [string, Static] => [value, { type: "status", value }]),
  ...SPAN_KINDS.map((value: SpanKindName): [string, Static] => [value, { type: "kind", value }]),
]);

/** A value that is written out; undefined when none is next. */
export function parseStaticAt(
  cursor: TokenCursor,
): { readonly type: "static"; readonly value: Static; readonly place: Place } | undefined {
  const { token } = cursor;
  const value =
    token.type === "static"
      ? token.value
      : token.type === "word"
        ? WORDS.get(token.text)
        : undefined;
  if (value !== undefined) {
    cursor.take();
    return { type: "static", value, place: token.place };
  }
  if (token.type === "word" && !RESERVED.has(token.text)) {
    throw new TraceqlFault("syntax", `unknown identifier: ${token.text}`, token.place);
  }
  return undefined;
}

/** Words that mean something where no value may stand. */
const RESERVED: ReadonlySet<string> = new Set([
  ...["nil", "by", "select", "coalesce", "with", "count", "min", "max", "avg", "sum"],
  ...["rate", "count_over_time", "min_over_time", "max_over_time", "avg_over_time"],
  ...["sum_over_time", "histogram_over_time", "quantile_over_time", "compare", "topk", "bottomk"],
]);

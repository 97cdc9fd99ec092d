import { parseField, parseReferences, parseStaticAt } from "./parse-field.ts";
import { isMetric, parseMetric, parseSecondStages } from "./parse-metrics.ts";
import {
  ARITHMETIC,
  MINUS_PRECEDENCE,
  ORDERS,
  precedenceOf,
  rightPrecedenceOf,
} from "./precedence.ts";
import type { TokenCursor } from "./token-cursor.ts";
import { TraceqlFault } from "./traceql-error.ts";
import type {
  Aggregate,
  AggregateName,
  ArithmeticOperator,
  MetricsExpression,
  OrderOperator,
  Pipeline,
  ScalarExpression,
  ScalarFilter,
  SpansetExpression,
  SpansetFilter,
  SpansetOperator,
  Stage,
} from "./tree.ts";

/**
 * What stands outside of braces. A leading `(` may open spans, a pipeline, a number of a pipeline or a metric, so all of
 * these are parsed alike as terms, and what they are says what an operator between them means: `>` has children to its
 * right beside spans, and compares beside numbers. A little more is taken than Tempo's grammar has: pipelines need no
 * parentheses around a filter that they are combined with.
 */
export type Term = SpansetExpression | ScalarExpression | ScalarFilter | MetricsExpression;

const EXPECTED = "{, ( or an aggregate";

/** A whole query without its hints, or what stands in parentheses. */
export function parseStatement(cursor: TokenCursor): Term {
  const { place: start } = cursor.token;
  const stages: Stage[] = [];
  do {
    const word = stages.length === 0 ? undefined : cursor.word;
    if (isMetric(word)) {
      const first = parseMetric(cursor, parseFilter);
      const then = parseSecondStages(cursor, parseBareScalar);
      return { type: "metrics", stages, first, then, place: cursor.placeFrom(start) };
    }
    const part = parseWordStage(cursor, stages.length === 0) ?? parseTerm(cursor, 1);
    if (isMetrics(part)) {
      if (stages.length > 0) throw refused(part, "a metric stands at the beginning only");
      const then = parseSecondStages(cursor, parseBareScalar);
      return { ...part, then: [...part.then, ...then], place: cursor.placeFrom(start) };
    }
    if (isScalar(part)) {
      if (stages.length === 0) return part;
      return { type: "pipelineScalar", stages, aggregate: part, place: cursor.placeFrom(start) };
    }
    stages.push(part);
  } while (cursor.skip("|"));
  const [only] = stages;
  if (stages.length === 1 && isSpanset(only!)) return only;
  return { type: "pipeline", stages, place: cursor.placeFrom(start) };
}

/** A stage that begins with its name. */
function parseWordStage(cursor: TokenCursor, isFirst: boolean): Stage | undefined {
  const { token, word } = cursor;
  if (word === "by") {
    cursor.take();
    cursor.expect("(");
    const of = parseField(cursor);
    cursor.expect(")");
    return { type: "by", of, place: cursor.placeFrom(token.place) };
  }
  if (word === "select") {
    cursor.take();
    const of = parseReferences(cursor);
    return { type: "select", of, place: cursor.placeFrom(token.place) };
  }
  if (word === "coalesce" && !isFirst) {
    cursor.take();
    cursor.expect("(");
    cursor.expect(")");
    return { type: "coalesce", place: cursor.placeFrom(token.place) };
  }
  return undefined;
}

/** By climbing precedences, as parse-field.ts does. */
function parseTerm(cursor: TokenCursor, loosest: number): Term {
  let left = parseSignedTerm(cursor);
  for (;;) {
    const { token, operator } = cursor;
    const precedence = precedenceOf(operator);
    if (operator === undefined || precedence === 0 || precedence < loosest) return left;
    // What a metric is compared with is a stage of its own.
    if (isMetrics(left) && ORDERS.has(operator)) return left;
    cursor.take();
    const right = cursor.nested(() => parseTerm(cursor, rightPrecedenceOf(operator)));
    const both = combine(left, operator, right);
    if (both === undefined) {
      const message = `unexpected "${operator}": it cannot stand between ${wordsFor(left)} and ${wordsFor(right)}`;
      throw new TraceqlFault("syntax", message, token.place);
    }
    left = both;
  }
}

function parseSignedTerm(cursor: TokenCursor): Term {
  const { token } = cursor;
  if (!cursor.skip("-")) return parsePrimaryTerm(cursor);
  const of = cursor.nested(() => parseTerm(cursor, MINUS_PRECEDENCE));
  if (!isScalar(of)) throw refused(of, "a sign stands before a number only");
  return { type: "negative", of, place: cursor.placeFrom(token.place) };
}

function parsePrimaryTerm(cursor: TokenCursor): Term {
  const { token, word } = cursor;
  if (cursor.operator === "{") return parseFilter(cursor);
  if (cursor.skip("(")) {
    const inner = cursor.nested(() => parseStatement(cursor));
    cursor.expect(")");
    return { ...inner, place: cursor.placeFrom(token.place) };
  }
  if (word !== undefined && AGGREGATES.has(word)) return parseAggregate(cursor);
  return parseStaticAt(cursor) ?? cursor.unexpected(EXPECTED);
}

function parseFilter(cursor: TokenCursor): SpansetFilter {
  const { place: start } = cursor.token;
  cursor.expect("{");
  if (cursor.skip("}")) {
    return { type: "filter", where: undefined, place: cursor.placeFrom(start) };
  }
  const where = parseField(cursor);
  if (!cursor.skip("}")) cursor.unexpected('an operator or "}"');
  return { type: "filter", where, place: cursor.placeFrom(start) };
}

const AGGREGATES: ReadonlySet<string> = new Set(["count", "min", "max", "avg", "sum"]);

function parseAggregate(cursor: TokenCursor): Aggregate {
  const { token } = cursor;
  const name = cursor.word as AggregateName;
  cursor.take();
  cursor.expect("(");
  const of = name === "count" ? undefined : parseField(cursor);
  cursor.expect(")");
  return { type: "aggregate", name, of, place: cursor.placeFrom(token.place) };
}

/** A number without aggregates, tighter than a comparison. */
function parseBareScalar(cursor: TokenCursor): ScalarExpression {
  const scalar = parseTerm(cursor, precedenceOf("+"));
  if (isScalar(scalar) && !hasAggregate(scalar)) return scalar;
  throw refused(scalar, "a metric is compared with a number");
}

function combine(left: Term, operator: string, right: Term): Term | undefined {
  const place = { start: left.place.start, end: right.place.end };
  if (isSpanset(left) && isSpanset(right)) {
    if (ARITHMETIC.has(operator) || NO_SPANSET_OPERATORS.has(operator)) return undefined;
    return { type: "spansets", operator: operator as SpansetOperator, left, right, place };
  }
  if (isScalar(left) && isScalar(right)) {
    if (ARITHMETIC.has(operator)) {
      const type = "arithmetic";
      return { type, operator: operator as ArithmeticOperator, left, right, place };
    }
    if (!ORDERS.has(operator)) return undefined;
    if (!hasAggregate(left) && !hasAggregate(right)) {
      throw new TraceqlFault("syntax", "one side of a comparison has an aggregate", place);
    }
    return { type: "scalarFilter", operator: operator as OrderOperator, left, right, place };
  }
  const areMetrics = isMetrics(left) || isMetrics(right);
  if (areMetrics && isMetricsOperand(left) && isMetricsOperand(right) && MATH.has(operator)) {
    const type = "metricsArithmetic";
    return { type, operator: operator as "+" | "-" | "*" | "/", left, right, then: [], place };
  }
  return undefined;
}

/** Of those that bind as tightly as structural operators. */
const NO_SPANSET_OPERATORS: ReadonlySet<string> = new Set(["=", "!=", "<=", ">=", "=~"]);
const MATH: ReadonlySet<string> = new Set(["+", "-", "*", "/"]);

function isMetricsOperand(term: Term): term is MetricsExpression | ScalarExpression {
  return isMetrics(term) || (isScalar(term) && !hasAggregate(term));
}

export function isSpanset(term: Term | Stage): term is SpansetExpression {
  return term.type === "filter" || term.type === "spansets" || term.type === "pipeline";
}

export function isMetrics(term: Term | Stage): term is MetricsExpression {
  return term.type === "metrics" || term.type === "metricsArithmetic";
}

function isScalar(term: Term | Stage): term is ScalarExpression {
  return ["static", "aggregate", "arithmetic", "negative", "pipelineScalar"].includes(term.type);
}

function hasAggregate(scalar: ScalarExpression): boolean {
  switch (scalar.type) {
    case "aggregate":
    case "pipelineScalar":
      return true;
    case "static":
      return false;
    case "negative":
      return hasAggregate(scalar.of);
    case "arithmetic":
      return hasAggregate(scalar.left) || hasAggregate(scalar.right);
  }
}

function wordsFor(term: Term): string {
  if (term.type === "pipeline") return "a pipeline";
  if (isSpanset(term)) return "spans";
  if (isMetrics(term)) return "a metric";
  return isScalar(term) ? "a number" : "a comparison";
}

function refused({ place }: Term | Pipeline, message: string): TraceqlFault {
  return new TraceqlFault("syntax", message, place);
}

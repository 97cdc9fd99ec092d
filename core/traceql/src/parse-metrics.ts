import { ORDERS } from "./precedence.ts";
import { parseReference, parseReferences, parseStaticAt } from "./parse-field.ts";
import type { TokenCursor } from "./token-cursor.ts";
import { type Place, TraceqlFault } from "./traceql-error.ts";
import type {
  FieldReference,
  MetricName,
  MetricsSecondStage,
  MetricsStage,
  OrderOperator,
  ScalarExpression,
  SpansetFilter,
  Static,
} from "./tree.ts";

/** The functions that make series of numbers, and what they take. */
const METRICS = {
  rate: "nothing",
  count_over_time: "nothing",
  min_over_time: "reference",
  max_over_time: "reference",
  avg_over_time: "reference",
  sum_over_time: "reference",
  histogram_over_time: "reference",
  quantile_over_time: "quantiles",
} as const satisfies Record<MetricName, string>;

/** True for the name of a function with which a metrics query begins. */
export function isMetric(word: string | undefined): word is MetricName | "compare" {
  return word !== undefined && (word === "compare" || Object.hasOwn(METRICS, word));
}

/** `rate() by(…)`, at its name. */
export function parseMetric(
  cursor: TokenCursor,
  parseFilter: (cursor: TokenCursor) => SpansetFilter,
): MetricsStage {
  const { place: start } = cursor.token;
  const name = cursor.word as MetricName | "compare";
  cursor.take();
  if (name === "compare") return parseCompare(cursor, start, parseFilter);
  cursor.expect("(");
  let of: FieldReference | undefined;
  const quantiles: number[] = [];
  if (METRICS[name] !== "nothing") of = parseReference(cursor);
  if (METRICS[name] === "quantiles") {
    do {
      cursor.expect(",");
      quantiles.push(Number(parseNumber(cursor, "a quantile such as 0.99").value));
    } while (cursor.operator === ",");
  }
  cursor.expect(")");
  let by: readonly FieldReference[] = [];
  if (cursor.word === "by") {
    cursor.take();
    by = parseReferences(cursor);
  }
  return { type: "metric", name, of, quantiles, by, place: cursor.placeFrom(start) };
}

const COMPARE_NUMBERS = ["how many values", "a start in nanoseconds", "an end in nanoseconds"];

function parseCompare(
  cursor: TokenCursor,
  start: Place,
  parseFilter: (cursor: TokenCursor) => SpansetFilter,
): MetricsStage {
  cursor.expect("(");
  if (cursor.operator !== "{") cursor.unexpected("the filter of the selected spans");
  const selection = parseFilter(cursor);
  const numbers: bigint[] = [];
  while (numbers.length < COMPARE_NUMBERS.length && cursor.skip(",")) {
    const { value, place } = parseNumber(cursor, COMPARE_NUMBERS[numbers.length]!);
    if (typeof value !== "bigint") {
      throw new TraceqlFault("syntax", "expecting an integer", place);
    }
    numbers.push(value);
  }
  cursor.expect(")");
  return { type: "compare", selection, numbers, place: cursor.placeFrom(start) };
}

function parseNumber(
  cursor: TokenCursor,
  expecting: string,
): { readonly value: bigint | number; readonly place: Place } {
  const { token } = cursor;
  const value: Static | undefined = token.type === "static" ? token.value : undefined;
  if (value?.type !== "int" && value?.type !== "float") return cursor.unexpected(expecting);
  cursor.take();
  return { value: value.value, place: token.place };
}

/** `| topk(5)` and `> 2`, as many as there are. */
export function parseSecondStages(
  cursor: TokenCursor,
  parseScalar: (cursor: TokenCursor) => ScalarExpression,
): readonly MetricsSecondStage[] {
  const stages: MetricsSecondStage[] = [];
  for (;;) {
    const { token, operator } = cursor;
    if (operator !== undefined && ORDERS.has(operator)) {
      cursor.take();
      const value = parseScalar(cursor);
      stages.push({
        ...{ type: "compareMetric", operator: operator as OrderOperator, value },
        place: cursor.placeFrom(token.place),
      });
    } else if (cursor.skip("|")) {
      stages.push(parseRanking(cursor));
    } else return stages;
  }
}

function parseRanking(cursor: TokenCursor): MetricsSecondStage {
  const { token, word } = cursor;
  if (word !== "topk" && word !== "bottomk") return cursor.unexpected("topk or bottomk");
  cursor.take();
  cursor.expect("(");
  const { value, place } = parseNumber(cursor, "how many series");
  if (typeof value !== "bigint") throw new TraceqlFault("syntax", "expecting an integer", place);
  if (value <= 0n) throw new TraceqlFault("type", "limit must be greater than 0", place);
  cursor.expect(")");
  const limit = Number(value);
  return { type: word, limit, place: cursor.placeFrom(token.place) };
}

/** `with(a=1, b=true)`, at its brackets. */
export function parseHints(
  cursor: TokenCursor,
): readonly { readonly name: string; readonly value: Static; readonly place: Place }[] {
  cursor.expect("(");
  const hints = [];
  do {
    const { token, word } = cursor;
    if (word === undefined) return cursor.unexpected("the name of a hint");
    cursor.take();
    cursor.expect("=");
    const value = parseStaticAt(cursor)?.value ?? cursor.unexpected("a value");
    hints.push({ name: word, value, place: cursor.placeFrom(token.place) });
  } while (cursor.skip(","));
  cursor.expect(")");
  return hints;
}

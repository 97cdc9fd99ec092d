import type { ComparisonOperator } from "../span-predicate.ts";
import type { NumberComparison, SpanMask, SpansetNumber, SpansetTrace } from "./spanset-query.ts";

/** Whether a comparison holds for the spans of a set together. */
export function comparisonHolds(
  { operator, left, right }: NumberComparison,
  trace: SpansetTrace,
  set: SpanMask,
): boolean {
  const [one, other] = [numberOf(left, trace, set), numberOf(right, trace, set)];
  return one !== undefined && other !== undefined && compares(one, operator, other);
}

/** Compares exactly, whole numbers with others too; false for every operator with a NaN. */
export function compares<T extends bigint | number>(
  one: T,
  operator: ComparisonOperator,
  other: T,
): boolean {
  switch (operator) {
    case "=":
      // An integer equals a float of the same size, which === denies.
      return one <= other && one >= other;
    case "!=":
      return one < other || one > other;
    case "<":
      return one < other;
    case "<=":
      return one <= other;
    case ">":
      return one > other;
    case ">=":
      return one >= other;
  }
}

function numberOf(
  number: SpansetNumber,
  { measures }: SpansetTrace,
  set: SpanMask,
): bigint | number | undefined {
  switch (number.type) {
    case "constant":
      return number.value;
    case "count":
      return set.reduce((sum, isIn) => sum + isIn, 0);
    case "min":
    case "max":
    case "sum":
    case "avg":
      return aggregate(number.type, valuesIn(measures[number.measure]!, set));
  }
}

function valuesIn(
  values: readonly (bigint | number | undefined)[],
  set: SpanMask,
): readonly (bigint | number)[] {
  return values.filter(
    (value, span): value is bigint | number =>
      set[span] === 1 && value !== undefined && !Number.isNaN(value),
  );
}

/** Sums of whole numbers are exact. */
function aggregate(
  type: "min" | "max" | "sum" | "avg",
  values: readonly (bigint | number)[],
): bigint | number | undefined {
  if (values.length === 0) return undefined;
  switch (type) {
    case "min":
      return values.reduce((one, other) => (other < one ? other : one));
    case "max":
      return values.reduce((one, other) => (other > one ? other : one));
    case "sum":
      return sumOf(values);
    case "avg":
      return Number(sumOf(values)) / values.length;
  }
}

function sumOf(values: readonly (bigint | number)[]): bigint | number {
  let whole = 0n;
  let fractions = 0;
  let isWhole = true;
  for (const value of values) {
    if (typeof value === "bigint") whole += value;
    else {
      fractions += value;
      isWhole = false;
    }
  }
  return isWhole ? whole : Number(whole) + fractions;
}

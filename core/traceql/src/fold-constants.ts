import { compareCodePoints, SPAN_KINDS, SPAN_STATUSES } from "@spanhouse/model";
import { type Place, TraceqlFault } from "./traceql-error.ts";
import type { ArithmeticOperator, FieldExpression, FieldOperator, Static } from "./tree.ts";

/** The value of an expression without attributes and intrinsics; numbers may be below zero. Undefined of any other. */
export function foldConstant(field: FieldExpression): Static | undefined {
  switch (field.type) {
    case "static":
      return field.value;
    case "intrinsic":
    case "attribute":
    case "exists":
      return undefined;
    case "unary": {
      const of = foldConstant(field.of);
      if (of === undefined) return undefined;
      if (field.operator === "!") return boolOf(of.type === "bool" && !of.value);
      return arithmetic("-", { type: "int", value: 0n }, of, field.place);
    }
    case "binary": {
      const left = foldConstant(field.left);
      const right = foldConstant(field.right);
      if (left === undefined || right === undefined) return undefined;
      return fold(field.operator, left, right, field.place);
    }
  }
}

function fold(
  operator: FieldOperator,
  left: Static,
  right: Static,
  place: Place,
): Static | undefined {
  switch (operator) {
    case "&&":
      return boolOf(left.value === true && right.value === true);
    case "||":
      return boolOf(left.value === true || right.value === true);
    case "=~":
    case "!~":
      return undefined;
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
    case "^":
      return arithmetic(operator, left, right, place);
    case "=":
      return boolOf(isEqual(left, right));
    case "!=":
      return boolOf(!isEqual(left, right));
    case "<":
      return boolOf(isBefore(left, right));
    case "<=":
      return boolOf(isBefore(left, right) || isEqual(left, right));
    case ">":
      return boolOf(isBefore(right, left));
    case ">=":
      return boolOf(isBefore(right, left) || isEqual(left, right));
  }
}

function boolOf(value: boolean): Static {
  return { type: "bool", value };
}

function isEqual(left: Static, right: Static): boolean {
  // An integer equals a float of the same size, which === denies.
  return isNumber(left) && isNumber(right)
    ? left.value <= right.value && left.value >= right.value
    : left.value === right.value;
}

function isBefore(left: Static, right: Static): boolean {
  if (left.type === "string" && right.type === "string") {
    return compareCodePoints(left.value, right.value) < 0;
  }
  return isNumber(left) && isNumber(right) && left.value < right.value;
}

type NumberStatic = Static & { readonly type: "int" | "float" | "duration" };

function isNumber(value: Static): value is NumberStatic {
  return value.type === "int" || value.type === "float" || value.type === "duration";
}

/** Whole numbers stay whole, so 1 / 2 is 0; a duration makes a duration, a float a float. */
function arithmetic(
  operator: ArithmeticOperator,
  left: Static,
  right: Static,
  place: Place,
): Static | undefined {
  if (!isNumber(left) || !isNumber(right)) return undefined;
  if (left.type === "float" || right.type === "float") {
    const value = ofFloats(operator, Number(left.value), Number(right.value));
    if (Number.isFinite(value)) return { type: "float", value };
    throw new TraceqlFault("type", "the result is not a finite number", place);
  }
  const value = ofIntegers(operator, left.value, right.value, place);
  if (value === undefined || BigInt.asIntN(64, value) !== value) {
    throw new TraceqlFault("type", "the result does not fit into 64 bits", place);
  }
  const isDuration = left.type === "duration" || right.type === "duration";
  return { type: isDuration ? "duration" : "int", value };
}

function ofFloats(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "^":
      return left ** right;
  }
}

function ofIntegers(
  operator: ArithmeticOperator,
  left: bigint,
  right: bigint,
  place: Place,
): bigint | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
    case "%":
      if (right === 0n) throw new TraceqlFault("type", "division by zero", place);
      return operator === "/" ? left / right : left % right;
    case "^":
      return powerOf(left, right);
  }
}

/** Undefined beyond 64 bits, before it is computed. */
function powerOf(base: bigint, exponent: bigint): bigint | undefined {
  if (base === 0n || base === 1n) return exponent === 0n ? 1n : base;
  if (base === -1n) return exponent % 2n === 0n ? 1n : -1n;
  if (exponent < 0n) return 0n;
  return exponent > 63n ? undefined : base ** exponent;
}

/** OTLP's number of a word for a status or a kind. */
export function numberOfWord(word: Static & { readonly type: "status" | "kind" }): number {
  return word.type === "status"
    ? SPAN_STATUSES.indexOf(word.value)
    : SPAN_KINDS.indexOf(word.value);
}

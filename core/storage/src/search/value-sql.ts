import { textReadings, type PredicateConstant } from "@spanhouse/model";
import type { SqlParameters } from "./sql-parameters.ts";
import type { ValueTest } from "./positive-predicate.ts";

/**
 * SQL of a test for a value of each type: a function of the value's SQL, or undefined where no value of
 * that type passes. `PRESENT` stands for "all pass", so that callers can ask for a key alone.
 */
export interface ValueSql {
  readonly string?: OfValue;
  /** Of an integer of any width; what it has no integer for is not in `constant`. */
  readonly int?: OfValue;
  readonly double?: OfValue;
  readonly bool?: OfValue;
  /** Of attribute text: arrays, lists, bytes, empty values. */
  readonly other?: OfValue;
}

export type OfValue = ((value: string) => string) | typeof PRESENT;

export const PRESENT = "present";

export function valueSql(test: ValueTest, parameters: SqlParameters): ValueSql {
  switch (test.type) {
    case "match":
      return { string: (value) => `match(${value}, ${parameters.add(test.pattern, "String")})` };
    case "present":
      return {
        ...(test.as === "string" || test.as === "anything" ? { string: PRESENT } : {}),
        ...(test.as === "number" || test.as === "anything"
          ? { int: PRESENT, double: PRESENT }
          : {}),
        ...(test.as === "bool" || test.as === "anything" ? { bool: PRESENT } : {}),
        ...(test.as === "anything" ? { other: PRESENT } : {}),
      };
    case "compare":
      return comparisonSql(test.operator, test.constant, parameters);
  }
}

function comparisonSql(
  operator: string,
  constant: PredicateConstant,
  parameters: SqlParameters,
): ValueSql {
  const compared =
    (literal: string): OfValue =>
    (value) =>
      `${value} ${operator} ${literal}`;
  switch (constant.type) {
    case "string":
      return { string: compared(parameters.add(constant.value, "String")) };
    case "int": {
      const number = compared(intParameter(constant.value, parameters));
      return { int: number, double: number };
    }
    case "double": {
      const number = compared(parameters.add(constant.value, "Float64"));
      return { int: number, double: number };
    }
    case "bool":
      return { bool: compared(String(constant.value)) };
    case "text":
      return writtenSql(constant.value, parameters);
    case "kind":
    case "status":
      return { int: compared(parameters.add(constant.value, "UInt8")) };
  }
}

function writtenSql(text: string, parameters: SqlParameters): ValueSql {
  const { int, double, bool, other } = textReadings(text);
  const equal =
    (literal: string): OfValue =>
    (value) =>
      `${value} = ${literal}`;
  return {
    string: equal(parameters.add(text, "String")),
    ...(int === undefined ? {} : { int: equal(intParameter(int, parameters)) }),
    ...(double === undefined ? {} : { double: equal(parameters.add(double, "Float64")) }),
    ...(bool === undefined ? {} : { bool: equal(String(bool)) }),
    ...(other === undefined ? {} : { other: equal(parameters.add(other, "String")) }),
  };
}

/** The engine compares integers of any signs exactly, and integers with doubles. */
export function intParameter(value: bigint, parameters: SqlParameters): string {
  return parameters.add(value, value < 2n ** 63n ? "Int64" : "UInt64");
}

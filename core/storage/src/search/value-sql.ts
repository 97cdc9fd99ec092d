import { textReadings, type PredicateConstant } from "@spanhouse/model";
import type { SqlParameters } from "./sql-parameters.ts";
import { oneOfSql } from "./one-of-sql.ts";
import { patternForEngine } from "./pattern-sql.ts";
import type { ValueTest } from "./positive-predicate.ts";
import { PRESENT, type OfValue, type ValueSql } from "./value-tests.ts";

/** SQL of a test for a value of each type. */
export function valueSql(test: ValueTest, parameters: SqlParameters): ValueSql {
  switch (test.type) {
    case "match": {
      const pattern = parameters.add(patternForEngine(test.pattern), "String");
      return { string: (value) => `match(${value}, ${pattern})` };
    }
    case "present":
      return {
        ...(test.as === "string" || test.as === "anything" ? { string: PRESENT } : {}),
        ...(test.as === "number" || test.as === "anything"
          ? { int: PRESENT, uint: PRESENT, double: PRESENT }
          : {}),
        ...(test.as === "bool" || test.as === "anything" ? { bool: PRESENT } : {}),
        ...(test.as === "anything" ? { other: PRESENT } : {}),
      };
    case "compare":
      return comparisonSql(test.operator, test.constant, parameters);
    case "oneOf":
      return oneOfSql(test.constants, parameters);
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
    case "string": {
      const text = parameters.add(constant.value, "String");
      return { string: compared(text), ...(operator === "=" ? { equalString: { text } } : {}) };
    }
    case "int": {
      const { value } = constant;
      return {
        int: intSql(operator, value, "Int64", parameters),
        uint: intSql(operator, value, "UInt64", parameters),
        double: compared(parameters.add(value, value < 2n ** 63n ? "Int64" : "UInt64")),
      };
    }
    case "double": {
      const number = compared(parameters.add(constant.value, "Float64"));
      return { int: number, uint: number, double: number };
    }
    case "bool":
      return { bool: compared(String(constant.value)) };
    case "text":
      return writtenSql(constant.value, parameters);
    case "kind":
    case "status":
      return { uint: compared(parameters.add(constant.value, "UInt8")) };
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
    equalString: { text: parameters.add(text, "String") },
    ...(int === undefined
      ? {}
      : {
          int: intSql("=", int, "Int64", parameters),
          uint: intSql("=", int, "UInt64", parameters),
        }),
    ...(double === undefined ? {} : { double: equal(parameters.add(double, "Float64")) }),
    ...(bool === undefined ? {} : { bool: equal(String(bool)) }),
    ...(other === undefined ? {} : { other: equal(parameters.add(other, "String")) }),
  };
}

const RANGES = {
  Int64: [-(2n ** 63n), 2n ** 63n - 1n],
  UInt64: [0n, 2n ** 64n - 1n],
} as const;

/** Compares with a constant of the same type; one that the type does not have is above or below all of its values. */
function intSql(
  operator: string,
  constant: bigint,
  type: keyof typeof RANGES,
  parameters: SqlParameters,
): OfValue {
  const [min, max] = RANGES[type];
  if (constant < min) return () => (operator.startsWith(">") ? "1" : "0");
  if (constant > max) return () => (operator.startsWith("<") ? "1" : "0");
  return (value) => `${value} ${operator} ${parameters.add(constant, type)}`;
}

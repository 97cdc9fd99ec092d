import { textReadings, type PredicateConstant } from "@spanhouse/model";
import type { SqlParameters } from "./sql-parameters.ts";
import type { OfValue, ValueSql } from "./value-tests.ts";

/**
 * SQL of "equal to one of these constants". Each type of value has a list of its own type: a chain of comparisons with
 * constants of several types is what the engine would turn into one list of a common type, which rounds.
 */
export function oneOfSql(
  constants: readonly PredicateConstant[],
  parameters: SqlParameters,
): ValueSql {
  const { texts, ints, doubles, bools, others } = readingsOf(constants);
  const isIn = (
    values: readonly string[] | readonly bigint[] | readonly number[],
    type: string,
  ) => {
    const list = parameters.add(values, `Array(${type})`);
    return { list, sql: (value: string) => `${value} IN ${list}` };
  };
  const strings = texts.length === 0 ? undefined : isIn(texts, "String");
  const signed = ints.filter((int) => int >= -(2n ** 63n) && int < 2n ** 63n);
  const unsigned = ints.filter((int) => int >= 0n && int < 2n ** 64n);
  return {
    ...(strings && { string: strings.sql, equalString: { texts: strings.list } }),
    ...(signed.length === 0 ? {} : { int: isIn(signed, "Int64").sql }),
    ...(unsigned.length === 0 ? {} : { uint: isIn(unsigned, "UInt64").sql }),
    ...(doubles.length === 0 ? {} : { double: doublesSql(doubles, isIn(doubles, "Float64").sql) }),
    ...(bools.length === 0 ? {} : { bool: boolsSql(bools) }),
    ...(others.length === 0 ? {} : { other: isIn(others, "String").sql }),
  };
}

/** The integers that are equal to one of the constants, of any size. */
export function integersAmong(constants: readonly PredicateConstant[]): readonly bigint[] {
  return readingsOf(constants).ints;
}

interface Readings {
  readonly texts: string[];
  readonly ints: bigint[];
  readonly doubles: number[];
  readonly bools: boolean[];
  readonly others: string[];
}

/** Which values of each type are equal to one of the constants; those out of a type's range may be among them. */
function readingsOf(constants: readonly PredicateConstant[]): Readings {
  const readings: Readings = { texts: [], ints: [], doubles: [], bools: [], others: [] };
  const { texts, ints, doubles, bools, others } = readings;
  for (const constant of constants) {
    switch (constant.type) {
      case "string":
        texts.push(constant.value);
        break;
      case "int":
        ints.push(constant.value);
        if (BigInt(Number(constant.value)) === constant.value) doubles.push(Number(constant.value));
        break;
      case "double":
        doubles.push(constant.value);
        if (Number.isInteger(constant.value)) ints.push(BigInt(constant.value));
        break;
      case "bool":
        bools.push(constant.value);
        break;
      case "kind":
      case "status":
        ints.push(BigInt(constant.value));
        break;
      case "text": {
        const { int, double, bool, other } = textReadings(constant.value);
        texts.push(constant.value);
        if (int !== undefined) ints.push(int);
        if (double !== undefined) doubles.push(double);
        if (bool !== undefined) bools.push(bool);
        if (other !== undefined) others.push(other);
      }
    }
  }
  return readings;
}

/** In a list, the two zeros are different. */
function doublesSql(doubles: readonly number[], isIn: (value: string) => string): OfValue {
  return doubles.includes(0) ? (value) => `(${isIn(value)} OR ${value} = 0.)` : isIn;
}

function boolsSql(bools: readonly boolean[]): OfValue {
  const different = [...new Set(bools)];
  return (value) => `(${different.map((bool) => `${value} = ${String(bool)}`).join(" OR ")})`;
}

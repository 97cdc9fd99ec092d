import { err, ok, type Result } from "@spanhouse/base";
import {
  ATTRIBUTE_VALUE_TYPES,
  compareCodePoints,
  type SpanCondition,
  type SpanField,
  type SpanOperand,
  spanIdText,
  type SpanPredicate,
  textPattern,
} from "@spanhouse/model";
import { describeTraceqlError, traceqlPredicate } from "@spanhouse/traceql";
import { text } from "../texts/find-traceql.ts";
import type { TypedColumn } from "./attribute-columns.ts";
import { type ColumnKey, columnKeyText } from "./column-key.ts";
import type { TraceModel } from "./trace-model.ts";

/**
 * TraceQL in the find bar: its filters, on the columns of a trace that the page has, and on columns of attributes that it
 * asks for. Values of attributes are as columns have them: on one line and cut after 1,000 characters. Loaded when TraceQL
 * is written, because the regular expressions of the server come with it.
 */
export interface FindTraceql {
  readonly where: SpanPredicate;
  /** What has to be asked for. */
  readonly columns: readonly ColumnKey[];
}

/** Reads a query; an error is a sentence for people. */
export function readFindTraceql(query: string): Result<FindTraceql, string> {
  const where = traceqlPredicate(query);
  if (!where.ok) return err(describeTraceqlError(where.error));
  const columns = new Map<string, ColumnKey>();
  const open = [where.value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.type === "and" || next.type === "or") open.push(...next.of);
    else if (next.type === "not") open.push(next.of);
    else if (next.type === "some") open.push(next.where);
    else {
      const keys = columnsOf(next.operand);
      if (keys === undefined) return err(text.cannotBeFound(wordsFor(next.operand)));
      for (const key of keys) columns.set(columnKeyText(key), key);
    }
  }
  return ok({ where: where.value, columns: [...columns.values()] });
}

/** Undefined of what the page has no columns of. */
function columnsOf(operand: SpanOperand): readonly ColumnKey[] | undefined {
  if ("field" in operand) return FIELDS[operand.field] === undefined ? undefined : [];
  const { attribute: key, level } = operand;
  if (level === "any")
    return [
      { key, level: "span" },
      { key, level: "resource" },
    ];
  return level === "span" || level === "resource" ? [{ key, level }] : undefined;
}

function wordsFor(operand: SpanOperand): string {
  return "field" in operand ? operand.field : `${operand.level}.${operand.attribute}`;
}

type RowTest = (row: number) => boolean;

/** The rows for which it holds, ascending. Columns that have not come have no values. */
export function findByPredicate(
  { where }: FindTraceql,
  model: TraceModel,
  columns: ReadonlyMap<string, TypedColumn>,
): Int32Array {
  const test = testOf(where, model, columns);
  const rows = new Int32Array(model.trace.spans.kind.length);
  let count = 0;
  for (let row = 0; row < rows.length; row++) if (test(row)) rows[count++] = row;
  return rows.slice(0, count);
}

/** Recursion is bounded by PREDICATE_DEPTH_MAX. */
function testOf(
  predicate: SpanPredicate,
  model: TraceModel,
  columns: ReadonlyMap<string, TypedColumn>,
): RowTest {
  switch (predicate.type) {
    case "and": {
      const tests = predicate.of.map((part) => testOf(part, model, columns));
      return (row) => tests.every((test) => test(row));
    }
    case "or": {
      const tests = predicate.of.map((part) => testOf(part, model, columns));
      return (row) => tests.some((test) => test(row));
    }
    case "not": {
      const test = testOf(predicate.of, model, columns);
      return (row) => !test(row);
    }
    case "some":
      return () => false;
    case "compare":
    case "match":
    case "exists":
      return conditionTest(predicate, valuesOf(predicate.operand, model, columns));
  }
}

/** The values of an operand: some, each once, and the place of the value of a row, or -1. */
interface Values {
  readonly values: readonly Value[];
  readonly placeOf: (row: number) => number;
}

/** `undefined` is of a type that nothing is compared with. */
type Value = string | number | bigint | boolean | undefined;

/** Each value is compared once, not once per row. */
function conditionTest(condition: SpanCondition, sources: readonly Values[]): RowTest {
  if (condition.type === "exists") {
    return (row) => sources.some(({ placeOf }) => placeOf(row) >= 0);
  }
  const { operator } = condition;
  const holds = valueTest(condition);
  const judged = sources.map(({ values, placeOf }) => {
    return {
      placeOf,
      verdicts: values.map((value) => (value === undefined ? undefined : holds(value))),
    };
  });
  const isNegated = operator === "!=" || operator === "!~";
  return (row) => {
    let isComparable = false;
    for (const { placeOf, verdicts } of judged) {
      const verdict = verdicts[placeOf(row)];
      if (verdict === true) return !isNegated;
      if (verdict === false) isComparable = true;
    }
    return isNegated && isComparable;
  };
}

/** Whether a value satisfies a comparison, of `!=` and `!~` their opposite; undefined when it cannot be compared. */
function valueTest(
  condition: SpanCondition & { readonly type: "compare" | "match" },
): (value: NonNullable<Value>) => boolean | undefined {
  if (condition.type === "match") {
    const pattern = textPattern(condition.pattern);
    return (value) =>
      typeof value === "string" ? pattern.ok && pattern.value.isIn(value) : undefined;
  }
  const { operator, constant } = condition;
  const wanted = constant.value;
  return (value) => {
    const areNumbers = isNumber(value) && isNumber(wanted);
    if (!areNumbers && typeof value !== typeof wanted) return undefined;
    switch (operator) {
      case "=":
      case "!=":
        return isEqual(value, wanted);
      case "<":
        return isBefore(value, wanted);
      case "<=":
        return isBefore(value, wanted) || isEqual(value, wanted);
      case ">":
        return isBefore(wanted, value);
      case ">=":
        return isBefore(wanted, value) || isEqual(value, wanted);
    }
  };
}

/** An integer equals a double of the same size, which === denies. */
function isEqual(one: NonNullable<Value>, other: NonNullable<Value>): boolean {
  return isNumber(one) && isNumber(other) ? one <= other && one >= other : one === other;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Texts in the order of their code points. */
function isBefore(one: NonNullable<Value>, other: NonNullable<Value>): boolean {
  return typeof one === "string" && typeof other === "string"
    ? compareCodePoints(one, other) < 0
    : one < other;
}

function valuesOf(
  operand: SpanOperand,
  model: TraceModel,
  columns: ReadonlyMap<string, TypedColumn>,
): readonly Values[] {
  if ("field" in operand) return [FIELDS[operand.field]!(model)];
  return columnsOf(operand)!.flatMap((key) => {
    const column = columns.get(columnKeyText(key));
    return column === undefined ? [] : [typedValues(column)];
  });
}

function typedValues({ values, types, of }: TypedColumn): Values {
  return {
    values: values.map((text, place) => typedValue(text, ATTRIBUTE_VALUE_TYPES[types[place]!])),
    placeOf: (row) => of[row]!,
  };
}

function typedValue(text: string, type: (typeof ATTRIBUTE_VALUE_TYPES)[number] | undefined): Value {
  switch (type) {
    case "string":
      return text;
    case "int":
      return BigInt(text);
    case "double":
      return Number(text);
    case "bool":
      return text === "true";
    case "bytes":
    case "array":
    case "keyValueList":
    case "empty":
    case undefined:
      return undefined;
  }
}

const NUMBERS_OF_WORDS = [0, 1, 2, 3, 4, 5];

const FIELDS: Partial<Record<SpanField, (model: TraceModel) => Values>> = {
  name: ({ trace }) => ofEach(trace.operations, trace.spans.operation),
  service: ({ trace }) => {
    const names = trace.services.map(({ name }) => name);
    return ofEach(names, trace.spans.service);
  },
  kind: ({ trace }) => ofEach(NUMBERS_OF_WORDS, trace.spans.kind),
  status: ({ trace }) => ofEach(NUMBERS_OF_WORDS, trace.spans.status),
  duration: ({ trace }) => ofRows(trace.spans.durationUs, (us) => Math.round(us * 1000)),
  traceId: ({ trace }) => ({ values: [trace.traceId], placeOf: () => 0 }),
  spanId: ({ trace }) => {
    const { spanId, kind } = trace.spans;
    return ofRows(kind, (_, row) => spanIdText(spanId, row));
  },
  isRoot: ({ trace, orphanOf }) => ({
    values: [false, true],
    placeOf: (row) => (trace.spans.parentRow[row]! < 0 && !orphanOf.has(row) ? 1 : 0),
  }),
};

function ofEach(values: readonly Value[], of: ArrayLike<number>): Values {
  return { values, placeOf: (row) => of[row]! };
}

function ofRows(column: ArrayLike<number>, valueOf: (value: number, row: number) => Value): Values {
  return { values: Array.from(column, valueOf), placeOf: (row) => row };
}

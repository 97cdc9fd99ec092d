import {
  OWN_SPAN_FLAGS,
  SPAN_KINDS,
  SPAN_STATUSES,
  spanIdText,
  STATUS_CODE_ERROR,
} from "@spanhouse/model";
import type { AttributeColumns } from "./attribute-columns.ts";
import { parseDuration } from "./duration.ts";
import { type CompareOperator, parseSpanQuery, type SpanTerm } from "./span-query.ts";
import type { TraceModel } from "./trace-model.ts";

type RowTest = (row: number) => boolean;

/**
 * The rows for which a text of the find bar holds (see span-query.ts), in row order. Empty for an empty text.
 * Names are compared once each, not once per row. An attribute that is not known holds for nothing.
 */
export function findSpans(
  model: TraceModel,
  text: string,
  attributes?: AttributeColumns,
): Int32Array {
  const tests = parseSpanQuery(text).map((term) => testOf(term, model, attributes));
  if (tests.length === 0) return new Int32Array(0);
  const rowCount = model.trace.spans.kind.length;
  const rows = new Int32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    if (tests.every((test) => test(row))) rows[count++] = row;
  }
  return rows.slice(0, count);
}

/**
 * The place in `rows` (ascending) to go to from `row`: the first after it, or before it when `backwards`,
 * going round at the ends. -1 when there are none.
 */
export function nextPlace(rows: Int32Array, row: number, backwards: boolean): number {
  if (rows.length === 0) return -1;
  const after = rows.findIndex((found) => found > row);
  if (!backwards) return after < 0 ? 0 : after;
  const before = rows.findLastIndex((found) => found < row);
  return before < 0 ? rows.length - 1 : before;
}

function testOf(term: SpanTerm, model: TraceModel, attributes?: AttributeColumns): RowTest {
  const test = positiveTest(term, model, attributes);
  return term.negated ? (row) => !test(row) : test;
}

function positiveTest(term: SpanTerm, model: TraceModel, attributes?: AttributeColumns): RowTest {
  const { spans } = model.trace;
  if (term.type === "phrase") return phraseTest(term.text, model);
  if (term.type === "compare") return compareTest(term, model, attributes);
  switch (term.what) {
    case "error":
      return (row) => spans.status[row] === STATUS_CODE_ERROR;
    case "critical":
      return (row) => model.criticalFrom[row]! < model.criticalFrom[row + 1]!;
    case "orphan":
      return (row) => (spans.flags[row]! & OWN_SPAN_FLAGS.orphan) !== 0;
    case "events":
      return (row) => spans.eventCount[row]! > 0;
    case "links":
      return (row) => spans.linkCount[row]! > 0;
  }
}

function phraseTest(wanted: string, { trace }: TraceModel): RowTest {
  const { spanId, service, operation } = trace.spans;
  const serviceMatches = trace.services.map(({ name }) => name.toLowerCase().includes(wanted));
  const operationMatches = trace.operations.map((name) => name.toLowerCase().includes(wanted));
  const mayBeId = /^[0-9a-f]{1,16}$/.test(wanted);
  return (row) =>
    serviceMatches[service[row]!] === true ||
    operationMatches[operation[row]!] === true ||
    (mayBeId && spanIdText(spanId, row).includes(wanted));
}

function compareTest(
  { key, operator, value }: SpanTerm & { readonly type: "compare" },
  { trace }: TraceModel,
  attributes?: AttributeColumns,
): RowTest {
  const { spans } = trace;
  const amount = (of: RowValue, wanted: number | undefined): RowTest =>
    wanted === undefined ? () => false : (row) => compareNumbers(of(row), operator, wanted);
  const choice = (texts: readonly string[], of: ArrayLike<number>): RowTest => {
    const matches = texts.map((text) => compareTexts(text, operator, value));
    return (row) => matches[of[row]!] === true;
  };
  switch (key) {
    case "service":
      return choice(
        trace.services.map(({ name }) => name),
        spans.service,
      );
    case "operation":
      return choice(trace.operations, spans.operation);
    case "kind":
      return choice(SPAN_KINDS, spans.kind);
    case "status":
      return choice(SPAN_STATUSES, spans.status);
    case "duration":
      return amount((row) => spans.durationUs[row]!, parseDuration(value));
    case "self":
      return amount((row) => spans.durationUs[row]! - spans.coveredUs[row]!, parseDuration(value));
    case "depth":
      return amount((row) => spans.depth[row]!, Number(value));
    default: {
      const column = attributes?.columns.get(key);
      return column === undefined ? () => false : choice(column.values, column.of);
    }
  }
}

type RowValue = (row: number) => number;

/** By size when both are numbers, else as texts; case does not matter. */
function compareTexts(text: string, operator: CompareOperator, wanted: string): boolean {
  const [one, other] = [Number(text), Number(wanted)];
  const areNumbers = text !== "" && Number.isFinite(one) && Number.isFinite(other);
  if (areNumbers) return compareNumbers(one, operator, other);
  return compareNumbers(
    text.toLowerCase() < wanted.toLowerCase()
      ? -1
      : text.toLowerCase() === wanted.toLowerCase()
        ? 0
        : 1,
    operator,
    0,
  );
}

function compareNumbers(one: number, operator: CompareOperator, other: number): boolean {
  switch (operator) {
    case "=":
      return one === other;
    case "!=":
      return one !== other;
    case ">":
      return one > other;
    case ">=":
      return one >= other;
    case "<":
      return one < other;
    case "<=":
      return one <= other;
  }
}

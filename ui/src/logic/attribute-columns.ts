import { SpanIdTable, spanIdsHash, type TraceAttributeColumn } from "@spanhouse/model";
import { NumberedNames } from "./numbered-names.ts";

/** Attributes of a trace's spans: which there are, and those columns that were asked for and have come. */
export interface AttributeColumns {
  /** All keys of the trace, sorted; empty until they have come. */
  readonly keys: readonly string[];
  readonly columns: ReadonlyMap<string, AttributeColumn>;
  /** Why one of them did not come, for people. */
  readonly problem?: string | undefined;
}

export interface AttributeColumn {
  readonly values: readonly string[];
  /** By row: which of `values`, or -1 without the attribute. */
  readonly of: Int32Array;
}

/** What was answered for the rows with these ids; undefined when it is about other rows and names no ids. */
export function toAttributeColumn(
  spanId: Uint32Array,
  answer: TraceAttributeColumn,
): AttributeColumn | undefined {
  const of = answeredPlaces(spanId, answer);
  if (of === undefined) return undefined;
  const [values, valueOf] = withoutTypes(answer);
  return { values, of: of.map((place) => valueOf[place + 1]!) };
}

/** Values with their types, as they were answered: `500` the number and `500` the text are two. */
export interface TypedColumn {
  readonly values: readonly string[];
  /** By value: number in ATTRIBUTE_VALUE_TYPES. */
  readonly types: Uint8Array;
  /** By row: which of `values`, or -1 without the attribute. */
  readonly of: Int32Array;
}

/** See toAttributeColumn. */
export function toTypedColumn(
  spanId: Uint32Array,
  answer: TraceAttributeColumn,
): TypedColumn | undefined {
  const of = answeredPlaces(spanId, answer);
  return of && { values: answer.values, types: answer.types, of };
}

/** By row: the place in the values of the answer, or -1; undefined when it is about other rows and names no ids. */
function answeredPlaces(spanId: Uint32Array, answer: TraceAttributeColumn): Int32Array | undefined {
  const rowCount = spanId.length / 2;
  if (answer.rowCount === rowCount && answer.idsHash === spanIdsHash(spanId)) {
    return Int32Array.from(answer.of, (place) => place - 1);
  }
  if (answer.spanId === undefined) return undefined;
  const rowOf = rowsById(answer.spanId);
  return Int32Array.from({ length: rowCount }, (_, row) => {
    const place = rowOf(spanId[row * 2]!, spanId[row * 2 + 1]!);
    return place < 0 ? -1 : answer.of[place]! - 1;
  });
}

/** The columns of several traces as one, when their rows are shown together. */
export function joinAttributeColumns(
  columns: readonly AttributeColumn[],
  parts: readonly { readonly rowOf: Int32Array }[],
  rowCount: number,
): AttributeColumn {
  const all = new NumberedNames();
  const joined = new Int32Array(rowCount).fill(-1);
  columns.forEach(({ values, of }, part) => {
    const places = values.map((value) => all.numberOf(value));
    of.forEach((value, row) => (joined[parts[part]!.rowOf[row]!] = places[value] ?? -1));
  });
  return { values: all.names, of: joined };
}

/** The same with types. Values of different traces stay apart, also those that are the same. */
export function joinTypedColumns(
  columns: readonly TypedColumn[],
  parts: readonly { readonly rowOf: Int32Array }[],
  rowCount: number,
): TypedColumn {
  const joined = new Int32Array(rowCount).fill(-1);
  let before = 0;
  columns.forEach(({ values, of }, part) => {
    const first = before;
    of.forEach((value, row) => {
      joined[parts[part]!.rowOf[row]!] = value < 0 ? -1 : first + value;
    });
    before += values.length;
  });
  return {
    values: columns.flatMap(({ values }) => values),
    types: Uint8Array.from(columns.flatMap(({ types }) => [...types])),
    of: joined,
  };
}

/** Values that look the same are one, and the place of each in that list by its place in the answer, from 1. */
function withoutTypes({ values }: TraceAttributeColumn): readonly [readonly string[], Int32Array] {
  const distinct = new NumberedNames();
  const valueOf = new Int32Array(values.length + 1).fill(-1);
  values.forEach((value, place) => {
    valueOf[place + 1] = distinct.numberOf(value);
  });
  return [distinct.names, valueOf];
}

/** The first row with an id, and the next one each time the same id is asked for again; -1 when there is none. */
function rowsById(spanId: Uint32Array): (first: number, second: number) => number {
  const count = spanId.length / 2;
  const table = new SpanIdTable(spanId, count);
  const next = new Int32Array(count).fill(-1);
  const last = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const first = table.add(row);
    if (first !== row) next[last[first]!] = row;
    last[first] = row;
  }
  const turn = Int32Array.from({ length: count }, (_, row) => row);
  return (one, other) => {
    const first = table.find(one, other);
    if (first < 0) return -1;
    const row = turn[first]!;
    turn[first] = next[row]! < 0 ? first : next[row]!;
    return row;
  };
}

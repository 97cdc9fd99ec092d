import { formatAttributeValue } from "../attribute-line.ts";
import type { AttributeOfSpans } from "../attribute-of-spans.ts";
import type { Attribute, AttributeValue } from "../attribute.ts";
import { ATTRIBUTE_LINE_CHARS_MAX } from "../limits.ts";
import type { Resource, Span } from "../span.ts";
import { SpanIdTable } from "../span-id-table.ts";
import { spanIdsHash, writeSpanIdWords } from "../span-id-words.ts";
import {
  ATTRIBUTE_VALUE_TYPES,
  type TraceAttributeColumn,
} from "../trace-container/attribute-column.ts";
import { narrowed } from "../trace-container/narrowed.ts";
import type { AssembledColumns } from "./assemble-columns.ts";
import { spansByOccurrence } from "./assemble-trace.ts";
import { toOwnValue } from "./to-own-span.ts";

/** The value of an attribute at a row of a trace. Equal ones may be one object or not. */
export type AttributeOfRows = (row: number) => AttributeValue | undefined;

/** Of spans that are in the order of the columns, by what has the attributes. */
export function attributeOfRows(
  { index }: Pick<AssembledColumns, "index">,
  spans: readonly Span[],
  key: string,
  level: "span" | "resource",
): AttributeOfRows {
  return (row) => {
    const span = spans[index[row]!]!;
    return firstValue(level === "span" ? span.attributes : span.resource.attributes, key);
  };
}

/** Of the resources of the rows, by their ids. */
export function attributeOfResources(
  { columns, index }: AssembledColumns,
  resources: ReadonlyMap<string, Resource>,
  key: string,
): AttributeOfRows {
  const values = columns.resourceIds.map((id) =>
    firstValue(resources.get(id)?.attributes ?? [], key),
  );
  return (row) => values[columns.resource[index[row]!]!];
}

/** Of what the store says by span id. `shared` are the spans whose ids several rows have, in full. */
export function attributeOfStored(
  { columns, index, sharedIds }: AssembledColumns,
  stored: AttributeOfSpans,
  shared: readonly Span[],
  key: string,
): AttributeOfRows {
  const table = new SpanIdTable(stored.spanId, stored.count);
  for (let place = 0; place < stored.count; place++) table.add(place);
  const ofShared = valuesOfShared({ columns, index, sharedIds }, shared, key);
  return (row) => {
    if (ofShared.has(row)) return ofShared.get(row);
    const at = index[row]! * 2;
    const place = table.find(columns.spanId[at]!, columns.spanId[at + 1]!);
    return place < 0 ? undefined : stored.values[stored.value[place]!];
  };
}

/** The attribute of all rows for its container. */
export function toAttributeColumn(
  traceId: string,
  { columns, index, rowCount }: AssembledColumns,
  valueOf: AttributeOfRows,
  { withIds }: { readonly withIds: boolean },
): TraceAttributeColumn {
  const lines = new LinesOfTypes();
  const of = new Uint32Array(rowCount);
  const spanId = new Uint32Array(rowCount * 2);
  for (let row = 0; row < rowCount; row++) {
    const at = index[row]! * 2;
    spanId[row * 2] = columns.spanId[at]!;
    spanId[row * 2 + 1] = columns.spanId[at + 1]!;
    const value = valueOf(row);
    if (value !== undefined) of[row] = lines.numberOf(value);
  }
  const { values, types } = lines;
  const result = { traceId, rowCount, values, types: Uint8Array.from(types), of: narrowed(of) };
  return { ...result, idsHash: spanIdsHash(spanId), ...(withIds ? { spanId } : {}) };
}

/** Numbers values from 1 on, equal ones of one type alike. Texts, of which there may be a million, are looked up once. */
class LinesOfTypes {
  readonly values: string[] = [];
  readonly types: number[] = [];
  readonly #ofTexts = new Map<string, number>();
  readonly #ofOthers = new Map<string, number>();
  readonly #ofObjects = new Map<AttributeValue, number>();

  numberOf(value: AttributeValue): number {
    if (value.type === "string") {
      const line = cut(value.value);
      return this.#ofTexts.get(line) ?? this.#add(value, line, this.#ofTexts, line);
    }
    const known = this.#ofObjects.get(value);
    if (known !== undefined) return known;
    const line = cut(formatAttributeValue(toOwnValue(value)));
    const key = `${value.type} ${line}`;
    const number = this.#ofOthers.get(key) ?? this.#add(value, line, this.#ofOthers, key);
    this.#ofObjects.set(value, number);
    return number;
  }

  #add({ type }: AttributeValue, line: string, to: Map<string, number>, key: string): number {
    const number = this.values.push(line);
    this.types.push(ATTRIBUTE_VALUE_TYPES.indexOf(type));
    to.set(key, number);
    return number;
  }
}

/** By row: the value of each of several spans with one id, which are told apart as `occurrence` does. */
function valuesOfShared(
  { columns, index, sharedIds }: Pick<AssembledColumns, "columns" | "index" | "sharedIds">,
  shared: readonly Span[],
  key: string,
): ReadonlyMap<number, AttributeValue | undefined> {
  const byRow = new Map<number, AttributeValue | undefined>();
  if (shared.length === 0) return byRow;
  const spanId = new Uint32Array(shared.length * 2);
  shared.forEach((span, place) => writeSpanIdWords(spanId, place, span.spanId));
  const table = new SpanIdTable(spanId, shared.length);
  const groups = new Map<number, Span[]>();
  shared.forEach((span, place) => {
    const first = table.add(place);
    if (first === place) groups.set(place, [span]);
    else groups.get(first)!.push(span);
  });
  for (const rows of sharedIds) {
    const at = index[rows[0]!]! * 2;
    const group = groups.get(table.find(columns.spanId[at]!, columns.spanId[at + 1]!));
    if (group === undefined) continue;
    const spans = spansByOccurrence(group);
    rows.forEach((row, place) => byRow.set(row, firstValue(spans[place]?.attributes ?? [], key)));
  }
  return byRow;
}

function firstValue(attributes: readonly Attribute[], key: string): AttributeValue | undefined {
  return attributes.find((attribute) => attribute.key === key)?.value;
}

function cut(line: string): string {
  if (line.length <= ATTRIBUTE_LINE_CHARS_MAX) return line;
  // Half of a surrogate pair is no text.
  return `${line.slice(0, ATTRIBUTE_LINE_CHARS_MAX).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

import { SpanIdTable, spanIdText, type TraceColumns } from "@spanhouse/model";

/**
 * Which spans of a trace share their id with another one, and their contents, which are read separately and
 * for these alone: hashing a whole span costs far more than reading its page columns.
 */

/** Indices of spans whose id is repeated, ascending. */
export function repeatedSpans({ count, spanId }: TraceColumns): readonly number[] {
  const table = new SpanIdTable(spanId, count);
  const isRepeated = new Uint8Array(count);
  let any = false;
  for (let index = 0; index < count; index++) {
    const first = table.add(index);
    if (first === index) continue;
    isRepeated[first] = 1;
    isRepeated[index] = 1;
    any = true;
  }
  if (!any) return [];
  const indices: number[] = [];
  isRepeated.forEach((repeated, index) => {
    if (repeated === 1) indices.push(index);
  });
  return indices;
}

/** The different ids of these spans. */
export function idsOf({ spanId }: TraceColumns, indices: readonly number[]): readonly string[] {
  return [...new Set(indices.map((index) => spanIdText(spanId, index)))];
}

/**
 * The content of each of the spans at `indices`, from rows that were read again with it. Rows that agree in
 * all page columns stand for each other: which of them gets which content makes no difference. A span that
 * was not read again, because it came in between, is like no other.
 */
export function contentsOf(
  columns: TraceColumns,
  indices: readonly number[],
  again: TraceColumns,
): Uint32Array {
  const hashes = again.content!;
  const placesByKey = new Map<string, number[]>();
  const repeated = new SpanIdTable(columns.spanId, indices.length);
  for (const index of indices) repeated.add(index);
  for (let place = 0; place < again.count; place++) {
    const at = place * 2;
    if (repeated.find(again.spanId[at]!, again.spanId[at + 1]!) < 0) continue;
    const key = keyOf(again, place);
    const places = placesByKey.get(key);
    if (places === undefined) placesByKey.set(key, [place]);
    else places.push(place);
  }
  const contents = new Uint32Array(columns.count * 4);
  for (const index of indices) {
    const place = placesByKey.get(keyOf(columns, index))?.pop();
    if (place === undefined) contents[index * 4] = index + 1;
    else contents.set(hashes.subarray(place * 4, place * 4 + 4), index * 4);
  }
  return contents;
}

function keyOf(columns: TraceColumns, index: number): string {
  const at = index * 2;
  return [
    ...[columns.spanId[at], columns.spanId[at + 1]],
    ...[columns.startUnixNano[at], columns.startUnixNano[at + 1]],
    ...[columns.durationNano[at], columns.durationNano[at + 1]],
    ...[columns.parentSpanId[at], columns.parentSpanId[at + 1]],
    ...[columns.kind[index], columns.statusCode[index]],
    ...[columns.eventCount[index], columns.linkCount[index]],
    columns.resourceIds[columns.resource[index]!],
    columns.names[columns.name[index]!],
  ].join(" ");
}

import { spanIdText, type TraceColumns } from "@spanhouse/model";
import type { PendingFile } from "./pending-spans.ts";

/** Rows of a trace that were read from files of one kind: none of them tried at that moment, or all. */
export interface UnsavedPart {
  readonly files: readonly PendingFile[];
  readonly count: number;
}

/**
 * Which of the first rows, those of the store, are left out because an unsaved row behind them is the same row.
 * `all` is the store's rows, then those of each of the unsaved. The rules are those of `joinRows`.
 */
export function storedTwice(
  all: TraceColumns,
  storedCount: number,
  unsaved: readonly UnsavedPart[],
): ReadonlySet<number> {
  const doubtful: number[] = [];
  let at = storedCount;
  for (const { files, count } of unsaved) {
    const isDoubtful = files.some((file) => file.isTried());
    for (let row = 0; row < count; row++, at++) if (isDoubtful) doubtful.push(at);
  }
  const twice = new Set<number>();
  if (doubtful.length === 0) return twice;
  const stored = new Map<string, number[]>();
  for (let index = 0; index < storedCount; index++) {
    const key = keyOf(all, index);
    const same = stored.get(key);
    if (same === undefined) stored.set(key, [index]);
    else same.push(index);
  }
  for (const index of doubtful) {
    const same = stored.get(keyOf(all, index))?.pop();
    if (same !== undefined) twice.add(same);
  }
  return twice;
}

function keyOf(columns: TraceColumns, index: number): string {
  const at = index * 2;
  return [
    spanIdText(columns.spanId, index),
    spanIdText(columns.parentSpanId, index),
    ...[columns.startUnixNano[at], columns.startUnixNano[at + 1]],
    ...[columns.durationNano[at], columns.durationNano[at + 1]],
    ...[columns.kind[index], columns.statusCode[index]],
    columns.resourceIds[columns.resource[index]!],
    columns.names[columns.name[index]!],
  ].join(" ");
}

/** The rows that are left out when only the earliest are wanted. */
export function allButEarliest(columns: TraceColumns, spansMax: number): ReadonlySet<number> {
  if (columns.count <= spansMax) return new Set();
  const { startUnixNano: start } = columns;
  const order = Uint32Array.from({ length: columns.count }, (_, index) => index);
  order.sort(
    (a, b) => start[a * 2 + 1]! - start[b * 2 + 1]! || start[a * 2]! - start[b * 2]! || a - b,
  );
  return new Set(order.subarray(spansMax));
}

/** The columns without some rows. */
export function withoutRows(columns: TraceColumns, left: ReadonlySet<number>): TraceColumns {
  if (left.size === 0) return columns;
  const kept: number[] = [];
  for (let index = 0; index < columns.count; index++) if (!left.has(index)) kept.push(index);
  const { events, links } = columns;
  const eventPlaces = placesOf(events.from, kept);
  const linkPlaces = placesOf(links.from, kept);
  return {
    count: kept.length,
    spanId: words(columns.spanId, kept, 2),
    parentSpanId: words(columns.parentSpanId, kept, 2),
    startUnixNano: words(columns.startUnixNano, kept, 2),
    durationNano: words(columns.durationNano, kept, 2),
    name: words(columns.name, kept, 1),
    service: words(columns.service, kept, 1),
    resource: words(columns.resource, kept, 1),
    kind: bytes(columns.kind, kept, 1),
    statusCode: bytes(columns.statusCode, kept, 1),
    eventCount: words(columns.eventCount, kept, 1),
    linkCount: words(columns.linkCount, kept, 1),
    names: columns.names,
    services: columns.services,
    resourceIds: columns.resourceIds,
    events: {
      from: fromOf(events.from, kept),
      timeUnixNano: words(events.timeUnixNano, eventPlaces, 2),
    },
    links: {
      from: fromOf(links.from, kept),
      traceId: bytes(links.traceId, linkPlaces, 16),
      spanId: bytes(links.spanId, linkPlaces, 8),
    },
    content: columns.content === undefined ? undefined : words(columns.content, kept, 4),
  };
}

function words(column: Uint32Array, kept: readonly number[], perRow: number): Uint32Array {
  const copy = new Uint32Array(kept.length * perRow);
  kept.forEach((index, place) => {
    for (let word = 0; word < perRow; word++) {
      copy[place * perRow + word] = column[index * perRow + word]!;
    }
  });
  return copy;
}

function bytes(column: Uint8Array, kept: readonly number[], perRow: number): Uint8Array {
  const copy = new Uint8Array(kept.length * perRow);
  kept.forEach((index, place) => {
    copy.set(column.subarray(index * perRow, (index + 1) * perRow), place * perRow);
  });
  return copy;
}

/** The places of the items of the kept rows. */
function placesOf(from: Uint32Array, kept: readonly number[]): readonly number[] {
  const places: number[] = [];
  for (const index of kept) {
    for (let place = from[index]!; place < from[index + 1]!; place++) places.push(place);
  }
  return places;
}

function fromOf(from: Uint32Array, kept: readonly number[]): Uint32Array {
  const starts = new Uint32Array(kept.length + 1);
  kept.forEach((index, place) => {
    starts[place + 1] = starts[place]! + from[index + 1]! - from[index]!;
  });
  return starts;
}

import type { TracePage, TracePageColumns, UnsignedColumn } from "@spanhouse/model";
import { NumberedNames } from "./numbered-names.ts";

/** Pages of one trace do not fit together: spans arrived between them. */
export class PagesChangedError extends Error {
  override readonly name = "PagesChangedError";
}

/** The pages of a trace, from its first row to its last, as one. A single page is the trace itself, uncopied. */
export function joinPages(pages: readonly TracePage[]): TracePage {
  const [first] = pages;
  if (first === undefined || pages.length === 1) return first!;
  let nextRow = 0;
  for (const page of pages) {
    const isSame =
      page.spanCount === first.spanCount &&
      page.startUnixNano === first.startUnixNano &&
      page.durationNano === first.durationNano;
    if (!isSame || page.fromRow !== nextRow) throw new PagesChangedError("the pages do not fit");
    nextRow += page.count;
  }
  const operations = new NumberedNames();
  const operationColumns = pages.map((page) => {
    const numbers = Uint32Array.from(page.operations, (name) => operations.numberOf(name));
    // A loop: `from` with a function takes seven times as long.
    const column = new Uint32Array(page.count);
    for (let row = 0; row < page.count; row++) column[row] = numbers[page.columns.operation[row]!]!;
    return column;
  });
  const columns = pages.map((page) => page.columns);
  return {
    ...first,
    count: nextRow,
    operations: operations.names,
    columns: { ...joinedColumns(columns), operation: joinUnsigned(operationColumns) },
    events: {
      row: joinInt32(pages.map(({ events }) => events.row)),
      startNano: joinFloat64(pages.map(({ events }) => events.startNano)),
    },
    orphans: {
      row: joinInt32(pages.map(({ orphans }) => orphans.row)),
      reason: joinUint8(pages.map(({ orphans }) => orphans.reason)),
      parentSpanId: joinUint32(pages.map(({ orphans }) => orphans.parentSpanId)),
    },
    repeats: {
      row: joinInt32(pages.map(({ repeats }) => repeats.row)),
      occurrence: joinUint32(pages.map(({ repeats }) => repeats.occurrence)),
    },
    criticalPath: {
      row: joinInt32(pages.map(({ criticalPath }) => criticalPath.row)),
      startNano: joinFloat64(pages.map(({ criticalPath }) => criticalPath.startNano)),
      endNano: joinFloat64(pages.map(({ criticalPath }) => criticalPath.endNano)),
    },
  };
}

function joinedColumns(columns: readonly TracePageColumns[]): Omit<TracePageColumns, "operation"> {
  const of = <K extends keyof TracePageColumns>(name: K): TracePageColumns[K][] =>
    columns.map((page) => page[name]);
  return {
    spanId: joinUint32(of("spanId")),
    parentRow: joinInt32(of("parentRow")),
    subtreeEnd: joinInt32(of("subtreeEnd")),
    depth: joinUnsigned(of("depth")),
    service: joinUnsigned(of("service")),
    kind: joinUint8(of("kind")),
    status: joinUint8(of("status")),
    flags: joinUint8(of("flags")),
    startNano: joinFloat64(of("startNano")),
    durationNano: joinFloat64(of("durationNano")),
    coveredNano: joinFloat64(of("coveredNano")),
    eventCount: joinUnsigned(of("eventCount")),
    linkCount: joinUnsigned(of("linkCount")),
  };
}

/** Copies the columns one behind the other into `into`. */
function joinInto<Into extends { set(from: ArrayLike<number>, at: number): void }>(
  into: Into,
  columns: readonly ArrayLike<number>[],
): Into {
  let at = 0;
  for (const column of columns) {
    into.set(column, at);
    at += column.length;
  }
  return into;
}

function lengthOf(columns: readonly ArrayLike<number>[]): number {
  return columns.reduce((sum, { length }) => sum + length, 0);
}

const joinUint8 = (columns: readonly Uint8Array[]): Uint8Array =>
  joinInto(new Uint8Array(lengthOf(columns)), columns);
const joinUint32 = (columns: readonly Uint32Array[]): Uint32Array =>
  joinInto(new Uint32Array(lengthOf(columns)), columns);
const joinInt32 = (columns: readonly Int32Array[]): Int32Array =>
  joinInto(new Int32Array(lengthOf(columns)), columns);
const joinFloat64 = (columns: readonly Float64Array[]): Float64Array =>
  joinInto(new Float64Array(lengthOf(columns)), columns);

function joinUnsigned(columns: readonly UnsignedColumn[]): UnsignedColumn {
  return joinInto(new Uint32Array(lengthOf(columns)), columns);
}

import { spanIdText, writeSpanIdWords } from "@spanhouse/model";
import { type ServiceColour, serviceColours } from "./service-colours.ts";
import type { Orphan, Trace } from "./trace.ts";

/** A trace with what the page looks up again and again. Made once when the trace arrives. */
export interface TraceModel {
  readonly trace: Trace;
  /** By index into `trace.services`. */
  readonly colours: readonly ServiceColour[];
  /** The events of row r are the places `eventFrom[r]` to `eventFrom[r + 1]` (exclusive) of `trace.events`. */
  readonly eventFrom: Int32Array;
  /** The pieces of the critical path in row r: places `criticalFrom[r]` to `criticalFrom[r + 1]` of these. */
  readonly criticalFrom: Int32Array;
  readonly criticalStartUs: Float64Array;
  readonly criticalEndUs: Float64Array;
  /** Rows on the critical path, ascending. */
  readonly criticalRows: Int32Array;
  /** Rows with an error status, ascending. */
  readonly errorRows: Int32Array;
  /** By row: which child of its parent it is, or which of the rows without one; 1 for the first. */
  readonly placeOf: Int32Array;
  /** By row: how many children it has. */
  readonly childCountOf: Int32Array;
  /** Rows without a parent. */
  readonly rootCount: number;
  readonly orphanOf: ReadonlyMap<number, Orphan>;
  readonly occurrenceOf: ReadonlyMap<number, number>;
}

/** See TraceModel. */
export function toTraceModel(trace: Trace): TraceModel {
  const names = trace.services.map(({ name }) => name);
  const colours = serviceColours(names);
  return {
    trace,
    colours: names.map((name) => colours.get(name)!),
    eventFrom: placesByRow(trace.events.row, trace.spans.kind.length),
    ...criticalPathByRow(trace),
    ...placesAmongSiblings(trace.spans.parentRow),
    errorRows: Int32Array.from(errorRowsOf(trace.spans.status)),
    orphanOf: new Map(trace.orphans.map((orphan) => [orphan.row, orphan])),
    occurrenceOf: new Map(trace.repeats.map(({ row, occurrence }) => [row, occurrence])),
  };
}

/** How many rows stand beside a row, below the same parent, itself included. */
export function siblingCountOf(
  { trace, childCountOf, rootCount }: TraceModel,
  row: number,
): number {
  const parent = trace.spans.parentRow[row]!;
  return parent < 0 ? rootCount : childCountOf[parent]!;
}

/** The row that stands for the trace: the first without a parent, or the first of all. */
export function rootRowOf({ trace, orphanOf }: TraceModel): number {
  const row = trace.spans.parentRow.findIndex((parent, at) => parent < 0 && !orphanOf.has(at));
  return Math.max(row, 0);
}

/**
 * What the address calls a row: the span id, and `.n` behind it for the nth repetition of the id. A row of a linked
 * trace has the id of that in front: `<trace id>-<span id>`.
 */
export function spanKeyOf({ trace, occurrenceOf }: TraceModel, row: number): string {
  const occurrence = occurrenceOf.get(row) ?? 0;
  const part = trace.linked?.partOf[row] ?? 0;
  const before = part === 0 ? "" : `${trace.linked!.parts[part]!.trace.traceId}-`;
  const spanId = spanIdText(trace.spans.spanId, row);
  return `${before}${spanId}${occurrence === 0 ? "" : `.${occurrence}`}`;
}

/** The row of a span key, or -1. */
export function rowOfSpanKey({ trace, occurrenceOf }: TraceModel, key: string | undefined): number {
  if (key === undefined) return -1;
  const [, traceId, ofTrace] = /^([0-9a-f]{32})-(.*)$/i.exec(key) ?? [];
  const parts = trace.linked?.parts ?? [];
  const part = parts.findIndex((each) => each.trace.traceId === (traceId ?? trace.traceId));
  if (traceId !== undefined && part < 0) return -1;
  const [spanId, occurrenceText = "0"] = (ofTrace ?? key).toLowerCase().split(".");
  const occurrence = Number(occurrenceText);
  if (!/^[0-9a-f]{1,16}$/.test(spanId!)) return -1;
  const wanted = new Uint32Array(2);
  writeSpanIdWords(wanted, 0, spanId!.padStart(16, "0"));
  const isIt = (row: number): boolean =>
    (occurrenceOf.get(row) ?? 0) === occurrence &&
    (trace.linked === undefined || trace.linked.partOf[row] === part);
  return rowsOfSpanId(trace.spans.spanId, wanted).find(isIt) ?? -1;
}

/**
 * The rows of an id. The engine looks for the second word, of which there are as many as spans even when ids count
 * up from 1: 0.1 ms for a million rows, where a loop took 70 when it ran for the first time.
 */
function rowsOfSpanId(ids: Uint32Array, wanted: Uint32Array): number[] {
  const [first = 0, second = 0] = wanted;
  const rows: number[] = [];
  for (let at = ids.indexOf(second); at >= 0; at = ids.indexOf(second, at + 1)) {
    if (at % 2 === 1 && ids[at - 1] === first) rows.push((at - 1) / 2);
  }
  return rows;
}

/** Where the places of each row begin in a list that is sorted by row, and behind the last where it ends. */
function placesByRow(rows: Int32Array, rowCount: number): Int32Array {
  const from = new Int32Array(rowCount + 1);
  for (const row of rows) from[row + 1]!++;
  for (let row = 1; row < from.length; row++) from[row]! += from[row - 1]!;
  return from;
}

/** The container has the pieces by time; rows ask for theirs. */
function criticalPathByRow({
  criticalPath: { row, startNano, endNano },
  spans,
}: Trace): Pick<TraceModel, "criticalFrom" | "criticalStartUs" | "criticalEndUs" | "criticalRows"> {
  const order = Int32Array.from(row, (_, place) => place).sort(
    (a, b) => row[a]! - row[b]! || a - b,
  );
  return {
    criticalFrom: placesByRow(row, spans.kind.length),
    criticalStartUs: Float64Array.from(order, (place) => startNano[place]! / 1000),
    criticalEndUs: Float64Array.from(order, (place) => endNano[place]! / 1000),
    criticalRows: Int32Array.from(new Set(order.map((place) => row[place]!))),
  };
}

function placesAmongSiblings(
  parentRow: ArrayLike<number>,
): Pick<TraceModel, "placeOf" | "childCountOf" | "rootCount"> {
  const placeOf = new Int32Array(parentRow.length);
  const childCountOf = new Int32Array(parentRow.length);
  let rootCount = 0;
  // Parents come before their children.
  for (let row = 0; row < parentRow.length; row++) {
    const parent = parentRow[row]!;
    placeOf[row] = parent < 0 ? ++rootCount : ++childCountOf[parent]!;
  }
  return { placeOf, childCountOf, rootCount };
}

function errorRowsOf(status: Uint8Array): number[] {
  const rows: number[] = [];
  status.forEach((code, row) => {
    if (code === 2) rows.push(row);
  });
  return rows;
}

import type { OwnOrphan, OwnTrace } from "@spanhouse/model";
import { type ServiceColour, serviceColours } from "./service-colours.ts";

/** A trace with what the page looks up again and again. Made once when the trace arrives. */
export interface TraceModel {
  readonly trace: OwnTrace;
  /** By index into `trace.services`. */
  readonly colours: readonly ServiceColour[];
  /** The events of row r are the places `eventFrom[r]` to `eventFrom[r + 1]` (exclusive) of `trace.events`. */
  readonly eventFrom: Int32Array;
  /** Rows with an error status, ascending. */
  readonly errorRows: Int32Array;
  readonly orphanOf: ReadonlyMap<number, OwnOrphan>;
  readonly occurrenceOf: ReadonlyMap<number, number>;
}

/** See TraceModel. */
export function toTraceModel(trace: OwnTrace): TraceModel {
  const names = trace.services.map(({ name }) => name);
  const colours = serviceColours(names);
  return {
    trace,
    colours: names.map((name) => colours.get(name)!),
    eventFrom: eventPlaces(trace),
    errorRows: Int32Array.from(errorRowsOf(trace.spans.status)),
    orphanOf: new Map(trace.orphans.map((orphan) => [orphan.row, orphan])),
    occurrenceOf: new Map(trace.repeats.map(({ row, occurrence }) => [row, occurrence])),
  };
}

/** The row that stands for the trace: the first without a parent, or the first of all. */
export function rootRowOf({ trace, orphanOf }: TraceModel): number {
  const row = trace.spans.parentRow.findIndex((parent, at) => parent < 0 && !orphanOf.has(at));
  return Math.max(row, 0);
}

/** What the address calls a row: the span id, and `.n` behind it for the nth repetition of the id. */
export function spanKeyOf({ trace, occurrenceOf }: TraceModel, row: number): string {
  const occurrence = occurrenceOf.get(row) ?? 0;
  return occurrence === 0 ? trace.spans.spanId[row]! : `${trace.spans.spanId[row]!}.${occurrence}`;
}

/** The row of a span key, or -1. */
export function rowOfSpanKey({ trace, occurrenceOf }: TraceModel, key: string | undefined): number {
  if (key === undefined) return -1;
  const [spanId, occurrenceText = "0"] = key.toLowerCase().split(".");
  const occurrence = Number(occurrenceText);
  return trace.spans.spanId.findIndex(
    (id, row) => id === spanId && (occurrenceOf.get(row) ?? 0) === occurrence,
  );
}

function eventPlaces({ spans, events }: OwnTrace): Int32Array {
  const from = new Int32Array(spans.spanId.length + 1);
  for (const row of events.row) from[row + 1]!++;
  for (let row = 1; row < from.length; row++) from[row]! += from[row - 1]!;
  return from;
}

function errorRowsOf(status: readonly number[]): number[] {
  const rows: number[] = [];
  status.forEach((code, row) => {
    if (code === 2) rows.push(row);
  });
  return rows;
}

import type { Trace } from "./trace.ts";

/** Bounds of what is shown on one timeline; what is beyond them is left out, and the status chip says so. */
export const LINKED_TRACES_MAX = 20;
export const LINKED_SPANS_MAX = 100_000;
/** From the trace of the page: a linked trace, and one that is linked to that. */
export const LINKED_LEVELS_MAX = 2;

/** A row of one of several traces. */
export interface PartRow {
  /** Which of the traces. */
  readonly part: number;
  /** Of that trace alone. */
  readonly row: number;
}

/** A link between two traces: work goes from the span that is linked to the span that has the link. */
export interface HandOff {
  readonly from: PartRow;
  readonly to: PartRow;
}

/** A trace that is found by a link of the ones before it. */
export interface LinkedTrace {
  readonly trace: Trace;
  /** The span that it is shown below; undefined for the trace of the page. */
  readonly below?: PartRow;
}

/** What a row of a linked trace says of that; undefined for rows of the page's trace. */
export function linkedText(
  { linked, spans }: Trace,
  row: number,
): { readonly text: string; readonly isFirst: boolean } | undefined {
  const part = linked?.partOf[row] ?? 0;
  if (linked === undefined || part === 0) return undefined;
  const parent = spans.parentRow[row]!;
  return { text: "linked trace", isFirst: parent < 0 || linked.partOf[parent] !== part };
}

/** The trace a row is of, and its row there. */
export function partOfRow(
  trace: Trace,
  row: number,
): { readonly trace: Trace; readonly row: number } {
  const { linked } = trace;
  if (linked === undefined) return { trace, row };
  const part = linked.parts[linked.partOf[row]!]!;
  return { trace: part.trace, row: part.rowOf.indexOf(row) };
}

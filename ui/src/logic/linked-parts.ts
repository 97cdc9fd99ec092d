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

/** Whether a row is of a linked trace, and the first one of it; undefined for rows of the page's trace. */
export function linkedPlace(
  { linked, spans }: Pick<Trace, "linked"> & { readonly spans: Pick<Trace["spans"], "parentRow"> },
  row: number,
): "first" | "inner" | undefined {
  const part = linked?.partOf[row] ?? 0;
  if (linked === undefined || part === 0) return undefined;
  return linked.partOf[spans.parentRow[row]!] === part ? "inner" : "first";
}

/** The trace a row is of. */
export function traceOfRow(trace: Trace, row: number): Trace {
  const { linked } = trace;
  return linked === undefined ? trace : linked.parts[linked.partOf[row]!]!.trace;
}

import type { SpanColumns } from "./trace.ts";

/**
 * Runs of similar siblings: children of one parent that follow each other and have the same service,
 * operation and kind. A fold stands for all of a run, with everything below it.
 *
 *   row                                   folds
 *    0  GET /cart
 *    1    SELECT item                      1..6: × 5
 *    2    SELECT item
 *    …
 *    6    render
 */
export interface Folds {
  /** By row: the first row after the run that starts there, or 0 when none does. */
  readonly endOf: Int32Array;
  /** Rows with which runs start, ascending. */
  readonly heads: Int32Array;
}

/** What a fold says of its spans. Microseconds. */
export interface FoldSummary {
  readonly spanCount: number;
  readonly errorCount: number;
  readonly sumUs: number;
  readonly p50Us: number;
  readonly p95Us: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** Shorter runs stay as they are. */
export const FOLD_SPANS_MIN = 5;

type FoldedColumns = Pick<
  SpanColumns,
  "parentRow" | "subtreeEnd" | "service" | "operation" | "kind"
>;

/** All runs of a trace, in one pass over its rows. */
export function foldSiblings(spans: FoldedColumns): Folds {
  const rowCount = spans.parentRow.length;
  const endOf = new Int32Array(rowCount);
  const heads: number[] = [];
  // Rows that belong to a run that was already walked.
  const seen = new Uint8Array(rowCount);
  for (let head = 0; head < rowCount; head++) {
    if (seen[head] === 1) continue;
    let count = 1;
    let end = spans.subtreeEnd[head]!;
    while (end < rowCount && areSimilar(spans, head, end)) {
      seen[end] = 1;
      end = spans.subtreeEnd[end]!;
      count++;
    }
    if (count < FOLD_SPANS_MIN) continue;
    endOf[head] = end;
    heads.push(head);
  }
  return { endOf, heads: Int32Array.from(heads) };
}

/** Without some of the runs. */
export function withoutFolds({ endOf }: Folds, heads: Iterable<number>): Folds {
  const next = endOf.slice();
  for (const head of heads) next[head] = 0;
  const left: number[] = [];
  for (let row = 0; row < next.length; row++) if (next[row]! > 0) left.push(row);
  return { endOf: next, heads: Int32Array.from(left) };
}

/** What the run from `head` to `end` (exclusive) says. */
export function foldSummary(
  spans: Pick<SpanColumns, "subtreeEnd" | "durationUs" | "startUs" | "status">,
  head: number,
  end: number,
): FoldSummary {
  const durations: number[] = [];
  let errorCount = 0;
  let startUs = Infinity;
  let endUs = 0;
  for (let row = head; row < end; row = spans.subtreeEnd[row]!) {
    durations.push(spans.durationUs[row]!);
    if (spans.status[row] === 2) errorCount++;
    startUs = Math.min(startUs, spans.startUs[row]!);
    endUs = Math.max(endUs, spans.startUs[row]! + spans.durationUs[row]!);
  }
  const sorted = Float64Array.from(durations).sort();
  return {
    ...{ spanCount: sorted.length, errorCount, startUs, endUs },
    sumUs: sorted.reduce((sum, us) => sum + us, 0),
    p50Us: quantile(sorted, 0.5),
    p95Us: quantile(sorted, 0.95),
  };
}

/** Bars of a fold that are drawn; more would only cover each other. */
export const FOLD_MARKS_MAX = 60;

/** Start and end of the spans of a run, in microseconds; those of neighbours together when there are many. */
export function foldMarks(
  spans: Pick<SpanColumns, "subtreeEnd" | "durationUs" | "startUs">,
  head: number,
  end: number,
): readonly (readonly [startUs: number, endUs: number])[] {
  const rows: number[] = [];
  for (let row = head; row < end; row = spans.subtreeEnd[row]!) rows.push(row);
  const each = Math.ceil(rows.length / FOLD_MARKS_MAX);
  const marks: (readonly [number, number])[] = [];
  for (let at = 0; at < rows.length; at += each) {
    const some = rows.slice(at, at + each);
    const ends = some.map((row) => spans.startUs[row]! + spans.durationUs[row]!);
    marks.push([Math.min(...some.map((row) => spans.startUs[row]!)), Math.max(...ends)]);
  }
  return marks;
}

/** The smallest of the values (ascending) that at least this share of them does not exceed. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function areSimilar(spans: FoldedColumns, one: number, other: number): boolean {
  return (
    spans.parentRow[one] === spans.parentRow[other] &&
    spans.service[one] === spans.service[other] &&
    spans.operation[one] === spans.operation[other] &&
    spans.kind[one] === spans.kind[other]
  );
}

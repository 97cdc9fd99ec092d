import { TRACE_ORPHAN_REASONS } from "../trace-container/trace-page.ts";
import type { AssembledColumns } from "./assemble-columns.ts";

/** What is said of a trace with more spans than are answered. */
export function truncationWarning(spansShown: number): string {
  return `trace has more than ${spansShown} spans, showing first ${spansShown} spans only`;
}

/** What is said of a trace when acknowledged spans of it may lie in files that were not looked at. */
export function unreadWarning(unreadFiles: number): string {
  const files = unreadFiles === 1 ? "1 file" : `${unreadFiles} files`;
  return `${files} of spans that wait for their insert may have more of this trace and were not looked at`;
}

/** What is said of a trace whose spans are not all there, or do not fit together. */
export function traceWarnings(
  trace: AssembledColumns,
  { isTruncated, unreadFiles }: { readonly isTruncated: boolean; readonly unreadFiles: number },
): readonly string[] {
  const warnings: string[] = [];
  if (isTruncated) warnings.push(truncationWarning(trace.rowCount));
  if (unreadFiles > 0) warnings.push(unreadWarning(unreadFiles));
  const orphans = TRACE_ORPHAN_REASONS.map(() => 0);
  for (const reason of trace.orphanReason) orphans[reason]!++;
  const [, missing = 0, self = 0, cycle = 0] = orphans;
  let copies = 0;
  for (const count of trace.copies.values()) copies += count;
  if (missing > 0)
    warnings.push(`${spans(missing, "names", "name")} a parent that is not in the trace`);
  const rings = self + cycle;
  if (rings > 0) warnings.push(spans(rings, "is its own ancestor", "are their own ancestors"));
  if (copies > 0)
    warnings.push(`${spans(copies, "was a repetition", "were repetitions")} and left out`);
  return [...warnings, ...clockWarnings(trace)];
}

function clockWarnings({ clockCorrections }: AssembledColumns): readonly string[] {
  let applied = 0;
  let tooLarge = 0;
  for (const { isApplied } of clockCorrections.values()) {
    if (isApplied) applied++;
    else tooLarge++;
  }
  return [
    ...(applied === 0
      ? []
      : [`${spans(applied, "was", "were")} moved, because clocks of hosts differ`]),
    ...(tooLarge === 0
      ? []
      : [
          `${spans(tooLarge, "was", "were")} not moved, although clocks of hosts differ: by too much`,
        ]),
  ];
}

function spans(count: number, one: string, many: string): string {
  return count === 1 ? `1 span ${one}` : `${count} spans ${many}`;
}

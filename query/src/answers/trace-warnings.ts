import type { AssembledTrace } from "../assemble/assemble-trace.ts";

/** What is said of a trace with more spans than are answered. */
export function truncationWarning(spansShown: number): string {
  return `trace has more than ${spansShown} spans, showing first ${spansShown} spans only`;
}

/** What is said of a trace whose spans do not fit together. */
export function traceWarnings(trace: AssembledTrace, truncated: boolean): readonly string[] {
  const warnings: string[] = [];
  if (truncated) warnings.push(truncationWarning(trace.spans.length));
  let missing = 0;
  let rings = 0;
  for (const reason of trace.orphans.values()) {
    if (reason === "missing") missing++;
    else rings++;
  }
  let copies = 0;
  for (const count of trace.copies.values()) copies += count;
  if (missing > 0)
    warnings.push(`${spans(missing, "names", "name")} a parent that is not in the trace`);
  if (rings > 0) warnings.push(spans(rings, "is its own ancestor", "are their own ancestors"));
  if (copies > 0)
    warnings.push(`${spans(copies, "was a repetition", "were repetitions")} and left out`);
  return warnings;
}

function spans(count: number, one: string, many: string): string {
  return count === 1 ? `1 span ${one}` : `${count} spans ${many}`;
}

import { OWN_SPAN_FLAGS } from "@spanhouse/model";
import type { Trace } from "./trace.ts";

/** What can be said of a trace's completeness, the worst first. */
export type Completeness = "incomplete" | "arriving" | "adjusted" | "whole";

/** A trace that ended less than this ago may still get spans: exporters send every few seconds. */
export const ARRIVING_MS = 15_000;

/**
 * `incomplete`: spans are known to be missing (parents, rows beyond the limit, files that were not read).
 * `adjusted`: all is here, but something was left out or moved on purpose, or does not fit together.
 */
export function completenessOf(
  trace: Pick<Trace, "orphans" | "warnings" | "isTruncated" | "spans">,
  endedMsAgo: number,
): Completeness {
  const lacksParents = trace.orphans.some(({ reason }) => reason === "missing");
  const lacksFiles = trace.warnings.some((text) => text.includes("were not looked at"));
  if (trace.isTruncated || lacksParents || lacksFiles) return "incomplete";
  if (endedMsAgo < ARRIVING_MS) return "arriving";
  const odd =
    OWN_SPAN_FLAGS.duplicate | OWN_SPAN_FLAGS.clockCorrected | OWN_SPAN_FLAGS.endsBeforeStart;
  const isOdd = trace.spans.flags.some((flags) => (flags & odd) !== 0);
  return trace.warnings.length > 0 || isOdd ? "adjusted" : "whole";
}

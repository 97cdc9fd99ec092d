import type { Trace } from "./trace.ts";

/** What can be said of a trace's completeness, the worst first. */
export type Completeness = "incomplete" | "arriving" | "adjusted" | "whole";

/** A trace that ended less than this ago may still get spans: exporters send every few seconds. */
export const ARRIVING_MS = 15_000;

/**
 * `incomplete`: spans are known to be missing (parents, rows beyond the limit, files that were not read).
 * `adjusted`: all is here, but something was left out or moved on purpose, or does not fit together: there
 * are remarks, see trace-remarks.ts.
 */
export function completenessOf(
  trace: Pick<Trace, "orphans" | "warnings" | "isTruncated" | "linked">,
  remarks: readonly string[],
  endedMsAgo: number,
): Completeness {
  const lacksParents = trace.orphans.some(({ reason }) => reason === "missing");
  // Those of the service, not what is made of them for people.
  const warnings = trace.linked?.parts.flatMap((part) => part.trace.warnings) ?? trace.warnings;
  const lacksFiles = warnings.some((warning) => warning.includes("were not looked at"));
  if (trace.isTruncated || lacksParents || lacksFiles) return "incomplete";
  if (endedMsAgo < ARRIVING_MS) return "arriving";
  return remarks.length > 0 ? "adjusted" : "whole";
}

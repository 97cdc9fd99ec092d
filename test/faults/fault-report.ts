import type { Verdict } from "./oracle.ts";

/** What one fault did. */
export interface FaultResult {
  readonly fault: string;
  readonly verdict: Verdict;
  readonly refusedRequests: number;
  /** From the end of the fault to the first acknowledgement; undefined when nothing was interrupted. */
  readonly recoveryMs: readonly number[];
  /** What else went wrong, in words. */
  readonly problems: readonly string[];
}

export function isGood({ verdict, problems }: FaultResult): boolean {
  const { lost, duplicated, changed, miscounted } = verdict;
  return lost + duplicated + changed + miscounted === 0 && problems.length === 0;
}

const HEADERS = [
  "fault",
  "acknowledged",
  "stored",
  "lost",
  "duplicated",
  "changed",
  "miscounted",
  "refused",
  "recovery p50/max",
  "",
];

/** The results as a table for people. */
export function formatFaults(results: readonly FaultResult[]): string {
  const rows = results.map((result) => {
    const { fault, verdict, refusedRequests } = result;
    return [
      fault,
      ...[verdict.acknowledged, verdict.stored, verdict.lost, verdict.duplicated].map(String),
      ...[verdict.changed, verdict.miscounted, refusedRequests].map(String),
      formatRecovery(result.recoveryMs),
      isGood(result) ? "good" : "BAD",
    ];
  });
  const widths = HEADERS.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => row[column]!.length)),
  );
  const lines = [HEADERS, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      )
      .join("  "),
  );
  const problems = results.flatMap(({ fault, problems }) =>
    problems.map((problem) => `${fault}: ${problem}`),
  );
  return [...lines, ...problems].join("\n");
}

function formatRecovery(times: readonly number[]): string {
  if (times.length === 0) return "-";
  const sorted = [...times].sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  return `${Math.round(middle)}/${Math.round(sorted.at(-1)!)} ms`;
}

import type { Verdict } from "./oracle.ts";

/** What one fault did. */
export interface FaultResult {
  readonly verdict: Verdict;
  readonly refusedRequests: number;
  /** From the end of the fault to the first acknowledgement; empty when nothing was interrupted. */
  readonly recoveryMs: readonly number[];
  /** What else went wrong, in words. */
  readonly problems: readonly string[];
}

export interface FaultRow {
  readonly fault: { readonly id: string; readonly name: string };
  readonly result: FaultResult;
}

/** Nothing was issued: for what is about answers and not about spans. */
export const NO_SPANS: Verdict = {
  issued: 0,
  acknowledged: 0,
  stored: 0,
  lost: 0,
  duplicated: 0,
  changed: 0,
  miscounted: 0,
};

export function isGood({ verdict, problems }: FaultResult): boolean {
  const { lost, duplicated, changed, miscounted } = verdict;
  return lost + duplicated + changed + miscounted === 0 && problems.length === 0;
}

const HEADERS = [
  "",
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
/** Columns of text; numbers stand at the right. */
const TEXT_COLUMNS = 2;
const PROBLEMS_SHOWN = 10;

/** The results as a table for people, and below it what else went wrong. */
export function formatFaults(rows: readonly FaultRow[]): string {
  const cells = rows.map(({ fault, result }) => {
    const { verdict, refusedRequests } = result;
    return [
      fault.id,
      fault.name,
      ...[verdict.acknowledged, verdict.stored, verdict.lost, verdict.duplicated].map(String),
      ...[verdict.changed, verdict.miscounted, refusedRequests].map(String),
      formatRecovery(result.recoveryMs),
      isGood(result) ? "good" : "BAD",
    ];
  });
  const widths = HEADERS.map((header, column) =>
    Math.max(header.length, ...cells.map((row) => row[column]!.length)),
  );
  const lines = [HEADERS, ...cells].map((row) =>
    row
      .map((cell, column) =>
        column < TEXT_COLUMNS ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join("  "),
  );
  const problems = rows.flatMap(({ fault, result }) =>
    result.problems
      .slice(0, PROBLEMS_SHOWN)
      .map((problem) => `${fault.id} ${fault.name}: ${problem}`),
  );
  return [...lines, ...problems].join("\n");
}

function formatRecovery(times: readonly number[]): string {
  if (times.length === 0) return "-";
  const sorted = [...times].sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  return `${Math.round(middle)}/${Math.round(sorted.at(-1)!)} ms`;
}

import { cpus, totalmem } from "node:os";

/** One measured figure, with the goal it is held against where there is one. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `atLeast` or `atMost`, in the same unit. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export interface BenchReport {
  readonly bench: string;
  readonly measures: readonly Measure[];
  /** What a reader must know to believe the figures: data shape, sizes, durations. */
  readonly conditions: Readonly<Record<string, string | number>>;
}

/** What the figures were measured on; printed beside every one of them. */
export function describeMachine(): Record<string, string | number> {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}

function reached({ value, goal }: Measure): string {
  if (goal === undefined) return "";
  const isReached = "atLeast" in goal ? value >= goal.atLeast : value <= goal.atMost;
  return isReached ? "reached" : "missed";
}

function goalText(measure: Measure): string {
  const { goal } = measure;
  if (goal === undefined) return "";
  return "atLeast" in goal ? `>= ${format(goal.atLeast)}` : `<= ${format(goal.atMost)}`;
}

function format(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

/** Writes the report as a table for people and, last, as one JSON line for machines. */
export function printReport(report: BenchReport): void {
  const machine = describeMachine();
  const rows = [
    ["measure", "value", "unit", "goal", ""],
    ...report.measures.map((measure) => [
      measure.name,
      format(measure.value),
      measure.unit,
      goalText(measure),
      reached(measure),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  const conditions = Object.entries(report.conditions)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");
  process.stdout.write(
    `\n${report.bench}: ${conditions}\n${Object.values(machine).join(", ")}\n\n${lines.join("\n")}\n\n`,
  );
  process.stdout.write(`${JSON.stringify({ ...report, machine })}\n`);
}

/** The value at share `p` (0 to 1) of the values; NaN of none. Sorts a copy. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? NaN;
}

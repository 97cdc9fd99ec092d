import { parseArgs } from "node:util";
import { runFuzz, type FuzzReport } from "./fuzz-run.ts";
import { FuzzTarget } from "./fuzz-target.ts";

/**
 * `npx tsx test/fuzz/run.ts [--shots 500000] [--seed 1]`: damaged requests against a real collector in a
 * process of its own. Prints a table and exits non-zero when an answer was wrong, a sound request got
 * lost, or memory grew beyond its bound.
 */
const MEBIBYTE = 2 ** 20;
const REQUEST_BYTES_MAX = 8 * MEBIBYTE;
/** Resident memory, the embedded engine's included: at any time, and afterwards against before. */
const MEMORY_BYTES_MAX = 1_200 * MEBIBYTE;
const MEMORY_GROWTH_MAX = 0.05;
const SETTLE_MS = 20_000;

const { values } = parseArgs({
  options: {
    shots: { type: "string", default: "500000" },
    "warm-up": { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "64" },
  },
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / MEBIBYTE)} MiB`;
}

function printReport(report: FuzzReport): void {
  print(`\n${"mutator".padEnd(40)} ${"sent".padStart(7)}  answers`);
  for (const [mutator, counts] of [...report.statuses].sort(([a], [b]) => a.localeCompare(b))) {
    const sent = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const answers = [...counts].sort(([, a], [, b]) => b - a);
    const text = answers.map(([status, count]) => `${status}: ${count}`).join("  ");
    print(`${mutator.padEnd(40)} ${String(sent).padStart(7)}  ${text}`);
  }
  const { before, peak, after } = report.memoryBytes;
  const { acked, wrong } = report.controls;
  const growth = ((after / before - 1) * 100).toFixed(1);
  print(
    `\nresident memory: ${mebibytes(before)} before, ${mebibytes(peak)} at most, ${mebibytes(after)} after (${growth} %)`,
  );
  print(`sound requests: ${acked} acknowledged, ${wrong.length} not stored exactly once`);
  print(`wrong answers: ${report.violationCount}; ${Math.round(report.seconds)} s`);
  for (const line of [...report.violations, ...wrong.slice(0, 10)]) print(`  ${line}`);
}

const target = await FuzzTarget.start(REQUEST_BYTES_MAX);
const shots = Number(values.shots);
let shownAt = 0;
const report = await runFuzz({
  target,
  shots,
  warmUpShots: Number(values["warm-up"]),
  settleMs: SETTLE_MS,
  seed: Number(values.seed),
  workers: Number(values.workers),
  requestBytesMax: REQUEST_BYTES_MAX,
  onProgress(sent, bytes) {
    if (sent - shownAt < shots / 20) return;
    shownAt = sent;
    print(`${sent} sent, ${mebibytes(bytes)}`);
  },
});
printReport(report);
if (target.errors !== "") print(`\nlog:\n${target.errors.slice(0, 4_000)}`);
const isSound =
  target.isRunning &&
  report.violationCount === 0 &&
  report.controls.wrong.length === 0 &&
  report.memoryBytes.peak <= MEMORY_BYTES_MAX &&
  report.memoryBytes.after <= report.memoryBytes.before * (1 + MEMORY_GROWTH_MAX);
await target.stop();
process.exitCode = isSound ? 0 : 1;

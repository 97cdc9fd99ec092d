import { runFuzz } from "../../fuzz/fuzz-run.ts";
import { FuzzTarget } from "../../fuzz/fuzz-target.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { NO_SPANS } from "../fault-report.ts";

const REQUEST_BYTES_MAX = 8 * 2 ** 20;
const PROBLEMS_SHOWN = 5;

/**
 * R11: damaged requests at every door, 100,000 levels deep, of 2^31 bytes by their own account, bombs: right
 * answers, and every sound request between them is stored once. `npx tsx test/fuzz/run.ts` says more.
 */
export async function malformed({ random, scale }: FaultContext): Promise<FaultResult> {
  const target = await FuzzTarget.start(REQUEST_BYTES_MAX);
  try {
    const seed = Math.floor(random() * 1_000_000);
    const shots = { shots: scale.shots, warmUpShots: scale.shots / 10 };
    const fuzzed = { target, seed, ...shots, requestBytesMax: REQUEST_BYTES_MAX };
    const { violations, violationCount, controls } = await runFuzz(fuzzed);
    const problems = [
      ...violations.slice(0, PROBLEMS_SHOWN),
      ...controls.wrong.slice(0, PROBLEMS_SHOWN),
    ];
    if (violationCount > 0) problems.push(`${violationCount} answers were wrong`);
    if (!target.isRunning) problems.push("the collector died");
    if (target.errors !== "") problems.push(target.errors.slice(0, 500));
    const {
      ackedSpans: acknowledged,
      storedSpans: stored,
      lostSpans: lost,
      doubledSpans,
    } = controls;
    const verdict = { ...NO_SPANS, issued: acknowledged, acknowledged, stored, lost };
    return {
      verdict: { ...verdict, duplicated: doubledSpans },
      refusedRequests: 0,
      recoveryMs: [],
      problems,
    };
  } finally {
    await target.stop();
  }
}

import { afterAll, beforeAll, expect, it } from "vitest";
import { runFuzz } from "./fuzz-run.ts";
import { FuzzTarget } from "./fuzz-target.ts";

// How it works: the short form of `npx tsx test/fuzz/run.ts` against a real collector on the embedded
// store, in a process of its own. A failure names the number of its shot, which is the same in every run.
const SHOTS = 2_000;
const SEED = 1;
const MEBIBYTE = 2 ** 20;
const REQUEST_BYTES_MAX = 8 * MEBIBYTE;
/** Between warm and afterwards: caches of the engine fill, nothing else may. */
const GROWTH_BYTES_MAX = 300 * MEBIBYTE;

let target: FuzzTarget;
beforeAll(async () => {
  target = await FuzzTarget.start(REQUEST_BYTES_MAX);
});
afterAll(() => target.stop());

it("answers damaged requests rightly, keeps serving, stores every sound one once, and does not grow", async () => {
  const report = await runFuzz({
    target,
    seed: SEED,
    shots: SHOTS,
    warmUpShots: SHOTS / 10,
    requestBytesMax: REQUEST_BYTES_MAX,
  });
  expect(report.violations).toEqual([]);
  expect(target.isRunning).toBe(true);
  expect(target.errors).toBe("");
  expect(report.controls.acked).toBeGreaterThan(SHOTS / 100);
  expect(report.controls.wrong).toEqual([]);
  expect(report.memoryBytes.peak - report.memoryBytes.before).toBeLessThan(GROWTH_BYTES_MAX);
  const answers = new Set([...report.statuses.values()].flatMap((counts) => [...counts.keys()]));
  for (const status of [
    "200",
    "400",
    "202",
    "413",
    "415",
    "grpc 0",
    "grpc 3",
    "grpc 8",
    "grpc 13",
  ]) {
    expect(answers).toContain(status);
  }
}, 300_000);

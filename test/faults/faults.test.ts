import { beforeAll, describe, expect, it } from "vitest";

import { runInProcess, runKills } from "./all-faults.ts";
import { buildCollectorProcess } from "./child-collector.ts";
import { formatFaults, isGood, type FaultResult } from "./fault-report.ts";

/** The short form of `npm run faults`; what is promised is the same. */
describe("acknowledged spans are stored exactly once", () => {
  beforeAll(buildCollectorProcess);

  it("when the process is killed under load and while it starts", async () => {
    const options = { kills: 4, killsDuringRecovery: 2, spansPerSecond: 5_000 };
    const result = await runKills(1, options);
    expect(isGood(result), formatFaults([result])).toBe(true);
    expect(result.verdict.acknowledged).toBeGreaterThan(0);
  }, 60_000);

  it("when the store is away or its answers are, when the disk fails, when files are damaged", async () => {
    const results: FaultResult[] = [];
    await runInProcess(1, 1_000, (result) => results.push(result));
    expect(results.every(isGood), formatFaults(results)).toBe(true);
  }, 90_000);
});

import { parseArgs } from "node:util";

import { runInProcess, runKills } from "./all-faults.ts";
import { buildCollectorProcess } from "./child-collector.ts";
import { formatFaults, isGood, type FaultResult } from "./fault-report.ts";

/**
 * `npm run faults`: breaks things and checks that every acknowledged span is stored exactly once.
 *
 *   npm run faults -- --kills 50 --seconds 10 --rate 10000 --seed 1
 *
 * `--kills 0` leaves the kills out, `--seconds 0` everything else. Exits with 1 when anything was lost,
 * duplicated, changed or miscounted.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    seconds: { type: "string", default: "10" },
    rate: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

const seed = Number(values.seed);
const results: FaultResult[] = [];
const report = (result: FaultResult): void => {
  results.push(result);
  process.stderr.write(`${formatFaults([result])}\n\n`);
};

if (Number(values.seconds) > 0) await runInProcess(seed, Number(values.seconds) * 1_000, report);
const kills = Number(values.kills);
if (kills > 0) {
  await buildCollectorProcess();
  const killsDuringRecovery = 2 * Math.ceil(kills / 10);
  const spansPerSecond = Number(values.rate);
  report(await runKills(seed, { kills, killsDuringRecovery, spansPerSecond }));
}
process.stdout.write(`seed ${seed}\n${formatFaults(results)}\n`);
process.exitCode = results.every(isGood) ? 0 : 1;

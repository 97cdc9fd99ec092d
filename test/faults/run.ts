import { parseArgs } from "node:util";

import { buildChildProcesses } from "./child-process.ts";
import { formatFaults, isGood, type FaultRow } from "./fault-report.ts";
import { FAULTS } from "./faults.ts";
import { runFaults } from "./run-faults.ts";

/** `npm run faults`: breaks things and checks that every acknowledged span is stored exactly once. */
const HELP = `npm run faults -- [options]

  --only R7,R11            these faults only, by number (R7) or number and name (R7-fsync)
  --list                   the faults, and nothing else
  --kills 50               how often a process is killed
  --seconds 10             how long a fault lasts
  --rate 10000             spans per second of the clients where a process is killed
  --link-cut-seconds 20    how long agent and collector are apart
  --shots 20000            damaged requests
  --seed <number>          repeats a run

Progress goes to standard error, the table to standard output. Exits with 1 when an acknowledged span was
lost, anything was stored twice, changed or miscounted, or something else went wrong; with 2 when asked wrongly.
`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    kills: { type: "string", default: "50" },
    seconds: { type: "string", default: "10" },
    rate: { type: "string", default: "10000" },
    "link-cut-seconds": { type: "string", default: "20" },
    shots: { type: "string", default: "20000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

function selected(): typeof FAULTS {
  if (values.only === undefined) return FAULTS;
  const wanted = values.only.split(",").map((one) => one.trim().toLowerCase());
  return FAULTS.filter(({ id, name }) => {
    const slug = name.replaceAll(/[^a-z0-9]+/gi, "-");
    return wanted.some((one) => {
      const number = id.toLowerCase();
      return one === number || `${number}-${slug}`.toLowerCase().startsWith(`${one}-`);
    });
  });
}

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const faults = selected();
  if (values.list) {
    for (const { id, name } of faults) process.stdout.write(`${id.padEnd(4)} ${name}\n`);
    return 0;
  }
  if (faults.length === 0) {
    process.stderr.write(`no fault is called ${values.only ?? ""}; --list shows them\n`);
    return 2;
  }
  await buildChildProcesses();
  const rows: FaultRow[] = [];
  const seed = Number(values.seed);
  const startedMs = performance.now();
  await runFaults(faults, {
    seed,
    scale: {
      kills: Number(values.kills),
      faultMs: Number(values.seconds) * 1_000,
      spansPerSecond: Number(values.rate),
      linkCutMs: Number(values["link-cut-seconds"]) * 1_000,
      shots: Number(values.shots),
    },
    onStart: ({ id, name }) => {
      const seconds = Math.round((performance.now() - startedMs) / 1_000);
      process.stderr.write(`${String(seconds).padStart(5)} s  ${id} ${name}\n`);
    },
    onResult: (fault, result) => {
      rows.push({ fault, result });
      process.stderr.write(`${formatFaults([{ fault, result }])}\n\n`);
    },
  });
  process.stdout.write(`seed ${seed}\n${formatFaults(rows)}\n`);
  return rows.every(({ result }) => isGood(result)) ? 0 : 1;
}

process.exitCode = await main();

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleOurs } from "../support/bundle-ours.ts";
import type { RelayBlocks } from "./relay-blocks.ts";
import { printReport, type BenchReport } from "./report.ts";
import { RequestSource } from "./traffic/request-source.ts";
import { FRAME_HEADER_BYTES } from "./traffic/request-template.ts";

/**
 * CPU time per span (user and system, of the whole process) to bring OTLP protobuf into the blocks of an
 * agent's spool: checked and copied as it came, and decoded and written again, as when something is edited.
 * The two take turns, so that a neighbour on the machine slows both.
 */
const REQUESTS = 128;
const ROUNDS = 15;
const ROUND_MS = 250;
/** A quarter of the 4 µs that an agent may spend on a span. */
const COPIED_GOAL_MICROS = 1;

const BUNDLE = join(import.meta.dirname, "dist/relay-blocks.js");

export async function run(): Promise<BenchReport> {
  const source = new RequestSource({ seed: 1, patchSeed: 1 });
  const bodies = Array.from({ length: REQUESTS }, () =>
    source.nextRequest().bytes.subarray(FRAME_HEADER_BYTES),
  );
  const blocks = await bundledBlocks();
  const copied: number[] = [];
  const written: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    copied.push(microsPerSpan(() => blocks.take(bodies, "copied")));
    written.push(microsPerSpan(() => blocks.take(bodies, "written again")));
  }
  const unit = "µs CPU per span";
  return {
    bench: "relay",
    measures: [
      {
        name: "checked and copied, median",
        value: median(copied),
        unit,
        goal: { atMost: COPIED_GOAL_MICROS },
      },
      { name: "decoded and written again, median", value: median(written), unit },
    ],
    conditions: {
      requests: REQUESTS,
      spansPerRequest: 512,
      bytesPerSpan: Math.round(source.bytesPerSpan),
      rounds: ROUNDS,
      roundMs: ROUND_MS,
    },
  };
}

/** As it ships, in one bundle. */
async function bundledBlocks(): Promise<RelayBlocks> {
  await bundleOurs(join(import.meta.dirname, "relay-blocks.ts"), BUNDLE);
  const bundle = (await import(pathToFileURL(BUNDLE).href)) as {
    RelayBlocks: new () => RelayBlocks;
  };
  return new bundle.RelayBlocks();
}

function microsPerSpan(pass: () => number): number {
  const before = process.cpuUsage();
  const end = performance.now() + ROUND_MS;
  let spans = 0;
  while (performance.now() < end) spans += pass();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / spans;
}

/** Without the first, which compiles. */
function median(rounds: readonly number[]): number {
  const sorted = rounds.slice(1).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

export async function main(): Promise<void> {
  printReport(await run());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();

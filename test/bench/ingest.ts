import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventually, startSpanhouse, type SpanhouseProcess } from "../support/spanhouse-process.ts";
import { cpuSecondsOf } from "./process-cpu.ts";
import { printReport } from "./report.ts";
import type { LoadReport } from "./traffic/load-run.ts";

/**
 * Durable ingest into the built standalone executable: the load generator runs in a process of its own and
 * counts a span only when its request is acknowledged; then we wait until all of them are in the store and
 * merges have settled. Options: --seconds 60, --rate <spans/s>|max, --protocol grpc|http.
 *
 * A second, short run at 1,000 spans per second gives the latency of an acknowledgement.
 */

const MIB = 2 ** 20;
/** A server that uses less than this share of a core over the settle window is done merging. */
const IDLE_CORE_SHARE = 0.03;
const SETTLE_WINDOW_MS = 4_000;
const SETTLE_WAIT_MS = 180_000;
const GRAPH_WAIT_MS = 400_000;

function residentMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1]) / 1024;
}

async function generateLoad(options: readonly string[]): Promise<LoadReport> {
  const generator = join(import.meta.dirname, "traffic/load-generator.ts");
  const child = spawn(process.execPath, ["--import", "tsx", generator, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`the load generator failed:\n${output}`);
  return JSON.parse(output.trim().split("\n").at(-1)!) as LoadReport;
}

async function metricsOf(spanhouse: SpanhouseProcess): Promise<string> {
  return (await fetch(`${spanhouse.urls.health}/metrics`)).text();
}

/** Five minutes that are not in the graph of services yet. */
async function staleSteps(spanhouse: SpanhouseProcess): Promise<number> {
  return Number(/^spanhouse_graph_stale_steps (\S+)$/m.exec(await metricsOf(spanhouse))?.[1]);
}

async function storedSpans(spanhouse: SpanhouseProcess): Promise<number> {
  const text = await metricsOf(spanhouse);
  let sum = 0;
  for (const line of text.matchAll(/^otelcol_exporter_sent_spans(?:_total)?(?:\{.*\})? (\S+)$/gm)) {
    sum += Number(line[1]);
  }
  return sum;
}

/** Waits until background merges are done, so that their CPU is counted. */
async function settle(pid: number): Promise<void> {
  const deadline = Date.now() + SETTLE_WAIT_MS;
  while (Date.now() < deadline) {
    const before = cpuSecondsOf(pid);
    await delay(SETTLE_WINDOW_MS);
    if (cpuSecondsOf(pid) - before < (IDLE_CORE_SHARE * SETTLE_WINDOW_MS) / 1000) return;
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function option(args: readonly string[], name: string, fallback: string): string {
  const at = args.indexOf(name);
  return at === -1 ? fallback : (args[at + 1] ?? fallback);
}

export async function main(args: readonly string[]): Promise<void> {
  const seconds = Number(option(args, "--seconds", "60"));
  const rate = option(args, "--rate", "max");
  const protocol = option(args, "--protocol", "grpc") === "http" ? "http" : "grpc";
  const spanhouse = await startSpanhouse({ set: ["log.level=warn"] });
  const pid = spanhouse.child.pid!;
  const target = ["--target", protocol, "--endpoint", spanhouse.urls[protocol]];
  try {
    // Warm-up is real traffic too, but not counted.
    await generateLoad([...target, "--rate", "20000", "--seconds", "5"]);
    await settle(pid);
    const storedBefore = await storedSpans(spanhouse);
    const cpuBefore = cpuSecondsOf(pid);
    const resident: number[] = [];
    const sampler = setInterval(() => resident.push(residentMiB(pid)), 500);

    const startMs = Date.now();
    const load = await generateLoad([...target, "--rate", rate, "--seconds", String(seconds)]);
    await eventually(
      "all acknowledged spans to be stored",
      async () =>
        (await storedSpans(spanhouse)) - storedBefore >= load.spansAcked ? true : undefined,
      120_000,
    );
    const queryableSeconds = (Date.now() - startMs) / 1000;
    const cpuUntilStored = cpuSecondsOf(pid) - cpuBefore;
    await settle(pid);
    clearInterval(sampler);
    const cpuSettled = cpuSecondsOf(pid) - cpuBefore;
    // The job of the graph waits, for minutes under load, so that it takes little of a core.
    await eventually(
      "the graph of services to be up to date",
      async () => ((await staleSteps(spanhouse)) === 0 ? true : undefined),
      GRAPH_WAIT_MS,
    );
    const cpuOfAll = cpuSecondsOf(pid) - cpuBefore;

    const quiet = await generateLoad([
      ...[...target, "--rate", "1000", "--seconds", "20"],
      ...["--batch", "50"],
    ]);
    const millions = load.spansAcked / 1e6;
    const half = Math.floor(resident.length / 2);
    printReport({
      bench: "ingest",
      conditions: { protocol, seconds, rate, spans: load.spansAcked },
      measures: [
        {
          name: "acknowledged",
          value: load.spansPerSecond,
          unit: "spans/s",
          goal: { atLeast: 150_000 },
        },
        {
          name: "acknowledged and queryable",
          value: load.spansAcked / queryableSeconds,
          unit: "spans/s",
          goal: { atLeast: 150_000 },
        },
        { name: "refused and repeated", value: sum(load.retries), unit: "requests" },
        { name: "generator CPU", value: load.cpuSeconds / millions, unit: "s per million" },
        { name: "CPU until queryable", value: cpuUntilStored / millions, unit: "s per million" },
        {
          name: "CPU, merges included",
          value: cpuSettled / millions,
          unit: "s per million",
          goal: { atMost: 6.5 },
        },
        { name: "CPU, the graph included", value: cpuOfAll / millions, unit: "s per million" },
        {
          name: "memory, peak",
          value: Math.max(...resident),
          unit: "MiB",
          goal: { atMost: (900 * 1e6) / MIB },
        },
        {
          name: "memory, peak of first half",
          value: Math.max(...resident.slice(0, half)),
          unit: "MiB",
        },
        { name: "acknowledgement p50 under load", value: load.ackMs.p50, unit: "ms" },
        { name: "acknowledgement p99 under load", value: load.ackMs.p99, unit: "ms" },
        { name: "acknowledgement p50 at 1,000 spans/s", value: quiet.ackMs.p50, unit: "ms" },
        {
          name: "acknowledgement p99 at 1,000 spans/s",
          value: quiet.ackMs.p99,
          unit: "ms",
          goal: { atMost: 60 },
        },
      ],
    });
  } finally {
    await spanhouse.remove();
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadFor, lostSpans, startLoad } from "../support/keep-alive-load.ts";
import { ListeningProgram } from "../support/listening-program.ts";
import { startOtlpSink } from "../support/otlp-sink.ts";
import { runTraced } from "../support/run-traced.ts";
import { freePort } from "../support/free-port.ts";
import { cpuSecondsOf } from "./process-cpu.ts";
import { type Measure, percentile, printReport } from "./report.ts";

/**
 * What the SDK costs beside plain OpenTelemetry, and what it loses. Programs that are compared take turns, and the median of
 * the ratios of neighbours counts, of the CPU of a start the least, so that a busy machine hurts less. Options: --rounds 15, --seconds 3 (of load in each round),
 * --kills 10, --away 30 (seconds), --only start|cpu|kill|away.
 */

const fixture = (name: string): string => join(import.meta.dirname, "../fixtures/sdk", name);
const OURS = ["--import", "@spanhouse/sdk/register"];
const PLAIN = ["--import", "@opentelemetry/auto-instrumentations-node/register"];
/** What OpenTelemetry needs to see imported modules, which ours sees without. */
const PLAIN_WITH_HOOK = [
  "--no-warnings",
  "--experimental-loader=@opentelemetry/instrumentation/hook.mjs",
  ...PLAIN,
];

const CONNECTIONS = 8;
/** Long enough for the last batch of a round. */
const SETTLE_MS = 1_300;
const WARM_UP_ROUNDS = 2;
const AWAY_SPANS_PER_SECOND = 1_000;
/** Before and after the collector is away. */
const THERE_SECONDS = 3;

interface Begin {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Of one process until its first line runs. */
async function begin(flags: readonly string[]): Promise<Begin> {
  const child = spawn(process.execPath, [...flags, fixture("begin.cjs")], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  await once(child, "close");
  return JSON.parse(out) as Begin;
}

async function measureStart(rounds: number): Promise<readonly Measure[]> {
  const ways = [[], PLAIN, PLAIN_WITH_HOOK, OURS];
  const found: Begin[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const times: Begin[] = [];
    for (const flags of ways) times.push(await begin(flags));
    // The first fills the caches of the file system.
    if (round > 0) found.push(times);
  }
  const least = (way: number): number => Math.min(...found.map((times) => times[way]!.cpuMs));
  const added = (way: number): number => least(way) - least(0);
  const wallRatio = median(
    found.map(
      (times) => (times[3]!.wallMs - times[0]!.wallMs) / (times[1]!.wallMs - times[0]!.wallMs),
    ),
  );
  const goal = { atMost: 1.15 };
  return [
    { name: "start, CPU: plain adds", value: added(1), unit: "ms" },
    { name: "start, CPU: plain with its hook for ES modules adds", value: added(2), unit: "ms" },
    { name: "start, CPU: ours adds", value: added(3), unit: "ms" },
    { name: "start, CPU: ours / plain", value: added(3) / added(1), unit: "x", goal },
    { name: "start, CPU: ours / plain with its hook", value: added(3) / added(2), unit: "x" },
    { name: "start, clock: ours / plain", value: wallRatio, unit: "x", goal },
  ];
}

/** The same exporter and batches for all. */
function exporterTo(url: string): Readonly<Record<string, string>> {
  return {
    OTEL_SERVICE_NAME: "hello",
    OTEL_TRACES_EXPORTER: "otlp",
    OTEL_METRICS_EXPORTER: "none",
    OTEL_LOGS_EXPORTER: "none",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    OTEL_BSP_MAX_QUEUE_SIZE: "50000",
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "512",
    OTEL_BSP_SCHEDULE_DELAY: "1000",
    OTEL_NODE_RESOURCE_DETECTORS: "host,process,env",
  };
}

interface Service {
  readonly program: ListeningProgram;
  readonly origin: string;
}

async function startService(flags: readonly string[], sinkUrl: string): Promise<Service> {
  const port = await freePort();
  const program = await ListeningProgram.start({
    args: [...flags, fixture("hello-app.cjs")],
    environment: { PORT: String(port), ...exporterTo(sinkUrl) },
    port,
  });
  return { program, origin: `http://127.0.0.1:${port}` };
}

/** Microseconds of CPU per request, its spans sent. */
async function cpuPerRequest({ program, origin }: Service, seconds: number): Promise<number> {
  const before = cpuSecondsOf(program.pid);
  const requests = await loadFor(origin, CONNECTIONS, seconds * 1_000);
  await delay(SETTLE_MS);
  return ((cpuSecondsOf(program.pid) - before) * 1e6) / requests;
}

async function measureCpu(rounds: number, seconds: number): Promise<readonly Measure[]> {
  const sink = await startOtlpSink();
  const ways = [
    [],
    ["--require", "@opentelemetry/auto-instrumentations-node/register"],
    ["--require", fixture("plain-opentelemetry.cjs")],
    OURS,
  ];
  const services = await Promise.all(ways.map((flags) => startService(flags, sink.url)));
  const found: number[][] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
    const costs: number[] = [];
    for (const service of services) costs.push(await cpuPerRequest(service, seconds));
    sink.spans.length = 0;
    if (round >= WARM_UP_ROUNDS) found.push(costs);
  }
  for (const { program } of services) await program.end("SIGKILL");
  sink.close();
  const cost = (way: number): number => median(found.map((costs) => costs[way]!));
  return [
    { name: "CPU: not traced", value: cost(0), unit: "us/request" },
    { name: "CPU: plain register, one span", value: cost(1), unit: "us/request" },
    {
      name: "CPU: plain with @fastify/otel, the same two spans",
      value: cost(2),
      unit: "us/request",
    },
    { name: "CPU: ours, two spans", value: cost(3), unit: "us/request" },
    {
      name: "CPU: ours / plain, the same spans",
      value: median(found.map((costs) => costs[3]! / costs[2]!)),
      unit: "x",
      goal: { atMost: 1.05 },
    },
    {
      name: "CPU: ours / plain register, which has no span of fastify",
      value: median(found.map((costs) => costs[3]! / costs[1]!)),
      unit: "x",
    },
  ];
}

async function measureKills(kills: number): Promise<readonly Measure[]> {
  const sink = await startOtlpSink();
  let [requests, lost] = [0, 0];
  for (let kill = 0; kill < kills; kill++) {
    const { program, origin } = await startService(OURS, sink.url);
    const load = startLoad(origin, CONNECTIONS);
    await delay(1_500 + Math.random() * 1_000);
    await program.end("SIGTERM");
    await load.stop();
    requests += load.answered.length;
    lost += lostSpans(load.answered, sink.spans);
    sink.spans.length = 0;
  }
  sink.close();
  return [
    { name: "SIGTERM: answered requests", value: requests, unit: "requests" },
    { name: "SIGTERM: spans of them lost", value: lost, unit: "spans", goal: { atMost: 0 } },
  ];
}

interface Outage {
  readonly lost: number;
  readonly dropped: number;
  readonly miscounted: number;
}

async function outage(awaySeconds: number, queueSpansMax: number): Promise<Outage> {
  const sink = await startOtlpSink();
  const isBack = delay(THERE_SECONDS * 1_000)
    .then(() => sink.goAway())
    .then(() => delay(awaySeconds * 1_000))
    .then(() => sink.comeBack());
  const seconds = awaySeconds + 2 * THERE_SECONDS;
  const args = [fixture("steady.cjs"), String(AWAY_SPANS_PER_SECOND), String(seconds)];
  const [{ out }] = await Promise.all([
    runTraced(args, {
      ...exporterTo(sink.url),
      OTEL_BSP_MAX_QUEUE_SIZE: String(queueSpansMax),
      SPANHOUSE_SDK_SHUTDOWN_TIMEOUT_MS: "10000",
    }),
    isBack,
  ]);
  sink.close();
  const { ended, sent, dropped } = JSON.parse(out) as Readonly<Record<string, number>>;
  const stored = new Set(sink.spans.map(({ spanId }) => spanId)).size;
  const lost = ended! - stored;
  return {
    lost,
    dropped: dropped!,
    miscounted: Math.abs(lost - dropped!) + Math.abs(stored - sent!),
  };
}

async function measureOutage(awaySeconds: number): Promise<readonly Measure[]> {
  const [within, beyond] = await Promise.all([
    outage(awaySeconds, 50_000),
    outage(awaySeconds, 10_000),
  ]);
  const goal = { atMost: 0 };
  return [
    { name: "away: lost, queue of 50,000", value: within.lost, unit: "spans", goal },
    { name: "away: lost, queue of 10,000", value: beyond.lost, unit: "spans" },
    { name: "away: counted as dropped, queue of 10,000", value: beyond.dropped, unit: "spans" },
    {
      name: "away: counted wrongly",
      value: within.miscounted + beyond.miscounted,
      unit: "spans",
      goal,
    },
  ];
}

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "15" },
      seconds: { type: "string", default: "3" },
      kills: { type: "string", default: "10" },
      away: { type: "string", default: "30" },
      only: { type: "string" },
    },
  });
  const [rounds, seconds, kills, away] = [
    values.rounds,
    values.seconds,
    values.kills,
    values.away,
  ].map(Number) as [number, number, number, number];
  const parts: Readonly<Record<string, () => Promise<readonly Measure[]>>> = {
    start: () => measureStart(rounds),
    cpu: () => measureCpu(rounds, seconds),
    kill: () => measureKills(kills),
    away: () => measureOutage(away),
  };
  const measures: Measure[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (values.only === undefined || values.only === name) measures.push(...(await measure()));
  }
  printReport({
    bench: "sdk",
    measures,
    conditions: { rounds, seconds, connections: CONNECTIONS, kills, awaySeconds: away },
  });
}

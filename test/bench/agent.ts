import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../support/free-port.ts";
import { ANY_PORTS, eventually, EXECUTABLE } from "../support/spanhouse-process.ts";
import { cpuSecondsOf } from "./process-cpu.ts";
import { printReport } from "./report.ts";
import { runLoadProcess } from "./traffic/load-process.ts";

/**
 * The built agent between the load generator and a collector that only acknowledges: what receiving, checking,
 * spooling with fsync and forwarding cost the agent's process, and how much memory it takes. Options:
 * --seconds 30, --rate 20000|max, --protocol grpc|http, --compression none|gzip.
 */

const IDLE_SECONDS = 10;

/** Megabytes of 10^6 bytes. */
function residentMb(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return (Number(line?.[1]) * 1024) / 1e6;
}

/** Reads gRPC requests to their end and says yes to each. */
async function startSink(): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer({
    settings: { maxFrameSize: 2 ** 20, initialWindowSize: 8 * 2 ** 20 },
  });
  server.on("session", (session: ServerHttp2Session) => session.setLocalWindowSize(32 * 2 ** 20));
  server.on("stream", (stream: ServerHttp2Stream) => {
    stream.on("data", () => undefined);
    stream.on("end", () => {
      stream.respond(
        { ":status": 200, "content-type": "application/grpc" },
        { waitForTrailers: true },
      );
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(Buffer.alloc(5));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, stop: () => server.close() };
}

function option(args: readonly string[], name: string, fallback: string): string {
  const at = args.indexOf(name);
  return at === -1 ? fallback : (args[at + 1] ?? fallback);
}

export async function main(args: readonly string[]): Promise<void> {
  const seconds = Number(option(args, "--seconds", "30"));
  const rate = option(args, "--rate", "20000");
  const protocol = option(args, "--protocol", "grpc") === "http" ? "http" : "grpc";
  const compression = option(args, "--compression", "none");
  const sink = await startSink();
  const dataFolder = mkdtempSync(join(tmpdir(), "spanhouse-bench-agent-"));
  const [grpc, http, health] = await Promise.all([freePort(), freePort(), freePort()]);
  const settings = [
    ...ANY_PORTS,
    `collector.otlpGrpc.port=${grpc}`,
    `collector.otlpHttp.port=${http}`,
    `health.port=${health}`,
    `dataFolder=${dataFolder}`,
    `forward.endpoint=${sink.url}`,
    `forward.compression=${compression}`,
    "log.level=warn",
  ];
  const agent: ChildProcess = spawn(
    process.execPath,
    [EXECUTABLE, "agent", ...settings.flatMap((setting) => ["--set", setting])],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const pid = agent.pid!;
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${health}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
  };
  try {
    await eventually(
      "the agent to be ready",
      async () => {
        const answer = await fetch(`http://127.0.0.1:${health}/readyz`).catch(() => undefined);
        return answer?.ok === true ? true : undefined;
      },
      30_000,
    );
    await delay(IDLE_SECONDS * 1_000);
    const idleMb = residentMb(pid);
    const endpoint = `http://127.0.0.1:${protocol === "grpc" ? grpc : http}`;
    const target = ["--target", protocol, "--endpoint", endpoint];
    await runLoadProcess([...target, "--rate", "20000", "--seconds", "3"]);
    const drained = () =>
      eventually(
        "the spool to be empty",
        async () => ((await metric("spanhouse_spool_spans")) === 0 ? true : undefined),
        60_000,
      );
    await drained();
    const cpuBefore = cpuSecondsOf(pid);
    const sentBefore = await metric("otelcol_exporter_sent_spans");
    const resident: number[] = [];
    const sampler = setInterval(() => resident.push(residentMb(pid)), 250);
    const load = await runLoadProcess([...target, "--rate", rate, "--seconds", String(seconds)]);
    await drained();
    clearInterval(sampler);
    const forwarded = (await metric("otelcol_exporter_sent_spans")) - sentBefore;
    const cpu = cpuSecondsOf(pid) - cpuBefore;
    printReport({
      bench: "agent",
      conditions: { protocol, compression, seconds, rate, spans: forwarded },
      measures: [
        { name: "acknowledged", value: load.spansPerSecond, unit: "spans/s" },
        {
          name: "CPU, received to forwarded",
          value: cpu / (forwarded / 1e6),
          unit: "s per million",
          goal: { atMost: 4 },
        },
        { name: "memory, idle", value: idleMb, unit: "MB", goal: { atMost: 60 } },
        {
          name: "memory, peak under load",
          value: Math.max(...resident),
          unit: "MB",
          goal: { atMost: 120 },
        },
        { name: "acknowledgement p50", value: load.ackMs.p50, unit: "ms" },
        { name: "acknowledgement p99", value: load.ackMs.p99, unit: "ms" },
      ],
    });
  } finally {
    agent.kill("SIGKILL");
    sink.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

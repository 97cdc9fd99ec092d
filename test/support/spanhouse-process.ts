import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { newDataFolder } from "./data-folder.ts";
import { freePort, freeUdpPort } from "./free-port.ts";

/** The command; what it loads is built by `npm run build`. */
export const EXECUTABLE = join(import.meta.dirname, "../../standalone/spanhouse.cjs");
const READY_WAIT_MS = 30_000;

/** Every port, and the setting that holds it. */
const TCP_PORTS = {
  grpc: "collector.otlpGrpc.port",
  http: "collector.otlpHttp.port",
  jaegerHttp: "collector.jaegerHttp.port",
  jaegerGrpc: "collector.jaegerGrpc.port",
  zipkin: "collector.zipkin.port",
  sampling: "collector.sampling.port",
  samplingGrpc: "collector.sampling.grpcPort",
  query: "query.port",
  queryGrpc: "query.grpcPort",
  health: "health.port",
} as const;
const UDP_PORTS = {
  jaegerCompact: "collector.jaegerUdp.compactPort",
  jaegerBinary: "collector.jaegerUdp.binaryPort",
} as const;

/** `--set` values that let every port be any free one. */
export const ANY_PORTS: readonly string[] = Object.values({ ...TCP_PORTS, ...UDP_PORTS }).map(
  (setting) => `${setting}=0`,
);

/** The built standalone executable in a process of its own, on free ports. */
export interface SpanhouseProcess {
  readonly child: ChildProcess;
  readonly dataFolder: string;
  readonly urls: Readonly<Record<keyof typeof TCP_PORTS, string>>;
  /** The same ports as numbers, and those of UDP. */
  readonly ports: Readonly<Record<keyof typeof TCP_PORTS | keyof typeof UDP_PORTS, number>>;
  /** Everything it wrote so far, both streams. */
  output(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Stops it if it still runs and removes the data folder. */
  remove(): Promise<void>;
}

export interface SpanhouseOptions {
  /** Kept over restarts when given; else a new temporary folder, in which the store has its tables. */
  readonly dataFolder?: string;
  /** More `--set` arguments, `key=value`. */
  readonly set?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

async function portsFor<Name extends string>(
  settings: Readonly<Record<Name, string>>,
  free: () => Promise<number>,
): Promise<Record<Name, number>> {
  const found = await Promise.all(Object.keys(settings).map(free));
  let at = 0;
  return mapValues(settings, () => found[at++]!);
}

function mapValues<Name extends string, To>(
  values: Readonly<Record<Name, string>>,
  to: (value: string, name: Name) => To,
): Record<Name, To> {
  const entries = Object.entries<string>(values);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, to(value, name as Name)]),
  ) as Record<Name, To>;
}

/** Starts Spanhouse and waits until `/readyz` says yes; throws with its output when it does not. */
export async function startSpanhouse(options: SpanhouseOptions = {}): Promise<SpanhouseProcess> {
  const dataFolder = options.dataFolder ?? (await newDataFolder("process"));
  const ports = {
    ...(await portsFor(TCP_PORTS, freePort)),
    ...(await portsFor(UDP_PORTS, freeUdpPort)),
  };
  const portSettings = Object.entries({ ...TCP_PORTS, ...UDP_PORTS }).map(
    ([name, setting]) => `${setting}=${ports[name as keyof typeof ports]}`,
  );
  const settings = [`dataFolder=${dataFolder}`, ...portSettings, ...(options.set ?? [])];
  const child = spawn(
    process.execPath,
    [EXECUTABLE, "start", ...settings.flatMap((setting) => ["--set", setting])],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...options.environment } },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const gone = once(child, "exit");

  const running: SpanhouseProcess = {
    child,
    dataFolder,
    ports,
    urls: mapValues(TCP_PORTS, (_setting, name) => `http://127.0.0.1:${ports[name]}`),
    output: () => output,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await gone;
      }
      return child.exitCode;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await gone;
    },
    async remove() {
      await running.kill();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
  await waitUntilReady(running);
  return running;
}

async function waitUntilReady(running: SpanhouseProcess): Promise<void> {
  const deadline = Date.now() + READY_WAIT_MS;
  while (Date.now() < deadline) {
    if (running.child.exitCode !== null || running.child.signalCode !== null) break;
    if (await isOk(`${running.urls.health}/readyz`)) return;
    await delay(25);
  }
  const output = running.output();
  await running.kill();
  throw new Error(`Spanhouse did not get ready:\n${output}`);
}

async function isOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch (error) {
    // Not listening yet is what this loop waits for; anything else is a bug in the test.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Asks again every 50 ms until `ask` gives a value; throws what it waited for after `waitMs`. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  waitMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    const value = await ask();
    if (value !== undefined) return value;
    await delay(50);
  }
  throw new Error(`waited ${waitMs} ms in vain for ${what}`);
}

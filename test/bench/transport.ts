import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { printReport, type Measure } from "./report.ts";
import { LOAD_SHAPE } from "./transport-load.ts";
import type { LoadOptions, LoadReport } from "./traffic/load-run.ts";

/**
 * CPU that the receiving process spends on a request of 512 spans, by transport: the doors as they are built,
 * `@grpc/grpc-js` and fastify as the alternatives. Nothing is decoded or stored. Options: --seconds 3,
 * --rounds 5: the ways take turns and the best round of each counts, so that a busy machine hurts less.
 */
const GOAL_CPU_MS = 0.6;

const WAYS = [
  ["grpc-js", "grpc", "gRPC: @grpc/grpc-js as it comes"],
  ["grpc-js-widened", "grpc", "gRPC: @grpc/grpc-js, its sessions widened"],
  ["grpc-door", "grpc", "gRPC: the door, node:http2"],
  ["http-fastify", "http", "HTTP: fastify"],
  ["http-door", "http", "HTTP: the door, node:http"],
] as const;

/** Long enough to have the hot code compiled. */
const WARM_UP_SECONDS = 2;

interface Usage {
  readonly cpuMs: number;
}

/** Sends a message to a child and returns its answer. */
async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  const answer = once(child, "message") as Promise<[T]>;
  child.send(message);
  return (await answer)[0];
}

function start(file: string, args: readonly string[] = []): ChildProcess {
  return fork(join(import.meta.dirname, file), args, { execArgv: ["--import", "tsx"] });
}

interface Way {
  readonly server: ChildProcess;
  readonly load: Pick<LoadOptions, "target" | "endpoint">;
}

async function startWay(way: string, target: "grpc" | "http"): Promise<Way> {
  const server = start("transport-server.ts", [way]);
  const [{ url }] = (await once(server, "message")) as [{ readonly url: string }];
  return { server, load: { target, endpoint: url } };
}

async function cpuMsPerRequest(
  { server, load }: Way,
  generator: ChildProcess,
  seconds: number,
): Promise<number> {
  const before = await ask<Usage>(server, {});
  const { requestsAcked } = await ask<LoadReport>(generator, { ...load, seconds });
  const after = await ask<Usage>(server, {});
  return (after.cpuMs - before.cpuMs) / requestsAcked;
}

export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "3" },
      rounds: { type: "string", default: "5" },
    },
  });
  const seconds = Number(values.seconds);
  const rounds = Number(values.rounds);
  const generator = start("transport-load.ts");
  const ways = await Promise.all(WAYS.map(([way, target]) => startWay(way, target)));
  for (const way of ways) await cpuMsPerRequest(way, generator, WARM_UP_SECONDS);
  const best = ways.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [index, way] of ways.entries()) {
      best[index] = Math.min(best[index]!, await cpuMsPerRequest(way, generator, seconds));
    }
  }
  for (const { server } of ways) server.kill();
  generator.kill();
  printReport({
    bench: "transport",
    measures: WAYS.map(([way, , name], index): Measure => ({
      name,
      value: best[index]!,
      unit: "CPU ms/request",
      ...(way.endsWith("door") && { goal: { atMost: GOAL_CPU_MS } }),
    })),
    conditions: { spansPerRequest: 512, ...LOAD_SHAPE, seconds, rounds },
  });
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));

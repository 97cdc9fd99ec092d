import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ClickHouseFront, startClickHouseFront } from "../support/clickhouse-http-front.ts";
import { freePort } from "../support/free-port.ts";
import { ANY_PORTS, EXECUTABLE, eventually } from "../support/spanhouse-process.ts";

// The halves apart: `spanhouse collector` and `spanhouse query`, two processes that share nothing but a
// ClickHouse server.

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const START_WAIT_MS = 60_000;

let front: ClickHouseFront;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  front = await startClickHouseFront();
  folder = await mkdtemp(join(tmpdir(), "spanhouse-roles-"));
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await front.close();
  await rm(folder, { recursive: true });
});

async function startRole(
  role: "collector" | "query",
  set: readonly string[],
): Promise<ChildProcess> {
  const healthPort = await freePort();
  const settings = [
    `storage.url=${front.url}`,
    `health.port=${healthPort}`,
    "log.level=warn",
    ...set,
  ];
  const args = settings.flatMap((setting) => ["--set", setting]);
  // Its own working folder, so that nothing is written beside the checkout.
  const child = spawn(process.execPath, [EXECUTABLE, role, ...args], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  children.push(child);
  await eventually(
    `the ${role}`,
    async () => {
      if (child.exitCode !== null) throw new Error(`the ${role} ended with ${child.exitCode}`);
      try {
        const answer = await fetch(`http://127.0.0.1:${healthPort}/readyz`);
        return answer.ok ? true : undefined;
      } catch (error) {
        // It does not listen yet.
        if (error instanceof TypeError) return undefined;
        throw error;
      }
    },
    START_WAIT_MS,
  );
  return child;
}

function request(nowMs: number): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "hello" } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: TRACE_ID,
                spanId: "00f067aa0ba902b7",
                name: "first span",
                startTimeUnixNano: `${nowMs}000000`,
                endTimeUnixNano: `${nowMs + 1}000000`,
              },
            ],
          },
        ],
      },
    ],
  });
}

it("brings a span from one process through the server to the other", async () => {
  const [httpPort, queryPort] = await Promise.all([freePort(), freePort()]);
  const collector = await startRole("collector", [
    ...ANY_PORTS.filter((setting) => setting.startsWith("collector.")),
    "dataFolder=spool-only",
    "collector.otlpGrpc.enabled=false",
    `collector.otlpHttp.port=${httpPort}`,
  ]);
  const query = await startRole("query", [`query.port=${queryPort}`, "query.grpcPort=0"]);

  const sent = await fetch(`http://127.0.0.1:${httpPort}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: request(Date.now()),
  });
  expect(sent.status).toBe(200);
  const trace = await eventually("the trace", async () => {
    const answer = await fetch(`http://127.0.0.1:${queryPort}/api/traces/${TRACE_ID}`);
    return answer.ok ? ((await answer.json()) as { data: { spans: unknown[] }[] }) : undefined;
  });
  expect(trace.data[0]?.spans).toHaveLength(1);

  // The collector keeps a spool, the query service keeps nothing.
  expect(await readdir(folder)).toEqual(["spool-only"]);
  for (const child of [collector, query]) {
    child.kill("SIGTERM");
    await once(child, "exit");
    expect(child.exitCode).toBe(0);
  }
}, 120_000);

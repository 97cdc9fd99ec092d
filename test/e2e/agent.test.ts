import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { copyFile, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { tracing } from "@opentelemetry/sdk-node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SpanRecorder } from "@spanhouse/model";
import { startTestAgent, type TestAgent } from "../support/agent.ts";
import { startCollectorAndQuery, type CollectorAndQuery } from "../support/collector-and-query.ts";
import { startDoor } from "../support/doors.ts";
import { startClientTracer } from "../support/jaeger-client-tracer.ts";
import { freePort } from "../support/free-port.ts";
import { ANY_PORTS } from "../support/spanhouse-process.ts";
import { newTraceId, testSpan } from "../support/test-span.ts";

const WAIT = { timeout: 20_000, interval: 50 };

describe("an agent in front of a collector on the embedded store", () => {
  let whole: CollectorAndQuery;
  let agent: TestAgent;
  beforeAll(async () => {
    whole = await startCollectorAndQuery();
    agent = await startTestAgent({
      endpoint: [whole.doorUrl("otlp_grpc")],
      agent: { attributes: ["team=blue"] },
      forward: { samplingEndpoint: whole.doorUrl("sampling_http") },
    });
  });
  afterAll(async () => {
    await agent.remove();
    await whole.close();
  });

  it("brings spans of a stock SDK into the store, with what it adds", async () => {
    const exporter = new OTLPTraceExporter({ url: `${agent.doorUrl("otlp_http")}/v1/traces` });
    const provider = new tracing.BasicTracerProvider({
      spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
    });
    const span = provider.getTracer("test").startSpan("work");
    span.end();
    await provider.shutdown();
    const { traceId } = span.spanContext();
    await whole.trace(traceId, 1);
    const answer = await fetch(`${whole.queryUrl}/api/traces/${traceId}`);
    const text = await answer.text();
    expect(text).toContain(`{"key":"team","type":"string","value":"blue"}`);
    expect(text).toContain(`{"key":"host.name","type":"string","value":"bear"}`);
  });

  it("brings spans of the Jaeger client over UDP into the store", async () => {
    const { hostname, port } = new URL(agent.doorUrl("jaeger_udp_compact"));
    const client = startClientTracer({
      serviceName: "cart",
      reporter: { agentHost: hostname, agentPort: Number(port) },
    });
    const span = client.tracer.startSpan("get");
    span.finish();
    await client.close();
    const trace = await whole.trace(span.context().toTraceId(), 1);
    expect(trace.services).toEqual(["cart"]);
  });

  it("tells clients what its collectors say about sampling", async () => {
    const path = "/sampling?service=cart";
    const [own, asked] = await Promise.all(
      [agent.doorUrl("sampling_http"), whole.doorUrl("sampling_http")].map(async (url) => {
        const answer = await fetch(url + path);
        return answer.json() as Promise<unknown>;
      }),
    );
    expect(own).toEqual(asked);
  });
});

const ROOT = join(import.meta.dirname, "../..");

/** Starts the agent's built bundle from a folder that has nothing but what the container image copies for it. */
describe("the built agent", () => {
  const folder = mkdtempSync(join(tmpdir(), "spanhouse-agent-alone-"));
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill("SIGKILL"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("starts, forwards and stops with no third-party package installed", async () => {
    for (const name of ["spanhouse.cjs", "package.json", "dist/agent.js", "dist/command.js"]) {
      cpSync(join(ROOT, "standalone", name), join(folder, name));
    }
    const door = await startDoor("grpc");
    const port = await freePort();
    const settings = [
      ...ANY_PORTS.filter((setting) => !setting.startsWith("collector.otlpHttp.port")),
      `collector.otlpHttp.port=${port}`,
      `dataFolder=${join(folder, "data")}`,
      `forward.endpoint=${door.url}`,
      "log.format=json",
    ];
    const args = settings.flatMap((setting) => ["--set", setting]);
    child = spawn(process.execPath, [join(folder, "spanhouse.cjs"), "agent", ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let log = "";
    child.stderr!.on("data", (chunk: Buffer) => (log += chunk.toString()));
    await expect.poll(() => log, WAIT).toContain('"msg":"ready"');
    const span = { traceId: newTraceId(), spanId: "00f067aa0ba902b7", name: "alone" };
    const answer = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    });
    expect(answer.status).toBe(200);
    await expect.poll(() => door.ingest.requests.length, WAIT).toBe(1);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    await door.receiver.stop(0);
  });
});

describe("certificates that are replaced", () => {
  const folder = mkdtempSync(join(tmpdir(), "spanhouse-agent-tls-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const fixture = (name: string): string => join(import.meta.dirname, "../fixtures/tls", name);
  const here = (name: string): string => join(folder, name);

  /** As careful writers do: written beside it, then renamed over it. */
  async function replace(name: string, from: string): Promise<void> {
    await writeFile(here(`${name}.new`), await readFile(fixture(from)));
    await rename(here(`${name}.new`), here(name));
  }

  it("on both sides, are used without a restart and without losing a span", async () => {
    for (const name of ["server.crt", "server.key", "client.crt", "client.key", "authority.crt"]) {
      await copyFile(fixture(name), here(name));
    }
    const door = await startDoor("grpc", {
      tls: {
        certFile: here("server.crt"),
        keyFile: here("server.key"),
        clientCaFile: here("authority.crt"),
      },
      tlsCheckIntervalMs: 20,
    });
    const agent = await startTestAgent({
      endpoint: [door.url],
      forward: {
        tls: {
          caFile: here("authority.crt"),
          certFile: here("client.crt"),
          keyFile: here("client.key"),
          serverName: "localhost",
        },
      },
      more: { tlsCheckIntervalMs: 20 },
    });
    const send = () => agent.send([testSpan({ traceId: newTraceId() })]);
    const arrived = (): number => {
      const recorder = new SpanRecorder();
      for (const { body, decode } of door.ingest.requests) decode(body, recorder);
      return recorder.spans.length;
    };
    await send();
    await expect.poll(arrived, WAIT).toBe(1);
    for (const name of ["server", "client"]) {
      await replace(`${name}.key`, `${name}-next.key`);
      await replace(`${name}.crt`, `${name}-next.crt`);
    }
    await replace("authority.crt", "authority-next.crt");
    await expect.poll(() => agent.log(), WAIT).toContain("forward.tls have changed");
    await delay(100);
    await send();
    await expect.poll(arrived, WAIT).toBe(2);
    await agent.remove();
    await door.receiver.stop(0);
  });
});

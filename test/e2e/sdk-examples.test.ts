import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type SpanhouseProcess, startSpanhouse } from "../support/spanhouse-process.ts";

const EXAMPLES = join(import.meta.dirname, "../../sdk/examples");

/** What the README says to run, by service: `node` and its arguments. */
const COMMANDS = new Map(
  [
    ...readFileSync(join(EXAMPLES, "README.md"), "utf8").matchAll(
      /`OTEL_SERVICE_NAME=(\S+) node ([^`]+)`/g,
    ),
  ].map(([, service, line]) => [service!, line!.split(" ")] as const),
);

interface JaegerTraces {
  readonly data: readonly { readonly spans: readonly { readonly operationName: string }[] }[];
}

describe("the examples of the SDK with a real Spanhouse", () => {
  let spanhouse: SpanhouseProcess;
  beforeAll(async () => {
    spanhouse = await startSpanhouse();
  });
  afterAll(async () => {
    await spanhouse.remove();
  });

  /** Runs what the README says; asks a server what it says, and ends it. */
  async function run(service: string): Promise<string> {
    const child = spawn(process.execPath, COMMANDS.get(service)!, {
      cwd: EXAMPLES,
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: process.env["PATH"] ?? "",
        PORT: "0",
        OTEL_SERVICE_NAME: service,
        OTEL_EXPORTER_OTLP_ENDPOINT: spanhouse.urls.http,
      },
    });
    const closed = once(child, "close");
    let output = "";
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      output += String(chunk);
      const url = /^(http:\S+)\n/m.exec(output)?.[1];
      if (url === undefined) continue;
      output = await (await fetch(url)).text();
      child.kill("SIGTERM");
    }
    await closed;
    return output;
  }

  /** Names of spans, sorted, of each trace, once there are so many traces. */
  const tracesOf = (service: string, count: number): Promise<readonly (readonly string[])[]> =>
    eventually(`${count} traces of ${service}`, async () => {
      const answer = await fetch(`${spanhouse.urls.query}/api/traces?service=${service}&limit=20`);
      const { data } = (await answer.json()) as JaegerTraces;
      const names = data.map(({ spans }) => spans.map(({ operationName }) => operationName).sort());
      return data.length < count ? undefined : names;
    });

  it.each([
    ["express", ["GET /hello/:name", "request handler"]],
    ["fastify", ["GET /hello/:name", "request"]],
    ["nest", ["GET /hello/:name", "Greetings.hello", "hello", "request handler"]],
  ])("traces %s, which knows nothing of it", async (service, names) => {
    expect(JSON.parse(await run(service))).toEqual({ hello: "ann" });
    expect(await tracesOf(service, service === "nest" ? 2 : 1)).toContainEqual(names);
  });

  it("shows one trace across two threads", async () => {
    expect(await run("worker-threads")).toContain("thumbnail of cat.png");
    expect(await tracesOf("worker-threads", 1)).toEqual([
      ["make a thumbnail", "order a thumbnail"],
    ]);
  });

  it("has the spans of a handler that is killed after its answer", async () => {
    expect(await run("serverless")).toBe("order 1 is taken\norder 2 is taken\n");
    expect(await tracesOf("serverless", 2)).toEqual([["take an order"], ["take an order"]]);
  });
});

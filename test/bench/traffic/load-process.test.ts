import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readRequest } from "../../support/otlp-read.ts";
import { runLoadProcess } from "./load-process.ts";

// How it works: the real process sends to a real server on a real port, which first says "later" a few
// times, as an overloaded collector does, and counts every request it was sent by its bytes.
const REFUSALS = 3;
/** google.rpc.Status{details: [RetryInfo{20 ms}]} */
const RETRY_DETAILS = Buffer.concat([
  Buffer.from([0x08, 14, 0x1a, 51, 0x0a, 40]),
  Buffer.from("type.googleapis.com/google.rpc.RetryInfo"),
  Buffer.from([0x12, 7, 0x0a, 5, 0x10, 0x80, 0xda, 0xc4, 0x09]),
]);

let close: (() => void) | undefined;
afterEach(() => {
  close?.();
  close = undefined;
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Counts attempts per request and decides which to refuse. */
class Door {
  readonly attempts = new Map<string, number>();
  #refusals = REFUSALS;

  /** True when the request is taken. */
  knock(body: Buffer): boolean {
    const key = body.toString("latin1");
    this.attempts.set(key, (this.attempts.get(key) ?? 0) + 1);
    return this.#refusals-- <= 0;
  }
}

async function gather(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const ARGS = ["--seconds", "1", "--rate", "2000", "--batch", "64", "--connections", "2"];

describe("the load generator process", () => {
  it("speaks gRPC, sends refused requests again unchanged, and reports what was acknowledged", async () => {
    const door = new Door();
    const server = createHttp2Server();
    server.on("stream", (stream) => {
      void gather(stream).then((frame) => {
        expect(frame.readUInt32BE(1)).toBe(frame.length - 5);
        const trailers = door.knock(frame.subarray(5))
          ? { "grpc-status": "0" }
          : {
              "grpc-status": "14",
              "grpc-status-details-bin": RETRY_DETAILS.toString("base64"),
            };
        stream.respond({ ":status": 200 }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers(trailers));
        stream.end();
      });
    });
    const folder = await mkdtemp(join(tmpdir(), "load-"));
    const tracesFile = join(folder, "traces.tsv");
    const endpoint = await listen(server);
    const report = await runLoadProcess([
      ...["--target", "grpc", "--endpoint", endpoint, "--traces-file", tracesFile],
      ...ARGS,
    ]);
    expect(report.retries).toEqual({ "grpc 14": REFUSALS });
    checkReport(report, door);
    const lines = (await readFile(tracesFile, "utf8")).trim().split("\n");
    const spans = lines.reduce((sum, line) => sum + Number(line.split("\t")[1]), 0);
    expect(spans).toBe(report.spansAcked);
    await rm(folder, { recursive: true });
  });

  it("speaks HTTP and waits as long as Retry-After says", async () => {
    const door = new Door();
    const server = createHttpServer((request, response) => {
      void gather(request).then((body) => {
        if (!door.knock(body)) response.writeHead(503, { "retry-after": "1" });
        response.end();
      });
    });
    const endpoint = await listen(server);
    const report = await runLoadProcess(["--target", "http", "--endpoint", endpoint, ...ARGS]);
    expect(report.retries).toEqual({ "http 503": REFUSALS });
    expect(report.ackMs.max).toBeGreaterThan(1_000);
    checkReport(report, door);
  });
});

function checkReport(report: Awaited<ReturnType<typeof runLoadProcess>>, door: Door): void {
  const bodies = [...door.attempts.keys()].map((key) => Buffer.from(key, "latin1"));
  const spans = bodies.reduce((sum, body) => sum + readRequest(body).length, 0);
  expect(report.failures).toEqual({});
  expect(report.spansUnknown).toBe(0);
  expect(report.spansAcked).toBe(spans);
  expect(report.requestsAcked).toBe(bodies.length);
  // Refused requests came again with the same bytes: as many extra attempts as refusals, no new keys.
  const attempts = [...door.attempts.values()].reduce((sum, count) => sum + count, 0);
  expect(attempts - bodies.length).toBe(REFUSALS);
}

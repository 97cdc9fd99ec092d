import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSamplingJson, type SamplingStrategy } from "@spanhouse/wire";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SAMPLING_FETCHES_MAX } from "../limits.ts";
import { openFileDisk } from "../pipeline/file-disk.ts";
import type { SpoolDisk } from "../pipeline/spool-disk.ts";
import { SamplingHttpReceiver } from "../receivers/sampling-http.ts";
import { RemoteSampling } from "./remote-sampling.ts";

const NO_TLS = { certFile: "", keyFile: "", clientCaFile: "" };
const logger = pino({ level: "silent" });

let folder: string;
let disk: SpoolDisk;
const running: { stop(deadlineMs: number): Promise<void> }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "remote-sampling-"));
  disk = openFileDisk(folder);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop(0)));
  await disk.close();
  await rm(folder, { recursive: true });
});

/** A collector's door that gives every service the probability, which can be changed. */
async function collector(samplingRate: number, port = 0) {
  const source = {
    samplingRate,
    asked: [] as string[],
    strategyFor(service: string): Promise<SamplingStrategy> {
      source.asked.push(service);
      return Promise.resolve({ type: "probabilistic", samplingRate: source.samplingRate });
    },
    stop: () => Promise.resolve(),
  };
  const metrics = new Registry();
  const door = new SamplingHttpReceiver({
    ...{ source, host: "127.0.0.1", port, tls: NO_TLS, metrics, logger },
  });
  const { url } = await door.start();
  running.push(door);
  return { source, door, url, port: Number(new URL(url).port) };
}

async function agent(endpoints: readonly string[], refreshMs = 20): Promise<RemoteSampling> {
  const metrics = new Registry();
  const sampling = new RemoteSampling({ endpoints, disk, logger, metrics, refreshMs });
  await sampling.start();
  running.push(sampling);
  return sampling;
}

async function rateOf(sampling: RemoteSampling, service: string): Promise<number | undefined> {
  const strategy = await sampling.strategyFor(service);
  return strategy?.type === "probabilistic" ? strategy.samplingRate : undefined;
}

describe("an agent's sampling strategies", () => {
  it("are the collector's, and follow it while clients are answered from memory", async () => {
    const { source, url } = await collector(0.25);
    const sampling = await agent([url]);
    expect(await rateOf(sampling, "shop & co")).toBe(0.25);
    expect(source.asked).toEqual(["shop & co"]);
    source.samplingRate = 0.5;
    await vi.waitFor(async () => expect(await rateOf(sampling, "shop & co")).toBe(0.5));
  });

  it("stay without a link, and over a restart without a link", async () => {
    const { door, url, port } = await collector(0.25);
    const before = await agent([url]);
    expect(await rateOf(before, "shop")).toBe(0.25);
    await door.stop(0);
    expect(await rateOf(before, "shop")).toBe(0.25);
    await before.stop();
    const after = await agent([url]);
    expect(await rateOf(after, "shop")).toBe(0.25);
    expect(await rateOf(after, "other")).toBeUndefined();
    await collector(0.75, port);
    await vi.waitFor(async () => expect(await rateOf(after, "shop")).toBe(0.75));
    expect(await rateOf(after, "other")).toBe(0.75);
  });

  it("come from the next collector when one does not answer", async () => {
    const first = await collector(0.1);
    const second = await collector(0.2);
    const sampling = await agent(["http://127.0.0.1:1", first.url, second.url]);
    expect(await rateOf(sampling, "shop")).toBe(0.1);
    await first.door.stop(0);
    await vi.waitFor(async () => expect(await rateOf(sampling, "shop")).toBe(0.2));
    expect(second.source.asked.length).toBeGreaterThan(0);
  });

  it("are asked for once however many clients wait", async () => {
    const { source, url } = await collector(0.25);
    const sampling = await agent([url], 60_000);
    const answers = await Promise.all([1, 2, 3].map(() => rateOf(sampling, "shop")));
    expect(answers).toEqual([0.25, 0.25, 0.25]);
    expect(source.asked).toEqual(["shop"]);
  });

  it("are not taken from answers that are none", async () => {
    const body = { text: "{}", status: 200 };
    const { url, close } = await answering(() => body);
    try {
      const sampling = await agent([url]);
      for (const text of ["{}", "not JSON", '{"probabilisticSampling":{"samplingRate":7}}']) {
        body.text = text;
        expect(await rateOf(sampling, "shop")).toBeUndefined();
      }
      body.text = encodeSamplingJson({ type: "probabilistic", samplingRate: 1 });
      body.status = 500;
      expect(await rateOf(sampling, "shop")).toBeUndefined();
      body.status = 200;
      expect(await rateOf(sampling, "shop")).toBe(1);
    } finally {
      await close();
    }
  });

  it("are asked for at a bounded number of services at a time", async () => {
    const { url, close, server } = await answering(() => undefined);
    let requests = 0;
    server.on("request", () => requests++);
    try {
      const sampling = await agent([url]);
      const waiting = Array.from({ length: SAMPLING_FETCHES_MAX }, (_, index) =>
        sampling.strategyFor(`service-${index}`),
      );
      expect(await sampling.strategyFor("one more")).toBeUndefined();
      await vi.waitFor(() => expect(requests).toBe(SAMPLING_FETCHES_MAX));
      await sampling.stop();
      expect(await Promise.all(waiting)).toEqual(waiting.map(() => undefined));
    } finally {
      await close();
    }
  });
});

/** A server with an answer of its own; undefined never answers. */
async function answering(answer: () => { text: string; status: number } | undefined): Promise<{
  readonly url: string;
  readonly server: Server;
  readonly close: () => Promise<void>;
}> {
  const server = createServer((_, response) => {
    const given = answer();
    if (given !== undefined) response.writeHead(given.status).end(given.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

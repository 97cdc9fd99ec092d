import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SAMPLING_FILE_BYTES_MAX } from "../limits.ts";
import { samplingMetrics } from "./sampling-metrics.ts";
import { StrategiesFile } from "./strategies-file.ts";
import { staticStrategyOf } from "./static-strategies.ts";

let folder: string;
let registry: Registry;
let file: StrategiesFile | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "strategies-"));
  registry = new Registry();
});
afterEach(async () => {
  file?.stop();
  await rm(folder, { recursive: true });
});

function open(source: string): StrategiesFile {
  file = new StrategiesFile({
    source,
    reloadIntervalMs: 10,
    defaultProbability: 0.001,
    logger: pino({ level: "silent" }),
    metrics: samplingMetrics(registry),
  });
  return file;
}

const rateOf = (strategies: StrategiesFile): unknown => {
  const strategy = staticStrategyOf(strategies.strategies, "shop");
  return strategy.type === "probabilistic" ? strategy.samplingRate : strategy;
};
const saying = (param: number): string =>
  JSON.stringify({ default_strategy: { type: "probabilistic", param } });

async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

async function count(outcome: string): Promise<number> {
  const metric = await registry.getSingleMetric("spanhouse_sampling_reloads_total")!.get();
  return metric.values.find(({ labels }) => labels["outcome"] === outcome)?.value ?? 0;
}

describe("a strategies file at a path", () => {
  it("comes into effect again when it changes, and stays when the new version is broken", async () => {
    const path = join(folder, "strategies.json");
    await writeFile(path, saying(0.1));
    const strategies = open(path);
    await strategies.start();
    expect(rateOf(strategies)).toBe(0.1);
    await replace(path, saying(0.2));
    await vi.waitFor(() => expect(rateOf(strategies)).toBe(0.2));
    expect(await count("loaded")).toBe(2);
    await replace(path, '{"default_strategy":');
    await vi.waitFor(async () => expect(await count("failed")).toBe(1));
    expect(rateOf(strategies)).toBe(0.2);
    await rm(path);
    await vi.waitFor(async () => expect(await count("failed")).toBeGreaterThan(1));
    expect(rateOf(strategies)).toBe(0.2);
    await replace(path, saying(0.3));
    await vi.waitFor(() => expect(rateOf(strategies)).toBe(0.3));
  });

  it("that is missing, broken or too large ends the start", async () => {
    const path = join(folder, "strategies.json");
    await expect(open(path).start()).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await writeFile(path, "[]");
    await expect(open(path).start()).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await writeFile(path, " ".repeat(SAMPLING_FILE_BYTES_MAX - saying(1).length) + saying(1));
    await open(path).start();
    file?.stop();
    await writeFile(path, " ".repeat(SAMPLING_FILE_BYTES_MAX) + saying(1));
    await expect(open(path).start()).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});

describe("a strategies file at a URL", () => {
  it("may come later and go away, and is the default probability until then", async () => {
    const answers: { status: number; body: string } = { status: 503, body: "" };
    const server = createServer((_, response) => {
      response.writeHead(answers.status).end(answers.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const strategies = open(`http://127.0.0.1:${port}/strategies.json`);
      await strategies.start();
      expect(rateOf(strategies)).toBe(0.001);
      Object.assign(answers, { status: 200, body: saying(0.4) });
      await vi.waitFor(() => expect(rateOf(strategies)).toBe(0.4));
      Object.assign(answers, { status: 200, body: "x".repeat(SAMPLING_FILE_BYTES_MAX + 1) });
      const before = await count("failed");
      await vi.waitFor(async () => expect(await count("failed")).toBeGreaterThan(before));
      Object.assign(answers, { status: 404, body: "" });
      const later = await count("failed");
      await vi.waitFor(async () => expect(await count("failed")).toBeGreaterThan(later));
      expect(rateOf(strategies)).toBe(0.4);
      Object.assign(answers, { status: 200, body: saying(0.5) });
      await vi.waitFor(() => expect(rateOf(strategies)).toBe(0.5));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("that nobody answers at does not end the start", async () => {
    const strategies = open("http://127.0.0.1:1/strategies.json");
    await strategies.start();
    expect(rateOf(strategies)).toBe(0.001);
    expect(await count("failed")).toBe(1);
  });
});

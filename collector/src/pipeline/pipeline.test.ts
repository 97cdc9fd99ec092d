import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Batch, InsertOutcome } from "@spanhouse/storage";

import { openFileDisk } from "./file-disk.ts";
import { startPipeline, type Pipeline } from "./pipeline.ts";
import { decodeTestRequest, testRequest } from "./testing/test-requests.ts";
import { defaultTuning } from "./tuning.ts";

let folder = "";
let open: Pipeline[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanhouse-pipeline-"));
  open = [];
});
afterEach(async () => {
  for (const pipeline of open) await pipeline.stop(0);
  await rm(folder, { recursive: true });
});

async function start(insert: (batch: Batch) => InsertOutcome): Promise<Pipeline> {
  const pipeline = await startPipeline({
    disk: openFileDisk(folder),
    writer: { insert: async (batch) => Promise.resolve(insert(batch)) },
    tuning: {
      ...defaultTuning({ spoolBytesMax: 1e9, memoryBytesMax: 1e12 }),
      backoff: { firstMs: 1, maxMs: 5, factor: 2, jitter: 0 },
    },
    logger: pino({ level: "silent" }),
    metrics: new Registry(),
  });
  open.push(pipeline);
  return pipeline;
}

const receiver = "test";
const decode = decodeTestRequest;

describe("the pipeline", () => {
  it("answers when the spans are in the spool and inserts them at once", async () => {
    const batches: Batch[] = [];
    const pipeline = await start((batch) => {
      batches.push(batch);
      return { status: "stored" };
    });
    const outcome = await pipeline.ingest.accept({ body: testRequest(1, 3), decode, receiver });
    expect(outcome).toEqual({ status: "stored", spans: 3, rejected: 0, reason: "" });
    await expect.poll(() => batches.length).toBe(1);
    expect(batches[0]!.parts.map((part) => part.rows)).toEqual([3]);
    await expect
      .poll(async () => readdir(join(folder, "spool")))
      .not.toContain(expect.stringMatching(/native$/));
  });
});

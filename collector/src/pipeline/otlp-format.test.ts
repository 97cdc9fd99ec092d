import { access, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import type { Batch, InsertOutcome, SpanWriter } from "@spanhouse/storage";
import { decodeOtlpProtobuf, OtlpBlock } from "@spanhouse/wire";

import { openFileDisk } from "./file-disk.ts";
import { OTLP_FORMAT } from "./otlp-format.ts";
import { startPipeline, type Pipeline } from "./pipeline.ts";
import { readOtlpPart } from "./read-otlp-part.ts";
import { decodeTestRequest, testRequest } from "./testing/test-requests.ts";
import { defaultTuning } from "./tuning.ts";

/** A real disk fsyncs each step of a batch. */
const PATIENTLY = { timeout: 15_000 };

/** Keeps the spans of what it is sent, and refuses those that a test does not want. */
class Receiver implements SpanWriter {
  readonly spans: Span[] = [];
  answer: InsertOutcome["status"] = "stored";
  isPoison: (span: Span) => boolean = () => false;

  async insert({ parts }: Batch): Promise<InsertOutcome> {
    if (this.answer === "retry") return { status: "retry", reason: "away" };
    const bodies = await Promise.all(parts.map(readOtlpPart));
    const recorder = new SpanRecorder();
    decodeOtlpProtobuf(Buffer.concat(bodies), recorder);
    if (recorder.spans.some(this.isPoison)) return { status: "rejected", reason: "poison" };
    this.spans.push(...recorder.spans);
    return { status: "stored" };
  }

  /** Request and number of each span, as test requests have them. */
  get seen(): readonly string[] {
    return this.spans.map(
      ({ traceId, spanId }) => `${Number(`0x${traceId}`)}:${Number(`0x${spanId.slice(8)}`)}`,
    );
  }
}

describe("a pipeline of OTLP files", () => {
  let folder = "";
  let receiver = new Receiver();
  let disk = openFileDisk(".");
  let running: Pipeline[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "otlp-format-"));
    disk = openFileDisk(folder);
    receiver = new Receiver();
    running = [];
  });
  afterEach(async () => {
    for (const pipeline of running) await pipeline.stop(0);
    await disk.close();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<Pipeline> {
    const pipeline = await startPipeline({
      disk,
      writer: receiver,
      format: OTLP_FORMAT,
      tuning: {
        ...defaultTuning({ spoolBytesMax: 1e9, memoryBytesMax: 1e12 }),
        insertIntervalMs: 1,
        backoff: { firstMs: 1, maxMs: 2, factor: 2, jitter: 0 },
      },
      logger: pino({ level: "silent" }),
      metrics: new Registry(),
    });
    running.push(pipeline);
    return pipeline;
  }

  const send = async ({ ingest }: Pipeline, request: number, spans: number): Promise<void> => {
    const body = testRequest(request, spans);
    const outcome = await ingest.accept({ body, decode: decodeTestRequest, receiver: "test" });
    expect(outcome).toMatchObject({ status: "stored", spans });
  };

  it("gives its writer the spans of any door, and those of OTLP as they came", async () => {
    const pipeline = await start();
    const block = new OtlpBlock();
    decodeTestRequest(testRequest(2, 2), block);
    const body = block.finishBody().slice();
    await send(pipeline, 1, 2);
    const copied = { body, decode: decodeOtlpProtobuf, receiver: "otlp" };
    expect(await pipeline.ingest.accept(copied)).toMatchObject({ status: "stored", spans: 2 });
    await expect.poll(() => receiver.seen, PATIENTLY).toEqual(["1:1", "1:2", "2:1", "2:2"]);
  });

  it("goes on with its files after a start, and recognises their requests", async () => {
    receiver.answer = "retry";
    const first = await start();
    await send(first, 1, 3);
    // Its batch is cut, so that nothing but attempts to send it follows.
    const isCut = async (): Promise<boolean> =>
      (await readdir(join(folder, "spool"))).some((name) => name.endsWith(".batch"));
    await expect.poll(isCut, PATIENTLY).toBe(true);
    await first.stop(100);
    receiver.answer = "stored";
    const second = await start();
    await send(second, 1, 3);
    await send(second, 2, 1);
    await expect.poll(() => receiver.seen, PATIENTLY).toEqual(["1:1", "1:2", "1:3", "2:1"]);
  });

  it("does not touch the files of a collector", async () => {
    await mkdir(join(folder, "spool"));
    const name = join(folder, "spool/000000000001-20000-1-00000000.native");
    await writeFile(name, "");
    await expect(start()).rejects.toThrow("an agent and a collector need a dataFolder each");
    await access(name);
  });

  it("is refused single spans, and sends all others", async () => {
    receiver.isPoison = ({ spanId }) => spanId.endsWith("00000007");
    const pipeline = await start();
    await send(pipeline, 1, 10);
    const rest = [1, 2, 3, 4, 5, 6, 8, 9, 10].map((span) => `1:${span}`);
    await expect.poll(() => receiver.seen.toSorted(byNumber), PATIENTLY).toEqual(rest);
  });
});

function byNumber(one: string, other: string): number {
  return Number(one.slice(2)) - Number(other.slice(2));
}

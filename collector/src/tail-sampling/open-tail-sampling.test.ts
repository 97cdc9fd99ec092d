import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { traceFromText } from "@spanhouse/model/testing";
import { decodeOtlpProtobuf } from "@spanhouse/wire";
import { CollectorLine } from "../collector-line.ts";
import { tailSamplingSchema } from "../config/tail-sampling.ts";
import type { RequestIdentity } from "../ingest.ts";
import { OTLP_FORMAT } from "../pipeline/otlp-format.ts";
import { startPipeline } from "../pipeline/pipeline.ts";
import { ModelDisk } from "../pipeline/testing/model-disk.ts";
import { openTailSampling } from "./open-tail-sampling.ts";
import { bodyOf, SpanStore, TAIL_TEST_TUNING as tuning } from "./testing/tail-world.ts";

const ON = { policies: [{ name: "none", spanCount: { min: 1_000 } }], decisionWaitMs: 60_000 };
const KEEP = { policies: [{ name: "all", always: {} }], decisionWaitMs: 0 };
const logger = pino({ level: "silent" });

let disk = new ModelDisk(Math.random);
let store = new SpanStore();
let lines: CollectorLine[] = [];

beforeEach(() => {
  disk = new ModelDisk(Math.random);
  store = new SpanStore();
  store.disk = disk;
  lines = [];
});
afterEach(async () => {
  for (const line of lines) await line.stop(100);
});

async function open(config: Parameters<typeof tailSamplingSchema.parse>[0]) {
  const format = OTLP_FORMAT;
  const metrics = new Registry();
  const main = await startPipeline({ disk, format, writer: store, tuning, logger, metrics });
  const options = { disk, ingest: main.ingest, tuning, logger, metrics: new Registry() };
  const tail = await openTailSampling({ ...options, config: tailSamplingSchema.parse(config) });
  const line = new CollectorLine(main, tail);
  lines.push(line);
  const send = async (text: string, identity: RequestIdentity = { by: "body" }) =>
    line.ingest.accept({
      body: bodyOf(traceFromText(text)),
      decode: decodeOtlpProtobuf,
      receiver: "test",
      identity,
    });
  return { main, tail, line, send };
}

it("adds nothing to the way of a span without policies", async () => {
  const { main, tail, line } = await open({});
  expect(tail).toBeUndefined();
  expect(line.ingest).toBe(main.ingest);
  expect(disk.names().some((name) => name.startsWith("tail/"))).toBe(false);
});

it("keeps what waits from when it was on, and takes nothing new", async () => {
  const first = await open(ON);
  await first.send("shop:old 0..1");
  await first.line.stop(100);
  const second = await open({});
  await second.send("shop:new 0..1");
  await vi.waitFor(() => {
    expect(store.spans.map(({ name }) => name).sort()).toEqual(["new", "old"]);
  });
  expect(second.tail?.takesNew).toBe(false);
});

it.each([
  { change: "on", before: {}, after: KEEP },
  { change: "off", before: KEEP, after: {} },
])("recognises what came before it was turned $change", async ({ before, after }) => {
  const identity = { by: "delivery", sender: "agent", token: "batch" } as const;
  const first = await open(before);
  await first.send("shop:request 0..1");
  await first.send("shop:delivery 0..1", identity);
  await vi.waitFor(() => expect(store.spans.length).toBe(2));
  await first.line.stop(1_000);
  const second = await open(after);
  expect(await second.send("shop:request 0..1")).toMatchObject({ status: "stored", spans: 1 });
  expect(await second.send("shop:delivery 0..1", identity)).toMatchObject({ status: "stored" });
  await second.send("shop:new 0..1");
  await vi.waitFor(() => expect(store.spans.length).toBeGreaterThan(2));
  await second.line.stop(1_000);
  expect(store.spans.map(({ name }) => name).sort()).toEqual(["delivery", "new", "request"]);
});

it("refuses new requests while it stops, and still hands over what is decided", async () => {
  const { line, send } = await open({ policies: [{ name: "all", always: {} }], decisionWaitMs: 0 });
  await send("shop:one 0..1");
  line.refuseNew();
  expect(line.ingest.admit(1)).toMatchObject({ code: "INGEST_SHUTTING_DOWN" });
  expect(line.readiness()).toBe("shutting down");
  await vi.waitFor(() => expect(store.spans.map(({ name }) => name)).toEqual(["one"]));
});

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SpanRecorder } from "@spanhouse/model/testing";
import { decodeOtlpProtobuf } from "@spanhouse/wire";
import { bundleOurs } from "../support/bundle-ours.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { BLOCK_BYTES, type BlockDecoder } from "./decode-block.ts";
import { decodeGeneric } from "./decode-generic.ts";
import { jaegerRows } from "./decode-jaeger.ts";
import { SPANS_PER_BATCH, SPANS_PER_PACKET } from "./jaeger-bodies.ts";
import { toZipkinV2Json } from "./decode-zipkin.ts";
import { printReport, type BenchReport, type Measure } from "./report.ts";
import { RequestSource } from "./traffic/request-source.ts";
import { FRAME_HEADER_BYTES } from "./traffic/request-template.ts";

/**
 * How many spans one core decodes from OTLP protobuf (and the same from JSON) into finished Native blocks in a second of CPU time
 * (user and system time of the whole process, so garbage collection and compilation count). The requests
 * are made beforehand, each with ids and values of its own; rounds of ours and of protobufjs take turns,
 * so that a neighbour on the machine slows both.
 */
const REQUESTS = 128;
const ROUNDS = 20;
const ROUND_MS = 250;
const GOAL = 600_000;
/** JSON bodies take over twice the bytes and more time each, so fewer are enough. */
const JSON_REQUESTS = 32;
const JSON_GOAL = 100_000;

const BUNDLE = join(import.meta.dirname, "dist/decode-block.js");

/** Decodes every body once and returns how many spans there were. */
type Pass = (bodies: readonly Uint8Array[]) => number;

export async function run(): Promise<BenchReport> {
  const source = new RequestSource({ seed: 1, patchSeed: 1 });
  const bodies = Array.from({ length: REQUESTS }, () =>
    source.nextRequest().bytes.subarray(FRAME_HEADER_BYTES),
  );
  const jsonBodies = bodies.slice(0, JSON_REQUESTS).map(toJson);
  const zipkinBodies = bodies.slice(0, JSON_REQUESTS).map(toZipkinV2Json);
  const jaeger = jaegerRows().map((row) => ({ ...row, rates: [] as number[] }));
  const decoder = await bundledDecoder();
  const ours: number[] = [];
  const json: number[] = [];
  const zipkin: number[] = [];
  const generic: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    ours.push(spansPerCpuSecond((all) => decoder.decode(all), bodies));
    if (round % 4 !== 0) continue;
    generic.push(spansPerCpuSecond(decodeWithGeneric, bodies));
    json.push(spansPerCpuSecond((all) => decoder.decode(all, "json"), jsonBodies));
    zipkin.push(spansPerCpuSecond((all) => decoder.decode(all, "zipkinV2Json"), zipkinBodies));
    for (const { bodies: all, format, rates } of jaeger) {
      rates.push(spansPerCpuSecond((each) => decoder.decode(each, format), all));
    }
  }
  return {
    bench: "decode",
    measures: [
      // The first round of each compiles.
      ...measures("OTLP protobuf into finished blocks", ours.slice(1), GOAL),
      ...measures("protobufjs, objects only", generic.slice(1)),
      ...measures("OTLP JSON into finished blocks", json.slice(1), JSON_GOAL),
      ...measures("Zipkin v2 JSON into finished blocks", zipkin.slice(1), JSON_GOAL),
      ...jaeger.flatMap(({ name, rates, goal }) => measures(name, rates.slice(1), goal)),
      { name: "block", value: decoder.bytes / decoder.spans, unit: "bytes per span" },
    ],
    conditions: {
      requests: REQUESTS,
      spansPerRequest: 512,
      bytesPerSpan: Math.round(source.bytesPerSpan),
      jsonBytesPerSpan: bytesPerSpan(jsonBodies),
      zipkinBytesPerSpan: bytesPerSpan(zipkinBodies),
      jaegerSpansPerPacket: SPANS_PER_PACKET,
      jaegerSpansPerBatch: SPANS_PER_BATCH,
      blockBytes: BLOCK_BYTES,
      rounds: ROUNDS,
      roundMs: ROUND_MS,
    },
  };
}

function bytesPerSpan(bodies: readonly Uint8Array[]): number {
  const bytes = bodies.reduce((sum, { length }) => sum + length, 0);
  return Math.round(bytes / (bodies.length * 512));
}

/** The same spans in the same order, as JSON. */
function toJson(body: Uint8Array): Uint8Array {
  const recorder = new SpanRecorder();
  decodeOtlpProtobuf(body, recorder);
  return encodeOtlpRequestJson(recorder.spans);
}

/** The decoder as it ships, in one bundle: V8 makes it 8 % slower from separate modules. */
async function bundledDecoder(): Promise<BlockDecoder> {
  await bundleOurs(join(import.meta.dirname, "decode-block.ts"), BUNDLE);
  const bundle = (await import(pathToFileURL(BUNDLE).href)) as {
    BlockDecoder: new () => BlockDecoder;
  };
  return new bundle.BlockDecoder();
}

function measures(name: string, rates: readonly number[], goal?: number): Measure[] {
  const sorted = rates.toSorted((a, b) => a - b);
  const unit = "spans per CPU second";
  return [
    {
      name: `${name}, median`,
      value: sorted[sorted.length >> 1]!,
      unit,
      ...(goal === undefined ? {} : { goal: { atLeast: goal } }),
    },
    { name: `${name}, best round`, value: sorted.at(-1)!, unit },
  ];
}

function spansPerCpuSecond(pass: Pass, bodies: readonly Uint8Array[]): number {
  const before = process.cpuUsage();
  const end = performance.now() + ROUND_MS;
  let spans = 0;
  while (performance.now() < end) spans += pass(bodies);
  const { user, system } = process.cpuUsage(before);
  return (spans / (user + system)) * 1e6;
}

function decodeWithGeneric(bodies: readonly Uint8Array[]): number {
  let spans = 0;
  for (const body of bodies) spans += decodeGeneric(body);
  return spans;
}

export async function main(): Promise<void> {
  printReport(await run());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();

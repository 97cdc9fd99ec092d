import { pathToFileURL } from "node:url";
import { SpanBlock } from "@spanhouse/storage";
import { decodeOtlpProtobuf } from "@spanhouse/wire";
import { decodeGeneric } from "./decode-generic.ts";
import { printReport, type BenchReport, type Measure } from "./report.ts";
import { RequestSource } from "./traffic/request-source.ts";
import { FRAME_HEADER_BYTES } from "./traffic/request-template.ts";

/**
 * How many spans one core decodes from OTLP protobuf into finished Native blocks in a second of CPU time
 * (user and system time of the whole process, so garbage collection and compilation count). The requests
 * are made beforehand, each with ids and values of its own; rounds of ours and of protobufjs take turns,
 * so that a neighbour on the machine slows both.
 */
const REQUESTS = 128;
/** Blocks are finished at this size, as the collector seals them. */
const BLOCK_BYTES = 8 * 1024 * 1024;
const ROUNDS = 20;
const ROUND_MS = 250;
const GOAL = 600_000;

/** Decodes every body once and returns how many spans there were. */
type Pass = (bodies: readonly Uint8Array[]) => number;

export function run(): BenchReport {
  const source = new RequestSource({ seed: 1, patchSeed: 1 });
  const bodies = Array.from({ length: REQUESTS }, () =>
    source.nextRequest().bytes.subarray(FRAME_HEADER_BYTES),
  );
  const block = new BlockPass();
  const ours: number[] = [];
  const generic: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    ours.push(spansPerCpuSecond((all) => block.decode(all), bodies));
    if (round % 4 === 0) generic.push(spansPerCpuSecond(decodeWithGeneric, bodies));
  }
  // The first round of each compiles.
  return {
    bench: "decode",
    measures: [
      ...measures("OTLP protobuf into finished blocks", ours.slice(1), GOAL),
      ...measures("protobufjs, objects only", generic.slice(1)),
      { name: "block", value: block.bytes / block.spans, unit: "bytes per span" },
    ],
    conditions: {
      requests: REQUESTS,
      spansPerRequest: 512,
      bytesPerSpan: Math.round(source.bytesPerSpan),
      blockBytes: BLOCK_BYTES,
      rounds: ROUNDS,
      roundMs: ROUND_MS,
    },
  };
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

/** What the collector does with a request, without the request's way in and the block's way out. */
class BlockPass {
  bytes = 0;
  spans = 0;
  readonly #block = new SpanBlock();
  readonly #received = new Uint8Array(1024 * 1024);

  decode(bodies: readonly Uint8Array[]): number {
    const block = this.#block;
    let spans = 0;
    for (const sent of bodies) {
      const body = this.#receive(sent);
      block.mark();
      const outcome = decodeOtlpProtobuf(body, block);
      if (outcome.status !== "decoded" || outcome.rejected > 0) throw new Error(outcome.reason);
      spans += outcome.spans;
      if (block.byteLength >= BLOCK_BYTES) this.#seal();
    }
    return spans;
  }

  /** A body that is decoded has just been received, so it is in the cache; the copy counts as ours. */
  #receive(sent: Uint8Array): Uint8Array {
    this.#received.set(sent);
    return this.#received.subarray(0, sent.length);
  }

  #seal(): void {
    this.spans += this.#block.rows;
    for (const chunk of this.#block.finish(20_000)) this.bytes += chunk.length;
    this.#block.reset();
  }
}

function decodeWithGeneric(bodies: readonly Uint8Array[]): number {
  let spans = 0;
  for (const body of bodies) spans += decodeGeneric(body);
  return spans;
}

export function main(): void {
  printReport(run());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();

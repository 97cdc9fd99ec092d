import { join } from "node:path";
import { assert } from "@spanhouse/base";
import { SpanBlock, type Batch } from "@spanhouse/storage";
import { decodeOtlpProtobuf } from "@spanhouse/wire";
import { dayOf, writeBlockFile } from "../support/spool-file.ts";
import { RequestSource } from "./traffic/request-source.ts";
import { FRAME_HEADER_BYTES } from "./traffic/request-template.ts";

/** Shops of 20 services each. */
export const LANDSCAPE_CELLS: readonly string[] = Array.from(
  { length: 10 },
  (_, cell) => `-${String.fromCharCode(97 + cell)}`,
);
/** Different rounds of traffic of each shop. */
const ROUNDS_PER_CELL = 6;
/** Few, so that each minute of a day gets traffic of most services. */
const REQUEST_SPANS = 512;
/** Bytes at which the collector seals a block under load. */
const BLOCK_BYTES = 8 * 2 ** 20;

export interface LandscapeOptions {
  readonly folder: string;
  readonly spans: number;
  readonly batchSpans: number;
  /** The traffic is spread evenly from here on … */
  readonly startUnixMs: number;
  /** … over this time. */
  readonly seconds: number;
}

/**
 * Batches of the traffic of 200 services, as files, in the order of time; received when it was made. The files
 * of a batch are gone when the next one is asked for.
 */
export function* landscapeBatches(options: LandscapeOptions): Generator<Batch & { spans: number }> {
  let sent = 0;
  const now = (): number =>
    Math.floor(options.startUnixMs + (sent / options.spans) * options.seconds * 1000);
  const sources = Array.from(
    { length: LANDSCAPE_CELLS.length * ROUNDS_PER_CELL },
    (_, index) =>
      new RequestSource({
        seed: index + 1,
        cell: LANDSCAPE_CELLS[index % LANDSCAPE_CELLS.length]!,
        patchSeed: index + 1,
        spansPerRequest: REQUEST_SPANS,
        requestsPerRound: 1,
        now,
      }),
  );
  const block = new SpanBlock();
  let turn = 0;
  for (let batch = 0; sent < options.spans; batch++) {
    const parts = [];
    const day = dayOf(now());
    let spans = 0;
    while (spans < options.batchSpans && sent < options.spans) {
      const request = sources[turn++ % sources.length]!.nextRequest();
      const outcome = decodeOtlpProtobuf(request.bytes.subarray(FRAME_HEADER_BYTES), block);
      assert(outcome.status === "decoded" && outcome.rejected === 0, "the shops send good spans");
      spans += request.spans;
      sent += request.spans;
      if (block.byteLength >= BLOCK_BYTES || spans >= options.batchSpans || sent >= options.spans) {
        const path = join(options.folder, `${parts.length}-${block.rows}-00000000.native`);
        parts.push(writeBlockFile(path, block, day));
      }
    }
    yield { parts, token: `landscape-${options.startUnixMs}-${batch}`, spans };
  }
}

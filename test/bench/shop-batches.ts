import { join } from "node:path";
import { assert } from "@spanhouse/base";
import { SpanBlock, type Batch } from "@spanhouse/storage";
import { decodeOtlpProtobuf } from "@spanhouse/wire";
import { dayOf, writeBlockFile } from "../support/spool-file.ts";
import { RequestSource } from "./traffic/request-source.ts";
import { FRAME_HEADER_BYTES } from "./traffic/request-template.ts";

/** Bytes at which the collector seals a block under load. */
const BLOCK_BYTES = 8 * 2 ** 20;

export interface ShopBatchOptions {
  readonly folder: string;
  readonly spans: number;
  /** Spans of one insert. */
  readonly batchSpans: number;
  /** The clock of the traffic starts here and goes at the rate below. */
  readonly startUnixMs: number;
  readonly spansPerSecond: number;
}

/**
 * Batches of shop traffic as files, one after the other: the files of a batch are gone when the next one
 * is asked for, so that benchmarks of many millions of spans need little disk. Distinct random ids.
 */
export function* shopBatches(options: ShopBatchOptions): Generator<Batch & { spans: number }> {
  let sent = 0;
  const now = (): number =>
    Math.floor(options.startUnixMs + (sent / options.spansPerSecond) * 1000);
  const source = new RequestSource({ seed: 1, patchSeed: 2, now });
  const block = new SpanBlock();
  const day = dayOf(options.startUnixMs);
  for (let batch = 0; sent < options.spans; batch++) {
    const parts = [];
    let spans = 0;
    while (spans < options.batchSpans && sent < options.spans) {
      const request = source.nextRequest();
      const outcome = decodeOtlpProtobuf(request.bytes.subarray(FRAME_HEADER_BYTES), block);
      assert(outcome.status === "decoded" && outcome.rejected === 0, "the shop sends good spans");
      spans += request.spans;
      sent += request.spans;
      if (block.byteLength >= BLOCK_BYTES || spans >= options.batchSpans || sent >= options.spans) {
        const path = join(options.folder, `${parts.length}-${block.rows}-00000000.native`);
        parts.push(writeBlockFile(path, block, day));
      }
    }
    yield { parts, token: `bench-${options.startUnixMs}-${batch}`, spans };
  }
}

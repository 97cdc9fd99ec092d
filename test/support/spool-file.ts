import { writeFileSync } from "node:fs";
import { assert } from "@spanhouse/base";
import type { Span } from "@spanhouse/model";
import { SpanBlock, type BatchPart } from "@spanhouse/storage";
import { decodeOtlpProtobuf } from "@spanhouse/wire";
import { encodeOtlpRequest } from "./otlp-encode.ts";

/** Days since 1970 of a moment, as `SpanBlock.finish` wants it. */
export function dayOf(unixMs: number): number {
  return Math.floor(unixMs / 86_400_000);
}

/** Writes the block as the collector's spool would, and empties it. */
export function writeBlockFile(path: string, block: SpanBlock, receivedOnDay: number): BatchPart {
  const { rows } = block;
  writeFileSync(path, Buffer.concat(block.finish(receivedOnDay)));
  block.reset();
  return { path, rows };
}

/** A spool file of these spans, by the way they come in: encoded, decoded into a block, written. */
export function writeSpansFile(
  path: string,
  spans: readonly Span[],
  options: { readonly tenant?: string; readonly receivedOnDay?: number } = {},
): BatchPart {
  const block = new SpanBlock(options.tenant === undefined ? {} : { tenant: options.tenant });
  block.requestKey(new Uint8Array(16).fill(7));
  const outcome = decodeOtlpProtobuf(encodeOtlpRequest(spans), block);
  assert(
    outcome.status === "decoded" && outcome.rejected === 0,
    `the spans of a test are good: ${JSON.stringify(outcome)}`,
  );
  return writeBlockFile(path, block, options.receivedOnDay ?? dayOf(Date.now()));
}

import { readFile } from "node:fs/promises";

import { assert } from "@spanhouse/base";
import type { BatchPart } from "@spanhouse/storage";
import { otlpBodyStart, sliceOtlp } from "@spanhouse/wire";

/**
 * The spans of one part of a batch of OTLP files, as an ExportTraceServiceRequest: the file without its head,
 * or what the part names of it. Several of them joined are one request. Rejects when the disk fails.
 */
export async function readOtlpPart({ path, only }: BatchPart): Promise<Uint8Array> {
  const file = await readFile(path);
  const start = otlpBodyStart(file);
  assert(start !== undefined, "a start has checked every file, and no other is written");
  const body = file.subarray(start);
  return only === undefined ? body : sliceOtlp(body, only.from, only.count);
}

import { SpanBlock, traceFilterOfHead, traceHeadBytes } from "@spanhouse/storage";

import { readRequestKeys, requestKeyHeadBytes } from "./request-key-column.ts";
import type { SpoolFormat } from "./spool-format.ts";

/** Blocks that ClickHouse reads as they are: what a collector keeps until its store has them. */
export const NATIVE_FORMAT: SpoolFormat = {
  suffix: "native",
  newBlock: () => new SpanBlock(),
  keyHeadBytes: requestKeyHeadBytes,
  readKeys: readRequestKeys,
  traceHeadBytes,
  readTraces: traceFilterOfHead,
};

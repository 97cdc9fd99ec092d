import { OtlpBlock, otlpHeadBytes, readOtlpRequestKeys } from "@spanhouse/wire";

import type { SpoolFormat } from "./spool-format.ts";

/**
 * Blocks of OTLP protobuf: for pipelines whose writer sends spans on, or looks at them once more, instead of
 * inserting them. Bodies of files, without their heads (`readOtlpPart`), joined together are one valid
 * ExportTraceServiceRequest.
 */
export const OTLP_FORMAT: SpoolFormat = {
  suffix: "otlp",
  newBlock: () => new OtlpBlock(),
  keyHeadBytes: otlpHeadBytes,
  readKeys: readOtlpRequestKeys,
};

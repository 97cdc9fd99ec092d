import type { BenchFormat } from "./decode-block.ts";
import { jaegerBodies } from "./jaeger-bodies.ts";

/** One row of the benchmark: bodies of one kind. */
export interface DecodeRow {
  readonly name: string;
  readonly bodies: readonly Uint8Array[];
  readonly format: BenchFormat;
  readonly goal?: number;
}

/** Enough for bodies that differ, few enough to be made in seconds by the library that writes them. */
const TRACES = 1_000;
const COMPACT_GOAL = 400_000;

/** What Jaeger's clients send, by protocol. */
export function jaegerRows(): readonly DecodeRow[] {
  const { compact, binary, batches, protobuf } = jaegerBodies(TRACES);
  return [
    {
      name: "Jaeger Thrift compact packets into finished blocks",
      bodies: compact,
      format: "jaegerDatagrams",
      goal: COMPACT_GOAL,
    },
    {
      name: "Jaeger Thrift binary packets into finished blocks",
      bodies: binary,
      format: "jaegerDatagrams",
    },
    {
      name: "Jaeger Thrift batches into finished blocks",
      bodies: batches,
      format: "jaegerThrift",
    },
    { name: "Jaeger protobuf into finished blocks", bodies: protobuf, format: "jaegerProto" },
  ];
}

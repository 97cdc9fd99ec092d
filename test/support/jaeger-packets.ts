import type { JaegerBatchInput } from "./jaeger-batch.ts";
import { thriftArguments, thriftBatch } from "./jaeger-batch-encode.ts";
import { writeWithLibrary, type LibraryProtocol } from "./thrift-library.ts";

const ONEWAY = 4;

/** A packet with `emitBatch`, written by the npm package `thrift`. */
export function jaegerPacket(batch: JaegerBatchInput, protocol: LibraryProtocol): Uint8Array {
  const message = { method: "emitBatch", messageType: ONEWAY };
  return writeWithLibrary(protocol, thriftArguments(thriftBatch(batch)), message);
}

/** The body that the UDP door hands over: each packet after its length. */
export function packetsBody(packets: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    packets.flatMap((packet) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(packet.length);
      return [length, packet];
    }),
  );
}

/** One span with everything, and one with little. */
export const SMALL_BATCH: JaegerBatchInput = {
  serviceName: "shop",
  processTags: [
    { key: "hostname", type: "string", value: "a-host" },
    { key: "jaeger.version", type: "string", value: "Node-3.19.0" },
    { key: "client-uuid", type: "string", value: "c1" },
  ],
  spans: [
    {
      traceId: "5b8aa5a2d2c872e8321cf37308d69df2",
      spanId: "051581bf3cb55c13",
      parentSpanId: "00000000000000ff",
      name: "GET /",
      references: [
        {
          type: "CHILD_OF",
          traceId: "5b8aa5a2d2c872e8321cf37308d69df2",
          spanId: "00000000000000ff",
        },
        {
          type: "FOLLOWS_FROM",
          traceId: "000000000000000000000000000000ab",
          spanId: "00000000000000cd",
        },
      ],
      flags: 3,
      startUs: 1_700_000_000_000_001n,
      durationUs: 2_500n,
      tags: [
        { key: "span.kind", type: "string", value: "server" },
        { key: "http.status_code", type: "int64", value: 200n },
        { key: "error", type: "bool", value: true },
        { key: "load", type: "float64", value: 0.5 },
        { key: "digest", type: "binary", value: Uint8Array.of(1, 2, 3) },
        { key: "long", type: "string", value: "x".repeat(200) },
      ],
      logs: [
        {
          timestampUs: 1_700_000_000_000_002n,
          fields: [
            { key: "event", type: "string", value: "retry" },
            { key: "attempt", type: "int64", value: -2n },
          ],
        },
      ],
    },
    {
      traceId: "000000000000000048485a3953bb6124",
      spanId: "0000000000000002",
      parentSpanId: "0000000000000000",
      name: "",
      references: [],
      flags: 0,
      startUs: 0n,
      durationUs: 0n,
      tags: [],
      logs: [],
    },
  ],
};

import type { SpanAppender } from "@spanhouse/model";
import type { JaegerDatagramsOutcome, JaegerOutcome } from "./outcome.ts";

/**
 * Decodes one UDP packet of a Jaeger client: a Thrift message `emitBatch` or `emitZipkinBatch` in the compact
 * or the binary protocol, whichever its first bytes say. All of it is appended, or nothing.
 */
export function decodeJaegerDatagram(packet: Uint8Array, appender: SpanAppender): JaegerOutcome {
  void packet;
  void appender;
  return { status: "malformed", reason: "not decoded yet", clientStats: [] };
}

/**
 * Decodes many packets, each after its length:
 *
 *   u32 little-endian length of packet │ packet │ u32 … │ packet │ …
 */
export function decodeJaegerDatagrams(
  body: Uint8Array,
  appender: SpanAppender,
): JaegerDatagramsOutcome {
  void body;
  void appender;
  const reason = "not decoded yet";
  const packets = { packets: 0, malformedPackets: 0, malformedReason: "" };
  return { status: "malformed", reason, clientStats: [], ...packets };
}

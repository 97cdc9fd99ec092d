import { serviceNameOf, SPAN_KINDS, type Attribute, type Span } from "@spanhouse/model";
import type { JaegerBatchInput, JaegerSpanInput, JaegerTagInput } from "../support/jaeger-batch.ts";
import { thriftBatch } from "../support/jaeger-batch-encode.ts";
import { jaegerPacket, packetsBody } from "../support/jaeger-packets.ts";
import { encodePostSpansRequest } from "../support/jaeger-proto-encode.ts";
import { writeWithLibrary, type LibraryProtocol } from "../support/thrift-library.ts";
import { TraceGenerator } from "./traffic/trace-generator.ts";

/** Spans of one packet: what fits the 65,000 bytes that clients allow is seldom waited for. */
export const SPANS_PER_PACKET = 10;
/** Packets of one body: what a busy door collects in a few milliseconds. */
const PACKETS_PER_BODY = 50;
/** Spans of one batch over HTTP or gRPC. */
export const SPANS_PER_BATCH = 100;
const STATUS_ERROR = 2;

/** The shop's traffic as Jaeger's clients send it: bodies of packets, and batches. */
export interface JaegerBodies {
  readonly compact: readonly Uint8Array[];
  readonly binary: readonly Uint8Array[];
  readonly batches: readonly Uint8Array[];
  readonly protobuf: readonly Uint8Array[];
}

/** Spans of so many traces. */
export function jaegerBodies(traces: number): JaegerBodies {
  const traffic = new TraceGenerator({ seed: 1 }).take(traces);
  const small = batchesOf(traffic, SPANS_PER_PACKET);
  const large = batchesOf(traffic, SPANS_PER_BATCH);
  return {
    compact: packetBodies(small, "compact"),
    binary: packetBodies(small, "binary"),
    batches: large.map((batch) => writeWithLibrary("binary", thriftBatch(batch))),
    protobuf: large.map((batch) => encodePostSpansRequest(batch)),
  };
}

/** Spans of one process each, as many as wanted; what is left over of a process is left out. */
function batchesOf(spans: readonly Span[], size: number): readonly JaegerBatchInput[] {
  const waiting = new Map<Span["resource"], Span[]>();
  const batches: JaegerBatchInput[] = [];
  for (const span of spans) {
    const list = waiting.get(span.resource) ?? [];
    waiting.set(span.resource, list);
    list.push(span);
    if (list.length === size) batches.push(toBatch(list.splice(0)));
  }
  return batches;
}

function packetBodies(
  batches: readonly JaegerBatchInput[],
  protocol: LibraryProtocol,
): readonly Uint8Array[] {
  const packets = batches.map((batch) => jaegerPacket(batch, protocol));
  const bodies: Uint8Array[] = [];
  for (let at = 0; at < packets.length; at += PACKETS_PER_BODY) {
    bodies.push(packetsBody(packets.slice(at, at + PACKETS_PER_BODY)));
  }
  return bodies;
}

function toBatch(spans: readonly Span[]): JaegerBatchInput {
  const { resource } = spans[0]!;
  return {
    serviceName: serviceNameOf(resource),
    processTags: tagsOf(resource.attributes.filter(({ key }) => key !== "service.name")),
    spans: spans.map(toSpan),
  };
}

function toSpan(span: Span): JaegerSpanInput {
  const { traceId, spanId, name, startUnixNano, endUnixNano } = span;
  return {
    ...{ traceId, spanId, name },
    parentSpanId: span.parentSpanId === "" ? "0".repeat(16) : span.parentSpanId,
    references: span.links.map((link) => ({
      type: "FOLLOWS_FROM",
      traceId: link.traceId,
      spanId: link.spanId,
    })),
    flags: 1,
    startUs: startUnixNano / 1000n,
    durationUs: (endUnixNano - startUnixNano) / 1000n,
    tags: [
      { key: "span.kind", type: "string", value: SPAN_KINDS[span.kind] ?? "internal" },
      ...tagsOf(span.attributes),
      ...(span.statusCode === STATUS_ERROR
        ? [{ key: "error", type: "bool" as const, value: true }]
        : []),
    ],
    logs: span.events.map((event) => ({
      timestampUs: event.timeUnixNano / 1000n,
      fields: [{ key: "event", type: "string", value: event.name }, ...tagsOf(event.attributes)],
    })),
  };
}

function tagsOf(attributes: readonly Attribute[]): JaegerTagInput[] {
  return attributes.flatMap(({ key, value }): JaegerTagInput[] => {
    switch (value.type) {
      case "string":
        return [{ key, type: "string", value: value.value }];
      case "bool":
        return [{ key, type: "bool", value: value.value }];
      case "int":
        return [{ key, type: "int64", value: value.value }];
      case "double":
        return [{ key, type: "float64", value: value.value }];
      case "array":
      case "bytes":
      case "keyValueList":
      case "empty":
        // A client makes text of what a tag cannot hold.
        return [{ key, type: "string", value: value.type }];
    }
  });
}

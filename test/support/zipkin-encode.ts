import type { Span } from "@spanhouse/model";
import { ProtobufWriter } from "./protobuf-writer.ts";
import {
  encodeThriftList,
  type ThriftBytes,
  type ThriftDamage,
  type ThriftStruct,
} from "./thrift-writer.ts";

/** Spans as Zipkin clients send them, as far as Zipkin can say it: ids, times in microseconds, tags of text. */
const KINDS = ["", "", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"] as const;

function microseconds(nano: bigint): number {
  return Number(nano / 1_000n);
}

function tagsOf({ attributes }: Span): Record<string, string> {
  const texts = attributes.flatMap(({ key, value }): [string, string][] =>
    "value" in value && typeof value.value !== "object" ? [[key, String(value.value)]] : [],
  );
  return Object.fromEntries(texts);
}

function serviceOf({ resource }: Span): string {
  const value = resource.attributes.find(({ key }) => key === "service.name")?.value;
  return value?.type === "string" ? value.value : "unknown";
}

/** `application/json` of /api/v2/spans. */
export function encodeZipkinV2Json(spans: readonly Span[]): Uint8Array {
  const items = spans.map((span) => ({
    traceId: span.traceId,
    id: span.spanId,
    ...(span.parentSpanId === "" ? {} : { parentId: span.parentSpanId }),
    name: span.name,
    ...((KINDS[span.kind] ?? "") === "" ? {} : { kind: KINDS[span.kind] }),
    timestamp: microseconds(span.startUnixNano),
    duration: Math.max(1, microseconds(span.endUnixNano - span.startUnixNano)),
    localEndpoint: { serviceName: serviceOf(span), ipv4: "10.0.0.1", port: 8080 },
    annotations: span.events.map(({ name, timeUnixNano }) => ({
      timestamp: microseconds(timeUnixNano),
      value: name,
    })),
    tags: tagsOf(span),
  }));
  return Buffer.from(JSON.stringify(items));
}

/** `application/json` of /api/v1/spans: annotations say who is client and server. */
export function encodeZipkinV1Json(spans: readonly Span[]): Uint8Array {
  const items = spans.map((span) => {
    const endpoint = { serviceName: serviceOf(span), ipv4: "10.0.0.1", port: 8080 };
    const [first, last] = span.kind === 3 ? ["cs", "cr"] : ["sr", "ss"];
    return {
      traceId: span.traceId,
      id: span.spanId,
      ...(span.parentSpanId === "" ? {} : { parentId: span.parentSpanId }),
      name: span.name,
      timestamp: microseconds(span.startUnixNano),
      duration: Math.max(1, microseconds(span.endUnixNano - span.startUnixNano)),
      annotations: [
        { timestamp: microseconds(span.startUnixNano), value: first, endpoint },
        { timestamp: microseconds(span.endUnixNano), value: last, endpoint },
      ],
      binaryAnnotations: Object.entries(tagsOf(span)).map(([key, value]) => ({
        key,
        value,
        endpoint,
      })),
    };
  });
  return Buffer.from(JSON.stringify(items));
}

/** `application/x-protobuf` of /api/v2/spans: zipkin.proto, `ListOfSpans`. */
export function encodeZipkinV2Protobuf(spans: readonly Span[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const span of spans) {
    writer.message(1, () => {
      writer.bytes(1, Buffer.from(span.traceId, "hex"));
      if (span.parentSpanId !== "") writer.bytes(2, Buffer.from(span.parentSpanId, "hex"));
      writer.bytes(3, Buffer.from(span.spanId, "hex"));
      writer.uint(4, [0, 0, 2, 1, 3, 4][span.kind] ?? 0);
      writer.bytes(5, Buffer.from(span.name));
      writer.fixed64(6, span.startUnixNano / 1_000n);
      writer.int64(7, (span.endUnixNano - span.startUnixNano) / 1_000n);
      writer.message(8, () => writer.bytes(1, Buffer.from(serviceOf(span))));
      for (const event of span.events) {
        writer.message(10, () => {
          writer.fixed64(1, event.timeUnixNano / 1_000n);
          writer.bytes(2, Buffer.from(event.name));
        });
      }
      for (const [key, value] of Object.entries(tagsOf(span))) {
        writer.message(11, () => {
          writer.bytes(1, Buffer.from(key));
          writer.bytes(2, Buffer.from(value));
        });
      }
    });
  }
  return writer.finish();
}

/** `application/x-thrift` of /api/v1/spans: a list of zipkinCore.Span in the binary protocol. */
export function encodeZipkinV1Thrift(spans: readonly Span[], damage?: ThriftDamage): ThriftBytes {
  return encodeThriftList(
    "binary",
    { type: "list", of: "struct", value: spans.map(v1Span) },
    damage,
  );
}

function v1Span(span: Span): ThriftStruct {
  const endpoint: ThriftStruct = {
    type: "struct",
    value: [
      [1, { type: "i32", value: 0x0a000001 }],
      [3, { type: "string", value: serviceOf(span) }],
    ],
  };
  const [first, last] = span.kind === 3 ? ["cs", "cr"] : ["sr", "ss"];
  const annotation = (nano: bigint, value: string): ThriftStruct => ({
    type: "struct",
    value: [
      [1, { type: "i64", value: nano / 1_000n }],
      [2, { type: "string", value }],
      [3, endpoint],
    ],
  });
  const id = (hex: string): bigint => BigInt.asIntN(64, BigInt(`0x${hex}`));
  return {
    type: "struct",
    value: [
      [1, { type: "i64", value: id(span.traceId.slice(16)) }],
      [3, { type: "string", value: span.name }],
      [4, { type: "i64", value: id(span.spanId) }],
      ...(span.parentSpanId === ""
        ? []
        : ([[5, { type: "i64", value: id(span.parentSpanId) }]] as const)),
      [
        6,
        {
          type: "list",
          of: "struct",
          value: [annotation(span.startUnixNano, first), annotation(span.endUnixNano, last)],
        },
      ],
      [
        8,
        {
          type: "list",
          of: "struct",
          value: Object.entries(tagsOf(span)).map(([key, value]) => ({
            type: "struct" as const,
            value: [
              [1, { type: "string", value: key }],
              [2, { type: "string", value }],
              // String
              [3, { type: "i32", value: 6 }],
              [4, endpoint],
            ] as const,
          })),
        },
      ],
      [10, { type: "i64", value: span.startUnixNano / 1_000n }],
      [11, { type: "i64", value: (span.endUnixNano - span.startUnixNano) / 1_000n }],
      [12, { type: "i64", value: id(span.traceId.slice(0, 16)) }],
    ],
  };
}

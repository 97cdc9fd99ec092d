import type { Attribute, Span } from "@spanhouse/model";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** Spans as `jaeger.api_v2.CollectorService/PostSpans` takes them (collector.proto, model.proto): one batch. */
export function encodePostSpans(spans: readonly Span[]): Uint8Array {
  const writer = new ProtobufWriter();
  const { attributes } = spans[0]!.resource;
  const service = attributes.find(({ key }) => key === "service.name")?.value;
  writer.message(1, () => {
    for (const span of spans) writer.message(1, () => writeSpan(writer, span));
    writer.message(2, () => {
      writer.string(1, service?.type === "string" ? service.value : "unknown");
      const tags = attributes.filter(({ key }) => key !== "service.name");
      for (const tag of tags) writeTag(writer, 2, tag);
    });
  });
  return writer.finish();
}

/** CHILD_OF is 0, FOLLOWS_FROM 1. */
function writeSpan(writer: ProtobufWriter, span: Span): void {
  const { traceId, spanId, parentSpanId } = span;
  writer.bytes(1, Buffer.from(traceId, "hex"));
  writer.bytes(2, Buffer.from(spanId, "hex"));
  writer.string(3, span.name);
  if (parentSpanId !== "") writeReference(writer, { traceId, spanId: parentSpanId }, 0);
  for (const link of span.links) writeReference(writer, link, 1);
  writer.uint(5, 1);
  writer.message(6, () => writeTime(writer, span.startUnixNano));
  writer.message(7, () => writeTime(writer, span.endUnixNano - span.startUnixNano));
  for (const tag of span.attributes) writeTag(writer, 8, tag);
  for (const event of span.events) {
    writer.message(9, () => {
      writer.message(1, () => writeTime(writer, event.timeUnixNano));
      writeTag(writer, 2, { key: "event", value: { type: "string", value: event.name } });
      for (const field of event.attributes) writeTag(writer, 2, field);
    });
  }
}

function writeReference(
  writer: ProtobufWriter,
  { traceId, spanId }: { readonly traceId: string; readonly spanId: string },
  type: number,
): void {
  writer.message(4, () => {
    writer.bytes(1, Buffer.from(traceId, "hex"));
    writer.bytes(2, Buffer.from(spanId, "hex"));
    if (type > 0) writer.uint(3, type);
  });
}

/** A Timestamp or a Duration: seconds and nanoseconds. */
function writeTime(writer: ProtobufWriter, nano: bigint): void {
  writer.int64(1, nano / 1_000_000_000n);
  writer.int64(2, nano % 1_000_000_000n);
}

/** What a tag cannot hold is left out. */
function writeTag(writer: ProtobufWriter, field: number, { key, value }: Attribute): void {
  if (value.type === "array" || value.type === "keyValueList" || value.type === "empty") return;
  writer.message(field, () => {
    writer.string(1, key);
    switch (value.type) {
      case "string":
        writer.string(3, value.value);
        return;
      case "bool":
        writer.uint(2, 1);
        writer.uint(4, value.value ? 1 : 0);
        return;
      case "int":
        writer.uint(2, 2);
        writer.int64(5, value.value);
        return;
      case "double":
        writer.uint(2, 3);
        writer.double(6, value.value);
        return;
      case "bytes":
        writer.uint(2, 4);
        writer.bytes(7, value.value);
    }
  });
}

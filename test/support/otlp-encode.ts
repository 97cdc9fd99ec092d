import { assertUnreachable, fromHex } from "@spanhouse/base";
import type { Attribute, AttributeValue, Span, SpanEvent, SpanLink } from "@spanhouse/model";
import { groupSpans, type ResourceGroup } from "./group-spans.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/**
 * An `ExportTraceServiceRequest` in protobuf, as an SDK would send it: every field and every kind of
 * attribute value, defaults left out, fields in ascending order. It shares no code with the decoder, so
 * that an error on one side cannot hide behind the same error on the other.
 *
 * Ids are hexadecimal text of any length ("" leaves the field out), so that tests can send wrong ones.
 */
export function encodeOtlpRequest(spans: readonly Span[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const group of groupSpans(spans)) {
    writer.message(1, () => writeResourceSpans(writer, group));
  }
  return writer.finish();
}

function writeResourceSpans(writer: ProtobufWriter, group: ResourceGroup): void {
  const { resource } = group;
  writer.message(1, () => {
    writeAttributes(writer, 1, resource.attributes);
    writeCount(writer, 2, resource.droppedAttributesCount);
  });
  for (const { scope, spans } of group.scopes) {
    writer.message(2, () => {
      writer.message(1, () => {
        writeText(writer, 1, scope.name);
        writeText(writer, 2, scope.version);
        writeAttributes(writer, 3, scope.attributes);
        writeCount(writer, 4, scope.droppedAttributesCount);
      });
      for (const span of spans) writer.message(2, () => writeSpan(writer, span));
      writeText(writer, 3, scope.schemaUrl);
    });
  }
  writeText(writer, 3, resource.schemaUrl);
}

function writeSpan(writer: ProtobufWriter, span: Span): void {
  writeId(writer, 1, span.traceId);
  writeId(writer, 2, span.spanId);
  writeText(writer, 3, span.traceState);
  writeId(writer, 4, span.parentSpanId);
  writeText(writer, 5, span.name);
  writeCount(writer, 6, span.kind);
  writer.fixed64(7, span.startUnixNano);
  writer.fixed64(8, span.endUnixNano);
  writeAttributes(writer, 9, span.attributes);
  writeCount(writer, 10, span.droppedAttributesCount);
  for (const event of span.events) writer.message(11, () => writeEvent(writer, event));
  writeCount(writer, 12, span.droppedEventsCount);
  for (const link of span.links) writer.message(13, () => writeLink(writer, link));
  writeCount(writer, 14, span.droppedLinksCount);
  if (span.statusCode !== 0 || span.statusMessage !== "") {
    writer.message(15, () => {
      writeText(writer, 2, span.statusMessage);
      writeCount(writer, 3, span.statusCode);
    });
  }
  if (span.flags !== 0) writer.fixed32(16, span.flags);
}

function writeEvent(writer: ProtobufWriter, event: SpanEvent): void {
  writer.fixed64(1, event.timeUnixNano);
  writeText(writer, 2, event.name);
  writeAttributes(writer, 3, event.attributes);
  writeCount(writer, 4, event.droppedAttributesCount);
}

function writeLink(writer: ProtobufWriter, link: SpanLink): void {
  writeId(writer, 1, link.traceId);
  writeId(writer, 2, link.spanId);
  writeText(writer, 3, link.traceState);
  writeAttributes(writer, 4, link.attributes);
  writeCount(writer, 5, link.droppedAttributesCount);
  if (link.flags !== 0) writer.fixed32(6, link.flags);
}

function writeAttributes(
  writer: ProtobufWriter,
  field: number,
  attributes: readonly Attribute[],
): void {
  for (const { key, value } of attributes) {
    writer.message(field, () => {
      writeText(writer, 1, key);
      writer.message(2, () => writeValue(writer, value));
    });
  }
}

function writeValue(writer: ProtobufWriter, value: AttributeValue): void {
  switch (value.type) {
    case "string":
      writer.string(1, value.value);
      return;
    case "bool":
      writer.uint(2, value.value ? 1 : 0);
      return;
    case "int":
      writer.int64(3, value.value);
      return;
    case "double":
      writer.double(4, value.value);
      return;
    case "array":
      writer.message(5, () => {
        for (const item of value.value) writer.message(1, () => writeValue(writer, item));
      });
      return;
    case "keyValueList":
      writer.message(6, () => writeAttributes(writer, 1, value.value));
      return;
    case "bytes":
      writer.bytes(7, value.value);
      return;
    case "empty":
      return;
    default:
      assertUnreachable(value);
  }
}

function writeId(writer: ProtobufWriter, field: number, hex: string): void {
  if (hex !== "") writer.bytes(field, fromHex(hex) ?? new Uint8Array());
}

function writeText(writer: ProtobufWriter, field: number, text: string): void {
  if (text !== "") writer.string(field, text);
}

function writeCount(writer: ProtobufWriter, field: number, count: number): void {
  if (count !== 0) writer.uint(field, count);
}

import type { JaegerBatchInput, JaegerSpanInput, JaegerTagInput } from "./jaeger-batch.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** Where the process stands: with the batch, after its spans as generated code writes it, or in each span. */
export type ProcessPlace = "batch" | "spans";

/** `jaeger.api_v2.PostSpansRequest`. `warnings` go with every span. */
export function encodePostSpansRequest(
  batch: JaegerBatchInput,
  place: ProcessPlace = "batch",
  warnings: readonly string[] = [],
): Uint8Array {
  const writer = new ProtobufWriter();
  const process = (field: number): void =>
    writer.message(field, () => {
      writer.string(1, batch.serviceName);
      for (const tag of batch.processTags) writeTag(writer, 2, tag);
    });
  writer.message(1, () => {
    for (const span of batch.spans) {
      writer.message(1, () => {
        writeSpan(writer, span);
        if (place === "spans") process(10);
        for (const warning of warnings) writer.string(12, warning);
      });
    }
    if (place === "batch") process(2);
  });
  return writer.finish();
}

function writeSpan(writer: ProtobufWriter, span: JaegerSpanInput): void {
  const isRoot = /^0*$/.test(span.parentSpanId);
  writer.bytes(1, Buffer.from(span.traceId, "hex"));
  writer.bytes(2, Buffer.from(span.spanId, "hex"));
  writer.string(3, span.name);
  // There is no field for the parent: it is the first reference.
  const isSaid = span.references.some(
    ({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId,
  );
  const { traceId, parentSpanId } = span;
  const parent = { type: "CHILD_OF", traceId, spanId: parentSpanId } as const;
  for (const reference of isRoot || isSaid ? span.references : [parent, ...span.references]) {
    writer.message(4, () => {
      writer.bytes(1, Buffer.from(reference.traceId, "hex"));
      writer.bytes(2, Buffer.from(reference.spanId, "hex"));
      if (reference.type === "FOLLOWS_FROM") writer.uint(3, 1);
    });
  }
  writer.uint(5, span.flags);
  writer.message(6, () => writeMicros(writer, span.startUs));
  writer.message(7, () => writeMicros(writer, span.durationUs));
  // Fields may come in any order, so tags and logs take turns.
  for (const [index, tag] of span.tags.entries()) {
    writeTag(writer, 8, tag);
    if (index < span.logs.length) writeLog(writer, span.logs[index]!);
  }
  for (const log of span.logs.slice(span.tags.length)) writeLog(writer, log);
  writer.string(11, "p1");
}

function writeLog(writer: ProtobufWriter, log: JaegerSpanInput["logs"][number]): void {
  writer.message(9, () => {
    writer.message(1, () => writeMicros(writer, log.timestampUs));
    for (const tag of log.fields) writeTag(writer, 2, tag);
  });
}

function writeMicros(writer: ProtobufWriter, micros: bigint): void {
  writer.int64(1, micros / 1_000_000n);
  writer.int64(2, (micros % 1_000_000n) * 1_000n);
}

function writeTag(writer: ProtobufWriter, field: number, tag: JaegerTagInput): void {
  writer.message(field, () => {
    writer.string(1, tag.key);
    switch (tag.type) {
      case "string":
        writer.string(3, tag.value);
        return;
      case "bool":
        writer.uint(2, 1);
        writer.uint(4, tag.value ? 1 : 0);
        return;
      case "int64":
        writer.uint(2, 2);
        writer.int64(5, tag.value);
        return;
      case "float64":
        writer.uint(2, 3);
        writer.double(6, tag.value);
        return;
      case "binary":
        writer.uint(2, 4);
        writer.bytes(7, tag.value);
    }
  });
}

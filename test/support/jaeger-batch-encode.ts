import type { JaegerBatchInput, JaegerSpanInput, JaegerTagInput } from "./jaeger-batch.ts";
import type { ThriftStruct, ThriftValue } from "./thrift-writer.ts";

/** A batch as jaeger.thrift has it. `more` are further fields of the Batch. */
export function thriftBatch(
  batch: JaegerBatchInput,
  more: ThriftStruct["value"] = [],
): ThriftStruct {
  const process = struct([
    [1, text(batch.serviceName)],
    [2, list(batch.processTags.map(thriftTag))],
  ]);
  return struct([[1, process], [2, list(batch.spans.map(thriftSpan))], ...more]);
}

/** The arguments of `emitBatch`. */
export function thriftArguments(batch: ThriftStruct): ThriftStruct {
  return struct([[1, batch]]);
}

function thriftSpan(span: JaegerSpanInput): ThriftStruct {
  return struct([
    [1, id(span.traceId.slice(16))],
    [2, id(span.traceId.slice(0, 16))],
    [3, id(span.spanId)],
    [4, id(span.parentSpanId)],
    [5, text(span.name)],
    [
      6,
      list(
        span.references.map(({ type, traceId, spanId }) =>
          struct([
            [1, { type: "i32", value: type === "CHILD_OF" ? 0 : 1 }],
            [2, id(traceId.slice(16))],
            [3, id(traceId.slice(0, 16))],
            [4, id(spanId)],
          ]),
        ),
      ),
    ],
    [7, { type: "i32", value: span.flags }],
    [8, long(span.startUs)],
    [9, long(span.durationUs)],
    [10, list(span.tags.map(thriftTag))],
    [
      11,
      list(
        span.logs.map(({ timestampUs, fields }) =>
          struct([
            [1, long(timestampUs)],
            [2, list(fields.map(thriftTag))],
          ]),
        ),
      ),
    ],
  ]);
}

function thriftTag(tag: JaegerTagInput): ThriftStruct {
  const of = (type: number, field: number, value: ThriftValue): ThriftStruct =>
    struct([
      [1, text(tag.key)],
      [2, { type: "i32", value: type }],
      [field, value],
    ]);
  switch (tag.type) {
    case "string":
      return of(0, 3, text(tag.value));
    case "float64":
      return of(1, 4, { type: "double", value: tag.value });
    case "bool":
      return of(2, 5, { type: "bool", value: tag.value });
    case "int64":
      return of(3, 6, long(tag.value));
    case "binary":
      return of(4, 7, { type: "string", value: tag.value });
  }
}

function struct(value: ThriftStruct["value"]): ThriftStruct {
  return { type: "struct", value };
}

function list(value: readonly ThriftValue[]): ThriftValue {
  return { type: "list", of: "struct", value };
}

function text(value: string): ThriftValue {
  return { type: "string", value };
}

function long(value: bigint): ThriftValue {
  return { type: "i64", value };
}

function id(hex: string): ThriftValue {
  return long(BigInt.asIntN(64, BigInt(`0x${hex}`)));
}

import type { Attribute, Span } from "@spanhouse/model";
import { encodeThrift, type ThriftBytes, type ThriftDamage } from "./thrift-writer.ts";
import type { ThriftProtocol, ThriftStruct, ThriftValue } from "./thrift-writer.ts";

/**
 * Spans as a Jaeger client sends them (jaeger.thrift). Times are whole microseconds, and of an attribute only
 * what a tag can hold is kept.
 */
export function jaegerBatch(spans: readonly Span[]): ThriftStruct {
  const { resource } = spans[0]!;
  const service = resource.attributes.find(({ key }) => key === "service.name")?.value;
  const process = struct([
    [1, text(service?.type === "string" ? service.value : "unknown")],
    [2, tags(resource.attributes.filter(({ key }) => key !== "service.name"))],
  ]);
  return struct([
    [1, process],
    [2, list("struct", spans.map(jaegerSpan))],
  ]);
}

/** `emitBatch` in one UDP packet. */
export function jaegerDatagram(
  protocol: ThriftProtocol,
  spans: readonly Span[],
  options: {
    readonly method?: string;
    readonly messageType?: number;
    readonly damage?: ThriftDamage;
  } = {},
): ThriftBytes {
  const { method = "emitBatch", messageType = 4, damage } = options;
  return encodeThrift(protocol, struct([[1, jaegerBatch(spans)]]), {
    message: { method, messageType },
    ...(damage === undefined ? {} : { damage }),
  });
}

function jaegerSpan(span: Span): ThriftStruct {
  const { traceId, spanId, parentSpanId, startUnixNano, endUnixNano } = span;
  return struct([
    [1, id(traceId.slice(16))],
    [2, id(traceId.slice(0, 16))],
    [3, id(spanId)],
    [4, parentSpanId === "" ? long(0n) : id(parentSpanId)],
    [5, text(span.name)],
    [6, list("struct", span.links.map(reference))],
    [7, { type: "i32", value: 1 }],
    [8, long(startUnixNano / 1_000n)],
    [9, long((endUnixNano - startUnixNano) / 1_000n)],
    [10, tags(span.attributes)],
    [11, list("struct", span.events.map(log))],
  ]);
}

function reference({ traceId, spanId }: Span["links"][number]): ThriftStruct {
  return struct([
    // FOLLOWS_FROM
    [1, { type: "i32", value: 1 }],
    [2, id(traceId.slice(16))],
    [3, id(traceId.slice(0, 16))],
    [4, id(spanId)],
  ]);
}

function log({ timeUnixNano, name, attributes }: Span["events"][number]): ThriftStruct {
  const event: Attribute = { key: "event", value: { type: "string", value: name } };
  return struct([
    [1, long(timeUnixNano / 1_000n)],
    [2, tags([event, ...attributes])],
  ]);
}

function tags(attributes: readonly Attribute[]): ThriftValue {
  return list("struct", attributes.flatMap(tag));
}

/** Value types: 0 string, 1 double, 2 bool, 3 long, 4 binary; each in a field of its own. */
function tag({ key, value }: Attribute): readonly ThriftStruct[] {
  const of = (type: number, field: number, held: ThriftValue): readonly ThriftStruct[] => [
    struct([
      [1, text(key)],
      [2, { type: "i32", value: type }],
      [field, held],
    ]),
  ];
  switch (value.type) {
    case "string":
      return of(0, 3, text(value.value));
    case "double":
      return of(1, 4, { type: "double", value: value.value });
    case "bool":
      return of(2, 5, { type: "bool", value: value.value });
    case "int":
      return of(3, 6, long(value.value));
    case "bytes":
      return of(4, 7, { type: "string", value: value.value });
    case "array":
    case "keyValueList":
    case "empty":
      return [];
  }
}

function struct(value: ThriftStruct["value"]): ThriftStruct {
  return { type: "struct", value };
}

function list(of: ThriftValue["type"], value: readonly ThriftValue[]): ThriftValue {
  return { type: "list", of, value };
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

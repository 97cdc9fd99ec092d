import type { Span, SpanAppender } from "@spanhouse/model";
import {
  decodeJaegerDatagram,
  decodeJaegerProtoBatch,
  decodeJaegerThriftBatch,
  decodeOtlpJson,
  decodeOtlpProtobuf,
  decodeZipkinV1Json,
  decodeZipkinV1Thrift,
  decodeZipkinV2Json,
  decodeZipkinV2Protobuf,
  type DecodeOutcome,
} from "@spanhouse/wire";
import { encodePostSpans } from "../support/jaeger-post-spans.ts";
import { jaegerBatch, jaegerDatagram } from "../support/jaeger-thrift-encode.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";
import { encodeThrift, type ThriftBytes, type ThriftDamage } from "../support/thrift-writer.ts";
import {
  encodeZipkinV1Json,
  encodeZipkinV1Thrift,
  encodeZipkinV2Json,
  encodeZipkinV2Protobuf,
} from "../support/zipkin-encode.ts";

/** One way to write a request: what it is made of decides how it can be damaged. */
export interface WireFormat {
  readonly name: WireFormatName;
  readonly family: "protobuf" | "json" | "thriftBinary" | "thriftCompact";
  readonly encode: (spans: readonly Span[]) => Uint8Array;
  /** Thrift only: with one length, type or field number replaced. */
  readonly encodeDamaged?: (spans: readonly Span[], damage?: ThriftDamage) => ThriftBytes;
  readonly decode: (body: Uint8Array, appender: SpanAppender) => DecodeOutcome;
}

export type WireFormatName =
  | "otlp protobuf"
  | "otlp json"
  | "jaeger thrift"
  | "jaeger compact packet"
  | "jaeger binary packet"
  | "jaeger protobuf"
  | "zipkin v2 json"
  | "zipkin v2 protobuf"
  | "zipkin v1 json"
  | "zipkin v1 thrift";

type ThriftEncoder = Required<WireFormat>["encodeDamaged"];

const thriftBatch: ThriftEncoder = (spans, damage) =>
  encodeThrift("binary", jaegerBatch(spans), damage === undefined ? {} : { damage });
const packet =
  (protocol: "binary" | "compact"): ThriftEncoder =>
  (spans, damage) =>
    jaegerDatagram(protocol, spans, damage === undefined ? {} : { damage });

function thrift(
  name: WireFormatName,
  protocol: "binary" | "compact",
  rest: { encodeDamaged: ThriftEncoder; decode: WireFormat["decode"] },
): WireFormat {
  const family = protocol === "binary" ? "thriftBinary" : "thriftCompact";
  return { name, family, encode: (spans) => rest.encodeDamaged(spans).bytes, ...rest };
}

/** Every format that a door takes. */
export const WIRE_FORMATS: readonly WireFormat[] = [
  {
    name: "otlp protobuf",
    family: "protobuf",
    encode: encodeOtlpRequest,
    decode: decodeOtlpProtobuf,
  },
  { name: "otlp json", family: "json", encode: encodeOtlpRequestJson, decode: decodeOtlpJson },
  thrift("jaeger thrift", "binary", {
    encodeDamaged: thriftBatch,
    decode: decodeJaegerThriftBatch,
  }),
  thrift("jaeger compact packet", "compact", {
    encodeDamaged: packet("compact"),
    decode: decodeJaegerDatagram,
  }),
  thrift("jaeger binary packet", "binary", {
    encodeDamaged: packet("binary"),
    decode: decodeJaegerDatagram,
  }),
  {
    name: "jaeger protobuf",
    family: "protobuf",
    encode: encodePostSpans,
    decode: decodeJaegerProtoBatch,
  },
  {
    name: "zipkin v2 json",
    family: "json",
    encode: encodeZipkinV2Json,
    decode: decodeZipkinV2Json,
  },
  {
    name: "zipkin v2 protobuf",
    family: "protobuf",
    encode: encodeZipkinV2Protobuf,
    decode: decodeZipkinV2Protobuf,
  },
  {
    name: "zipkin v1 json",
    family: "json",
    encode: encodeZipkinV1Json,
    decode: decodeZipkinV1Json,
  },
  thrift("zipkin v1 thrift", "binary", {
    encodeDamaged: encodeZipkinV1Thrift,
    decode: decodeZipkinV1Thrift,
  }),
];

export function wireFormat(name: WireFormatName): WireFormat {
  return WIRE_FORMATS.find((format) => format.name === name)!;
}

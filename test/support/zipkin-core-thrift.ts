import { createRequire } from "node:module";
import thrift, { type Int64, type ThriftProtocolWriter } from "thrift";

/** Structures of zipkincore.thrift as the generated code of the npm package `zipkin-encoder-thrift` has them. */
interface Struct {
  write(output: ThriftProtocolWriter): void;
}

export interface ZipkinCoreEndpoint {
  readonly ipv4?: number;
  readonly port?: number;
  readonly service_name?: string;
  readonly ipv6?: Buffer;
}

export interface ZipkinCoreSpan {
  readonly trace_id: Int64;
  readonly trace_id_high?: Int64;
  readonly id: Int64;
  readonly parent_id?: Int64;
  readonly name?: string;
  readonly debug?: boolean;
  readonly timestamp?: Int64;
  readonly duration?: Int64;
  readonly annotations?: readonly {
    readonly timestamp: Int64;
    readonly value: string;
    readonly host?: ZipkinCoreEndpoint;
  }[];
  readonly binary_annotations?: readonly {
    readonly key: string;
    readonly value: Buffer;
    readonly annotation_type: number;
    readonly host?: ZipkinCoreEndpoint;
  }[];
}

type StructClass = new (members: object) => Struct;

const generated = createRequire(import.meta.url)(
  "zipkin-encoder-thrift/lib/gen-nodejs/zipkinCore_types.js",
) as Readonly<Record<"Span" | "Annotation" | "BinaryAnnotation" | "Endpoint", StructClass>>;

const CALL = 1;

/** AnnotationType. */
export const ZIPKIN_CORE_TYPE = {
  ...{ bool: 0, bytes: 1, i16: 2, i32: 3, i64: 4, double: 5, string: 6 },
} as const;

export function int64(value: bigint): Int64 {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt.asIntN(64, value));
  return new thrift.Int64(bytes);
}

/** `emitZipkinBatch` in one packet. */
export function zipkinPacket(
  protocol: "compact" | "binary",
  spans: readonly ZipkinCoreSpan[],
): Uint8Array {
  return written(protocol, (writer) => {
    writer.writeMessageBegin("emitZipkinBatch", CALL, 3);
    writer.writeStructBegin("");
    writer.writeFieldBegin("", thrift.Thrift.Type["LIST"]!, 1);
    writeSpans(writer, spans);
    writer.writeFieldEnd();
    writer.writeFieldStop();
    writer.writeStructEnd();
    writer.writeMessageEnd();
  });
}

/** The body of Zipkin's first HTTP API. */
export function zipkinList(spans: readonly ZipkinCoreSpan[]): Uint8Array {
  return written("binary", (writer) => writeSpans(writer, spans));
}

function written(
  protocol: "compact" | "binary",
  write: (writer: ThriftProtocolWriter) => void,
): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  const transport = new thrift.TBufferedTransport(undefined, (flushed) => {
    bytes = Uint8Array.from(flushed);
  });
  const { TCompactProtocol, TBinaryProtocol } = thrift;
  const writer = new (protocol === "compact" ? TCompactProtocol : TBinaryProtocol)(transport);
  write(writer);
  writer.flush();
  return bytes;
}

function writeSpans(writer: ThriftProtocolWriter, spans: readonly ZipkinCoreSpan[]): void {
  writer.writeListBegin(thrift.Thrift.Type["STRUCT"]!, spans.length);
  for (const span of spans) {
    new generated.Span({
      ...span,
      annotations: (span.annotations ?? []).map(
        (one) => new generated.Annotation({ ...one, ...host(one.host) }),
      ),
      binary_annotations: (span.binary_annotations ?? []).map(
        (one) => new generated.BinaryAnnotation({ ...one, ...host(one.host) }),
      ),
    }).write(writer);
  }
  writer.writeListEnd();
}

function host(endpoint: ZipkinCoreEndpoint | undefined): object {
  return endpoint === undefined ? {} : { host: new generated.Endpoint(endpoint) };
}

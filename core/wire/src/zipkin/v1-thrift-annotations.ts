import { skipThrift } from "../thrift/skip.ts";
import { expectType, TYPE, type ThriftReader } from "../thrift/thrift-reader.ts";
import { ipv4Text, ipv6Text } from "./ip-text.ts";
import type { ZipkinV1Annotation, ZipkinV1BinaryAnnotation, ZipkinV1Endpoint } from "./v1-span.ts";

/** Field ids of zipkincore.thrift. */
const ANNOTATION = { timestamp: 1, value: 2, host: 3 } as const;
const BINARY_ANNOTATION = { key: 1, value: 2, type: 3, host: 4 } as const;
const ENDPOINT = { ipv4: 1, port: 2, serviceName: 3, ipv6: 4 } as const;
/** AnnotationType. */
const VALUE = { bool: 0, bytes: 1, i16: 2, i32: 3, i64: 4, double: 5, string: 6 } as const;

const decoder = new TextDecoder();

/** Reads an Annotation. Throws MalformedThrift. */
export function readAnnotation(reader: ThriftReader): ZipkinV1Annotation {
  let timestampUs = 0n;
  let value = "";
  let host: ZipkinV1Endpoint | undefined;
  const outer = reader.enterStruct();
  for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
    switch (reader.fieldId) {
      case ANNOTATION.timestamp:
        expectType(type, TYPE.i64, "Annotation.timestamp");
        reader.i64();
        timestampUs = (BigInt(reader.high) << 32n) | BigInt(reader.low >>> 0);
        break;
      case ANNOTATION.value:
        value = decoder.decode(readBytes(reader, type, "Annotation.value"));
        break;
      case ANNOTATION.host:
        host = readEndpoint(reader, type);
        break;
      default:
        skipThrift(reader, type);
    }
  }
  reader.leaveStruct(outer);
  return { timestampUs, value, host };
}

/** Reads a BinaryAnnotation. Throws MalformedThrift. */
export function readBinaryAnnotation(reader: ThriftReader): ZipkinV1BinaryAnnotation {
  let key = "";
  let bytes: Uint8Array = new Uint8Array(0);
  let valueType: number = VALUE.string;
  let host: ZipkinV1Endpoint | undefined;
  const outer = reader.enterStruct();
  for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
    switch (reader.fieldId) {
      case BINARY_ANNOTATION.key:
        key = decoder.decode(readBytes(reader, type, "BinaryAnnotation.key"));
        break;
      case BINARY_ANNOTATION.value:
        bytes = readBytes(reader, type, "BinaryAnnotation.value");
        break;
      case BINARY_ANNOTATION.type:
        expectType(type, TYPE.i32, "BinaryAnnotation.annotation_type");
        valueType = reader.i32();
        break;
      case BINARY_ANNOTATION.host:
        host = readEndpoint(reader, type);
        break;
      default:
        skipThrift(reader, type);
    }
  }
  reader.leaveStruct(outer);
  return { key, value: toValue(valueType, bytes), host };
}

/** Numbers are big-endian; a value that is too short for its type, or of no known type, stays bytes. */
function toValue(type: number, bytes: Uint8Array): ZipkinV1BinaryAnnotation["value"] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type) {
    case VALUE.string:
      return { type: "string", value: decoder.decode(bytes) };
    case VALUE.bool:
      if (bytes.length === 1) return { type: "bool", value: bytes[0] !== 0 };
      break;
    case VALUE.i16:
      if (bytes.length === 2) return { type: "int", value: BigInt(view.getInt16(0)) };
      break;
    case VALUE.i32:
      if (bytes.length === 4) return { type: "int", value: BigInt(view.getInt32(0)) };
      break;
    case VALUE.i64:
      if (bytes.length === 8) return { type: "int", value: view.getBigInt64(0) };
      break;
    case VALUE.double:
      if (bytes.length === 8) return { type: "double", value: view.getFloat64(0) };
      break;
  }
  return { type: "bytes", value: bytes.slice() };
}

function readEndpoint(reader: ThriftReader, type: number): ZipkinV1Endpoint {
  expectType(type, TYPE.struct, "the host of an annotation");
  let ipv4 = "";
  let ipv6 = "";
  let port = 0;
  let serviceName = "";
  const outer = reader.enterStruct();
  for (let field = reader.field(); field !== TYPE.stop; field = reader.field()) {
    switch (reader.fieldId) {
      case ENDPOINT.ipv4:
        expectType(field, TYPE.i32, "Endpoint.ipv4");
        ipv4 = toIpv4(reader.i32());
        break;
      case ENDPOINT.port:
        expectType(field, TYPE.i16, "Endpoint.port");
        port = reader.i16() & 0xffff;
        break;
      case ENDPOINT.serviceName:
        serviceName = decoder.decode(readBytes(reader, field, "Endpoint.service_name"));
        break;
      case ENDPOINT.ipv6: {
        const bytes = readBytes(reader, field, "Endpoint.ipv6");
        // Anything else is no address; some clients write an empty one.
        ipv6 = bytes.length === 16 ? ipv6Text(bytes) : "";
        break;
      }
      default:
        skipThrift(reader, field);
    }
  }
  reader.leaveStruct(outer);
  return { serviceName, ipv4, ipv6, port };
}

/** 0 stands for none. */
function toIpv4(word: number): string {
  if (word === 0) return "";
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, word);
  return ipv4Text(bytes);
}

/** The bytes where they are. */
function readBytes(reader: ThriftReader, type: number, what: string): Uint8Array {
  expectType(type, TYPE.binary, what);
  reader.binary();
  return reader.bytes.subarray(reader.start, reader.end);
}

import { ok, err, toHex, type Result } from "@spanhouse/base";
import { ZIPKIN_LIST_ITEMS_MAX } from "../limits.ts";
import { BinaryReader } from "../thrift/binary-reader.ts";
import { skipThrift } from "../thrift/skip.ts";
import { enterList, expectType, MalformedThrift, TYPE } from "../thrift/thrift-reader.ts";
import type { ThriftReader } from "../thrift/thrift-reader.ts";
import { ZIPKIN_REFUSALS } from "./refusals.ts";
import { readAnnotation, readBinaryAnnotation } from "./v1-thrift-annotations.ts";
import type { ZipkinV1Annotation, ZipkinV1BinaryAnnotation, ZipkinV1Span } from "./v1-span.ts";

/** Field ids of Span in zipkincore.thrift. */
const SPAN = {
  traceId: 1,
  name: 3,
  id: 4,
  parentId: 5,
  annotations: 6,
  binaryAnnotations: 8,
  debug: 9,
  timestamp: 10,
  duration: 11,
  traceIdHigh: 12,
} as const;

const ZERO_ID = "0".repeat(16);
const decoder = new TextDecoder();

/**
 * Reads the body of Zipkin's first HTTP API in Thrift: `list<Span>` of zipkincore.thrift in the binary protocol,
 * bare, so it begins with the element type 0x0c and the count. Each span is handed over when it is read, or the
 * reason why it is refused; an error says why the bytes are not such a list.
 */
export function readZipkinV1Thrift(
  body: Uint8Array,
  take: (span: ZipkinV1Span) => void,
  refuse: (reason: string) => void,
): Result<void, string> {
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length);
  const reader = new BinaryReader();
  reader.open(bytes, 0, bytes.length);
  try {
    readZipkinV1Spans(reader, take, refuse);
    return ok(undefined);
  } catch (error) {
    if (error instanceof MalformedThrift) return err(error.message);
    throw error;
  }
}

/** Reads the list that the reader stands at. Throws MalformedThrift. */
export function readZipkinV1Spans(
  reader: ThriftReader,
  take: (span: ZipkinV1Span) => void,
  refuse: (reason: string) => void = () => undefined,
): void {
  const count = enterList(reader, TYPE.list, TYPE.struct, "the spans");
  for (let index = 0; index < count; index++) {
    const span = readSpan(reader);
    if (span === undefined) refuse(ZIPKIN_REFUSALS.list);
    else take(span);
  }
}

/** Undefined for a span with too many annotations. */
function readSpan(reader: ThriftReader): ZipkinV1Span | undefined {
  let traceIdLow = ZERO_ID;
  let traceIdHigh = ZERO_ID;
  let id = ZERO_ID;
  let parentId = "";
  let name = "";
  let debug = false;
  let timestampUs: bigint | undefined;
  let durationUs: bigint | undefined;
  const annotations: ZipkinV1Annotation[] = [];
  const binaryAnnotations: ZipkinV1BinaryAnnotation[] = [];
  let fits = true;
  const outer = reader.enterStruct();
  for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
    switch (reader.fieldId) {
      case SPAN.traceId:
        traceIdLow = readId(reader, type);
        break;
      case SPAN.traceIdHigh:
        traceIdHigh = readId(reader, type);
        break;
      case SPAN.id:
        id = readId(reader, type);
        break;
      case SPAN.parentId:
        parentId = readId(reader, type);
        break;
      case SPAN.name:
        name = readText(reader, type, "Span.name");
        break;
      case SPAN.debug:
        expectType(type, TYPE.bool, "Span.debug");
        debug = reader.bool();
        break;
      case SPAN.timestamp:
        timestampUs = readInt64(reader, type, "Span.timestamp");
        break;
      case SPAN.duration:
        durationUs = readInt64(reader, type, "Span.duration");
        break;
      case SPAN.annotations:
        fits &&= readAll(reader, type, annotations, readAnnotation);
        break;
      case SPAN.binaryAnnotations:
        fits &&= readAll(reader, type, binaryAnnotations, readBinaryAnnotation);
        break;
      default:
        skipThrift(reader, type);
    }
  }
  reader.leaveStruct(outer);
  if (!fits) return undefined;
  const traceId = traceIdHigh + traceIdLow;
  const lists = { annotations, binaryAnnotations };
  return { traceId, id, parentId, name, timestampUs, durationUs, debug, ...lists };
}

/** Reads a list of annotations into `items`; false, and nothing read, when it is too long. */
function readAll<T>(
  reader: ThriftReader,
  type: number,
  items: T[],
  read: (reader: ThriftReader) => T,
): boolean {
  const count = enterList(reader, type, TYPE.struct, "the annotations");
  const fits = count <= ZIPKIN_LIST_ITEMS_MAX;
  items.length = 0;
  for (let index = 0; index < count; index++) {
    if (fits) items.push(read(reader));
    else skipThrift(reader, TYPE.struct);
  }
  return fits;
}

function readId(reader: ThriftReader, type: number): string {
  expectType(type, TYPE.i64, "an id");
  reader.i64();
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, reader.high);
  view.setInt32(4, reader.low);
  return toHex(bytes);
}

function readInt64(reader: ThriftReader, type: number, what: string): bigint {
  expectType(type, TYPE.i64, what);
  reader.i64();
  return (BigInt(reader.high) << 32n) | BigInt(reader.low >>> 0);
}

function readText(reader: ThriftReader, type: number, what: string): string {
  expectType(type, TYPE.binary, what);
  reader.binary();
  return decoder.decode(reader.bytes.subarray(reader.start, reader.end));
}

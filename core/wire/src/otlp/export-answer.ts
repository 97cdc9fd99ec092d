import type { PartialSuccess } from "./export-response.ts";
import { MalformedProtobuf, ProtobufReader, WIRE } from "./protobuf-reader.ts";

/** Characters of a text that are kept. */
const TEXT_BYTES_MAX = 4096;

const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

/** What a failed request was answered. */
export interface ReceivedStatus {
  readonly code: number;
  readonly message: string;
  /** Of its RetryInfo. */
  readonly retryDelayMs?: number;
}

/**
 * Reads an `ExportTraceServiceResponse`. Undefined when everything was taken, and also when the bytes are
 * something else: the status of the answer says that it was a success.
 */
export function decodeExportResponse(body: Uint8Array): PartialSuccess | undefined {
  return orUndefined(() => {
    let partial: PartialSuccess | undefined;
    forEachField(body, (tag, reader, end) => {
      if (tag === PARTIAL_SUCCESS) partial = readPartialSuccess(sub(reader, end));
    });
    const isNothing = partial?.rejectedSpans === 0 && partial.message === "";
    return isNothing ? undefined : partial;
  });
}

/** Reads a `google.rpc.Status`. Undefined when the bytes are something else. */
export function decodeRpcStatus(body: Uint8Array): ReceivedStatus | undefined {
  return orUndefined(() => {
    let code = 0;
    let message = "";
    let retryDelayMs: number | undefined;
    forEachField(body, (tag, reader, end) => {
      if (tag === STATUS.code) code = reader.low;
      else if (tag === STATUS.message) message = textOf(reader, end);
      else if (tag === STATUS.details)
        retryDelayMs = readRetryInfo(sub(reader, end)) ?? retryDelayMs;
    });
    return { code, message, ...(retryDelayMs !== undefined && { retryDelayMs }) };
  });
}

const PARTIAL_SUCCESS = 0x0a;
const PARTIAL = { rejectedSpans: 0x08, message: 0x12 } as const;
const STATUS = { code: 0x08, message: 0x12, details: 0x1a } as const;
const ANY = { typeUrl: 0x0a, value: 0x12 } as const;
const RETRY_DELAY = 0x0a;
const DURATION = { seconds: 0x08, nanos: 0x10 } as const;

function readPartialSuccess(body: Uint8Array): PartialSuccess {
  let rejectedSpans = 0;
  let message = "";
  forEachField(body, (tag, reader, end) => {
    if (tag === PARTIAL.rejectedSpans) rejectedSpans = int53(reader);
    else if (tag === PARTIAL.message) message = textOf(reader, end);
  });
  return { rejectedSpans, message };
}

function readRetryInfo(any: Uint8Array): number | undefined {
  let typeUrl = "";
  let value: Uint8Array | undefined;
  forEachField(any, (tag, reader, end) => {
    if (tag === ANY.typeUrl) typeUrl = textOf(reader, end);
    else if (tag === ANY.value) value = sub(reader, end);
  });
  if (typeUrl !== RETRY_INFO) return undefined;
  let delayMs = 0;
  if (value === undefined) return delayMs;
  forEachField(value, (tag, reader, end) => {
    if (tag !== RETRY_DELAY) return;
    forEachField(sub(reader, end), (part, inner) => {
      if (part === DURATION.seconds) delayMs += int53(inner) * 1_000;
      else if (part === DURATION.nanos) delayMs += int53(inner) / 1e6;
    });
  });
  return Math.max(0, delayMs);
}

/** Calls with each field: of a varint the reader has the value, of bytes it stands at their beginning. */
function forEachField(
  body: Uint8Array,
  visit: (tag: number, reader: ProtobufReader, end: number) => void,
): void {
  const reader = new ProtobufReader(body);
  const { length } = body;
  while (reader.at < length) {
    const tag = reader.tag(length);
    if ((tag & 7) === WIRE.lengthDelimited) {
      const end = reader.lengthEnd(length);
      visit(tag, reader, end);
      reader.at = end;
    } else {
      reader.skip(tag, length);
      visit(tag, reader, reader.at);
    }
  }
}

function sub(reader: ProtobufReader, end: number): Uint8Array {
  return reader.bytes.subarray(reader.at, end);
}

function textOf(reader: ProtobufReader, end: number): string {
  const stop = Math.min(end, reader.at + TEXT_BYTES_MAX);
  return new TextDecoder().decode(reader.bytes.subarray(reader.at, stop));
}

/** The signed 64-bit value read last, as far as a number carries it. */
function int53(reader: ProtobufReader): number {
  return reader.high * 2 ** 32 + (reader.low >>> 0);
}

function orUndefined<Value>(read: () => Value | undefined): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedProtobuf) return undefined;
    throw error;
  }
}

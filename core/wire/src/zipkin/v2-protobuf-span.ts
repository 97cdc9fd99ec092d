import type { ProtobufReader } from "../otlp/protobuf-reader.ts";
import { wrongWireType } from "../otlp/protobuf-value.ts";
import { KIND } from "./kind.ts";
import { ipv4Text, ipv6Text } from "./ip-text.ts";
import { Nanos } from "./nanos.ts";
import { ZIPKIN_REFUSALS } from "./refusals.ts";
import {
  ID,
  PARENT_ID_AT,
  SPAN_ID_AT,
  TEXT,
  TRACE_ID_AT,
  ZipkinListTooLong,
  type IdState,
  type ZipkinV2Span,
} from "./v2-span.ts";

// Tags (field number * 8 + wire type) of zipkin.proto.
const SPAN = {
  traceId: 0x0a,
  parentId: 0x12,
  id: 0x1a,
  kind: 0x20,
  name: 0x2a,
  timestamp: 0x31,
  duration: 0x38,
  localEndpoint: 0x42,
  remoteEndpoint: 0x4a,
  annotations: 0x52,
  tags: 0x5a,
  debug: 0x60,
  shared: 0x68,
} as const;
const SPAN_FIELD_MAX = 13;
const ENDPOINT = { serviceName: 0x0a, ipv4: 0x12, ipv6: 0x1a, port: 0x20 } as const;
const ANNOTATION = { timestamp: 0x09, value: 0x12 } as const;
/** An entry of `map<string, string>`. */
const ENTRY = { key: 0x0a, value: 0x12 } as const;

/** By the numbers of `Span.Kind`. */
const KINDS: readonly number[] = [0, KIND.client, KIND.server, KIND.producer, KIND.consumer];
const PORT_MAX = 65_535;
const IPV4_BYTES = 4;
const IPV6_BYTES = 16;
const encoder = new TextEncoder();

/** Notes a span in a ZipkinV2Span. Of repeated fields that stand for one value the last counts. */
export class ZipkinV2ProtobufSpanReader {
  readonly #reader: ProtobufReader;
  readonly #span: ZipkinV2Span;
  readonly #time = new Nanos();
  #refusal: string | undefined;

  constructor(reader: ProtobufReader, span: ZipkinV2Span) {
    this.#reader = reader;
    this.#span = span;
  }

  /**
   * Reads the message that begins here. Says why the span is refused; undefined when it was noted. Throws
   * MalformedProtobuf.
   */
  read(end: number): string | undefined {
    const reader = this.#reader;
    this.#span.begin(reader.bytes);
    this.#refusal = undefined;
    try {
      while (reader.at < end) this.#field(reader.tag(end), end);
    } catch (error) {
      if (error instanceof ZipkinListTooLong) return ZIPKIN_REFUSALS.list;
      throw error;
    }
    return this.#refusal;
  }

  #field(tag: number, end: number): void {
    const reader = this.#reader;
    const span = this.#span;
    switch (tag) {
      case SPAN.kind:
        reader.varint(end);
        span.kind = reader.high === 0 ? (KINDS[reader.low] ?? 0) : 0;
        return;
      case SPAN.timestamp:
        reader.fixed64(end);
        this.#micros(span.start);
        return;
      case SPAN.duration:
        reader.varint(end);
        this.#micros(span.duration);
        return;
      case SPAN.debug:
        span.debug = this.#bool(end);
        return;
      case SPAN.shared:
        span.shared = this.#bool(end);
        return;
      case SPAN.traceId:
      case SPAN.parentId:
      case SPAN.id:
      case SPAN.name:
      case SPAN.localEndpoint:
      case SPAN.remoteEndpoint:
      case SPAN.annotations:
      case SPAN.tags: {
        const stop = reader.lengthEnd(end);
        this.#part(tag, stop);
        reader.at = stop;
        return;
      }
      default:
        if (tag >>> 3 <= SPAN_FIELD_MAX) throw wrongWireType(tag);
        reader.skip(tag, end);
    }
  }

  /** A field with a length. */
  #part(tag: number, end: number): void {
    const span = this.#span;
    switch (tag) {
      case SPAN.traceId:
        span.traceId = this.#traceId(end);
        return;
      case SPAN.parentId:
        span.parentId = this.#id(end, PARENT_ID_AT, 8);
        return;
      case SPAN.id:
        span.spanId = this.#id(end, SPAN_ID_AT, 8);
        return;
      case SPAN.name:
        span.setText(TEXT.name, this.#reader.at, end);
        return;
      case SPAN.localEndpoint:
        span.localPort = this.#endpoint(end, TEXT.service, TEXT.localAddress);
        return;
      case SPAN.remoteEndpoint:
        span.peerPort = this.#endpoint(end, TEXT.peerService, TEXT.peerAddress);
        return;
      case SPAN.annotations:
        this.#annotation(end);
        return;
      case SPAN.tags:
        this.#tag(end);
    }
  }

  /** 16 bytes, or the lower 8 of them. */
  #traceId(end: number): IdState {
    const { own } = this.#span;
    own.fill(0, TRACE_ID_AT, TRACE_ID_AT + 16);
    const isShort = end - this.#reader.at === 8;
    return isShort ? this.#id(end, TRACE_ID_AT + 8, 8) : this.#id(end, TRACE_ID_AT, 16);
  }

  #id(end: number, to: number, length: number): IdState {
    const { at, bytes } = this.#reader;
    if (at === end) return ID.absent;
    if (end - at !== length) return ID.wrong;
    const { own } = this.#span;
    let bits = 0;
    for (let index = 0; index < length; index++) {
      const byte = bytes[at + index]!;
      own[to + index] = byte;
      bits |= byte;
    }
    return bits === 0 ? ID.zero : ID.good;
  }

  #micros(into: Nanos): void {
    if (!into.fromMicros(this.#reader.low, this.#reader.high)) this.#span.isTimeWrong = true;
  }

  #bool(end: number): boolean {
    this.#reader.varint(end);
    return (this.#reader.low | this.#reader.high) !== 0;
  }

  /** Notes name and address of an endpoint; returns its port. An IPv4 address goes before an IPv6 one. */
  #endpoint(end: number, nameText: number, addressText: number): number {
    const reader = this.#reader;
    const { bytes } = reader;
    let port = 0;
    let address = "";
    let isIpv4 = false;
    this.#span.setText(nameText, 0, 0);
    this.#span.setText(addressText, 0, 0);
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === ENDPOINT.port) {
        reader.varint(end);
        port = reader.low;
        const isPort = reader.high === 0 && port >= 0 && port <= PORT_MAX;
        if (!isPort) this.#refusal = ZIPKIN_REFUSALS.port;
        continue;
      }
      if (tag !== ENDPOINT.serviceName && tag !== ENDPOINT.ipv4 && tag !== ENDPOINT.ipv6) {
        if (tag >>> 3 <= 4) throw wrongWireType(tag);
        reader.skip(tag, end);
        continue;
      }
      const stop = reader.lengthEnd(end);
      const length = stop - reader.at;
      // Addresses of another length are none, as Zipkin has it.
      if (tag === ENDPOINT.serviceName) this.#span.setText(nameText, reader.at, stop);
      else if (tag === ENDPOINT.ipv4 && length === IPV4_BYTES) {
        address = ipv4Text(bytes, reader.at);
        isIpv4 = true;
      } else if (tag === ENDPOINT.ipv6 && length === IPV6_BYTES && !isIpv4) {
        address = ipv6Text(bytes, reader.at);
      }
      reader.at = stop;
    }
    if (address !== "") this.#address(addressText, address);
    return port;
  }

  #address(text: number, address: string): void {
    const bytes = encoder.encode(address);
    const at = this.#span.keep(bytes, 0, bytes.length);
    this.#span.setText(text, ~at, ~(at + bytes.length));
  }

  #annotation(end: number): void {
    const reader = this.#reader;
    let start = reader.at;
    let stop = reader.at;
    this.#time.set(0, 0);
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === ANNOTATION.timestamp) {
        reader.fixed64(end);
        this.#micros(this.#time);
      } else if (tag === ANNOTATION.value) {
        stop = reader.lengthEnd(end);
        start = reader.at;
        reader.at = stop;
      } else if (tag >>> 3 <= 2) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    this.#span.addAnnotation(this.#time, start, stop);
  }

  #tag(end: number): void {
    const reader = this.#reader;
    let keyStart = reader.at;
    let keyEnd = reader.at;
    let start = reader.at;
    let stop = reader.at;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === ENTRY.key) {
        keyEnd = reader.lengthEnd(end);
        keyStart = reader.at;
        reader.at = keyEnd;
      } else if (tag === ENTRY.value) {
        stop = reader.lengthEnd(end);
        start = reader.at;
        reader.at = stop;
      } else if (tag >>> 3 <= 2) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    this.#span.addTag(keyStart, keyEnd, start, stop);
  }
}

import { JsonTypeError, type JsonCursor } from "../json/json-cursor.ts";
import { JsonKeys } from "../json/json-keys.ts";
import { JsonNumberReader } from "../json/json-number.ts";
import { readHexId } from "./hex-id.ts";
import { Nanos } from "./nanos.ts";
import { ZIPKIN_REFUSALS } from "./refusals.ts";
import {
  PARENT_ID_AT,
  positionOf,
  SPAN_ID_AT,
  TEXT,
  TRACE_ID_AT,
  ZipkinListTooLong,
  type IdState,
  type ZipkinV2Span,
} from "./v2-span.ts";
import { kindOf } from "./v2-values.ts";

const SPAN = [
  "traceId",
  "parentId",
  "id",
  "kind",
  "name",
  "timestamp",
  "duration",
  "localEndpoint",
  "remoteEndpoint",
  "annotations",
  "tags",
  "debug",
  "shared",
] as const;
const SPAN_KEYS = new JsonKeys(SPAN);
const ENDPOINT = ["serviceName", "ipv4", "ipv6", "port"] as const;
/** The two endpoints of a span have different members, so each has its own guesses. */
const LOCAL_KEYS = new JsonKeys(ENDPOINT);
const REMOTE_KEYS = new JsonKeys(ENDPOINT);
const ANNOTATION = ["timestamp", "value"] as const;
const ANNOTATION_KEYS = new JsonKeys(ANNOTATION);

const TRACE_ID = { to: TRACE_ID_AT, length: 16 } as const;
const SPAN_ID = { to: SPAN_ID_AT, length: 8 } as const;
const PARENT_ID = { to: PARENT_ID_AT, length: 8 } as const;
const PORT_MAX = 65_535;
const QUOTE = 0x22;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;

/** Notes the span at a cursor in a ZipkinV2Span. */
export class ZipkinV2JsonSpanReader {
  readonly #cursor: JsonCursor;
  readonly #numbers: JsonNumberReader;
  readonly #span: ZipkinV2Span;
  readonly #time = new Nanos();
  /** The text read last, a range as ZipkinV2Span has them. */
  #start = 0;
  #end = 0;

  constructor(cursor: JsonCursor, span: ZipkinV2Span) {
    this.#cursor = cursor;
    this.#numbers = new JsonNumberReader(cursor);
    this.#span = span;
  }

  /** Says why the span is refused, the cursor being anywhere in it; undefined when it was noted. */
  read(): string | undefined {
    this.#span.begin(this.#cursor.bytes);
    try {
      this.#fields();
      return undefined;
    } catch (error) {
      if (error instanceof ZipkinListTooLong) return ZIPKIN_REFUSALS.list;
      if (error instanceof JsonTypeError) return error.message;
      throw error;
    }
  }

  #fields(): void {
    const cursor = this.#cursor;
    if (!cursor.enterObject("a span")) return;
    do {
      const key = cursor.key(SPAN_KEYS);
      if (key < 0) cursor.skipValue();
      else if (!cursor.skipNull()) this.#field(key);
    } while (cursor.more());
  }

  #field(key: number): void {
    const span = this.#span;
    switch (SPAN[key]) {
      case "traceId":
        span.traceId = this.#id("traceId", TRACE_ID);
        return;
      case "parentId":
        span.parentId = this.#id("parentId", PARENT_ID);
        return;
      case "id":
        span.spanId = this.#id("id", SPAN_ID);
        return;
      case "kind":
        this.#text("kind");
        span.kind = kindOf(
          span.sourceOf(this.#start),
          positionOf(this.#start),
          positionOf(this.#end),
        );
        return;
      case "name":
        this.#text("name");
        span.setText(TEXT.name, this.#start, this.#end);
        return;
      case "timestamp":
        this.#micros("timestamp", span.start);
        return;
      case "duration":
        this.#micros("duration", span.duration);
        return;
      case "localEndpoint":
        span.localPort = this.#endpoint(LOCAL_KEYS, TEXT.service, TEXT.localAddress);
        return;
      case "remoteEndpoint":
        span.peerPort = this.#endpoint(REMOTE_KEYS, TEXT.peerService, TEXT.peerAddress);
        return;
      case "annotations":
        this.#annotations();
        return;
      case "tags":
        this.#tags();
        return;
      case "debug":
        span.debug = this.#bool("debug");
        return;
      case "shared":
        span.shared = this.#bool("shared");
        return;
      case undefined:
        return;
    }
  }

  #id(what: string, place: { readonly to: number; readonly length: number }): IdState {
    this.#text(what);
    const { own } = this.#span;
    const source = this.#span.sourceOf(this.#start);
    return readHexId(source, positionOf(this.#start), positionOf(this.#end), own, place);
  }

  #micros(what: string, into: Nanos): void {
    this.#numbers.uint64(what);
    if (!into.fromMicros(this.#numbers.low, this.#numbers.high)) this.#span.isTimeWrong = true;
  }

  /** Notes name and address of an endpoint; returns its port. An IPv4 address goes before an IPv6 one. */
  #endpoint(keys: JsonKeys, nameText: number, addressText: number): number {
    const cursor = this.#cursor;
    const span = this.#span;
    span.setText(nameText, 0, 0);
    span.setText(addressText, 0, 0);
    let port = 0;
    let hasIpv4 = false;
    if (!cursor.enterObject("an endpoint")) return port;
    do {
      const key = cursor.key(keys);
      if (key < 0) cursor.skipValue();
      else if (cursor.skipNull()) continue;
      else if (ENDPOINT[key] === "port") port = this.#port();
      else {
        this.#text(ENDPOINT[key]!);
        const isEmpty = this.#start === this.#end;
        if (ENDPOINT[key] === "serviceName") span.setText(nameText, this.#start, this.#end);
        else if (ENDPOINT[key] === "ipv4" && !isEmpty) {
          hasIpv4 = true;
          span.setText(addressText, this.#start, this.#end);
        } else if (!hasIpv4) span.setText(addressText, this.#start, this.#end);
      }
    } while (cursor.more());
    return port;
  }

  #port(): number {
    this.#numbers.uint64("port");
    if (this.#numbers.high !== 0 || this.#numbers.low > PORT_MAX) {
      throw new JsonTypeError(ZIPKIN_REFUSALS.port);
    }
    return this.#numbers.low;
  }

  #annotations(): void {
    const cursor = this.#cursor;
    this.#span.annotationCount = 0;
    if (!cursor.enterArray("annotations")) return;
    do this.#annotation();
    while (cursor.more());
  }

  #annotation(): void {
    const cursor = this.#cursor;
    let hasTime = false;
    let hasValue = false;
    let start = 0;
    let end = 0;
    if (cursor.enterObject("an annotation")) {
      do {
        const key = cursor.key(ANNOTATION_KEYS);
        if (key < 0) cursor.skipValue();
        else if (cursor.skipNull()) continue;
        else if (ANNOTATION[key] === "timestamp") {
          this.#micros("timestamp", this.#time);
          hasTime = true;
        } else {
          this.#text("value");
          start = this.#start;
          end = this.#end;
          hasValue = true;
        }
      } while (cursor.more());
    }
    if (!hasTime || !hasValue) throw new JsonTypeError(ZIPKIN_REFUSALS.annotation);
    this.#span.addAnnotation(this.#time, start, end);
  }

  #tags(): void {
    const cursor = this.#cursor;
    const span = this.#span;
    span.clearTags();
    if (!cursor.enterObject("tags")) return;
    do {
      this.#text("a tag");
      let keyStart = this.#start;
      let keyEnd = this.#end;
      // The colon.
      cursor.peek();
      cursor.at++;
      this.#tagValue();
      if (keyStart < 0 !== this.#start < 0) {
        // Both are handed over from one memory.
        [keyStart, keyEnd] = this.#own(keyStart, keyEnd);
        [this.#start, this.#end] = this.#own(this.#start, this.#end);
      }
      span.addTag(keyStart, keyEnd, this.#start, this.#end);
    } while (cursor.more());
  }

  /** A text; numbers and booleans as they are written; null as an empty one. */
  #tagValue(): void {
    const cursor = this.#cursor;
    const first = cursor.peek();
    if (first === QUOTE) {
      this.#text("a tag");
      return;
    }
    if (first === OPEN_ARRAY || first === OPEN_OBJECT) {
      throw new JsonTypeError("a tag must be a string");
    }
    this.#start = cursor.at;
    if (cursor.skipNull()) this.#end = this.#start;
    else this.#end = cursor.at = cursor.scalarEnd();
  }

  #bool(what: string): boolean {
    const cursor = this.#cursor;
    const first = cursor.peek();
    if (first !== 0x74 && first !== 0x66) throw new JsonTypeError(`${what} must be true or false`);
    cursor.at += first === 0x74 ? 4 : 5;
    return first === 0x74;
  }

  /** Reads a string into `#start` and `#end`; one with escapes is copied without them. */
  #text(what: string): void {
    const cursor = this.#cursor;
    cursor.readString(what);
    this.#start = cursor.start;
    this.#end = cursor.end;
    if (!cursor.escaped) return;
    const length = cursor.unescape(cursor.start, cursor.end, 0);
    const at = this.#span.keep(cursor.scratch, 0, length);
    this.#start = ~at;
    this.#end = ~(at + length);
  }

  /** The same text in the span's own memory. */
  #own(start: number, end: number): [number, number] {
    if (start < 0) return [start, end];
    const at = this.#span.keep(this.#cursor.bytes, start, end);
    return [~at, ~(at + end - start)];
  }
}

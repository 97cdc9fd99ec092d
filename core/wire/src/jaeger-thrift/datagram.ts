import type { SpanAppender } from "@spanhouse/model";
import { JaegerAppender } from "../jaeger-mapping/jaeger-appender.ts";
import { JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import { JaegerSource } from "../jaeger-mapping/jaeger-source.ts";
import { JAEGER_DATAGRAM_BYTES_MAX, REASON_CHARACTERS_MAX } from "../limits.ts";
import { ThriftMessageReader } from "../thrift/message.ts";
import { MalformedThrift, TYPE, type ThriftReader } from "../thrift/thrift-reader.ts";
import { skipThrift } from "../thrift/skip.ts";
import { appendZipkinV1Spans } from "../zipkin/v1-append.ts";
import type { ZipkinV1Span } from "../zipkin/v1-span.ts";
import { readZipkinV1Spans } from "../zipkin/v1-thrift.ts";
import { BatchReader } from "./batch-reader.ts";
import { ARGUMENTS } from "./field-ids.ts";
import {
  clientStatsOf,
  type JaegerClientStats,
  type JaegerDatagramsOutcome,
  type JaegerOutcome,
} from "./outcome.ts";

const LENGTH_BYTES = 4;

let decoder: DatagramDecoder | undefined;

/**
 * Decodes one UDP packet of a Jaeger client: a Thrift message `emitBatch` or `emitZipkinBatch` in the compact
 * or the binary protocol, whichever its first bytes say. All of it is appended, or nothing. What comes after the
 * message is ignored, as Jaeger does. Throws only what the appender throws.
 */
export function decodeJaegerDatagram(packet: Uint8Array, appender: SpanAppender): JaegerOutcome {
  const outcome = begin(packet, appender).decodeOne();
  if (outcome.malformedPackets === 0) return outcome;
  return { status: "malformed", reason: outcome.malformedReason, clientStats: [] };
}

/**
 * Decodes many packets, each after its length:
 *
 *   u32 little-endian length of packet │ packet │ u32 … │ packet │ …
 *
 * Throws only what the appender throws.
 */
export function decodeJaegerDatagrams(
  body: Uint8Array,
  appender: SpanAppender,
): JaegerDatagramsOutcome {
  return begin(body, appender).decodeAll();
}

function begin(body: Uint8Array, appender: SpanAppender): DatagramDecoder {
  decoder ??= new DatagramDecoder();
  decoder.begin(body, appender);
  return decoder;
}

class DatagramDecoder {
  readonly #source = new JaegerSource();
  readonly #batch = new JaegerBatch();
  readonly #messages = new ThriftMessageReader();
  readonly #batches = new BatchReader(this.#batch);
  #appender: SpanAppender | undefined;
  #spans: JaegerAppender | undefined;
  #packets = 0;
  #malformedPackets = 0;
  #malformedReason = "";
  #clientStats: JaegerClientStats[] = [];
  #zipkinSpans = 0;
  #zipkinRejected = 0;
  #zipkinReason = "";

  begin(body: Uint8Array, appender: SpanAppender): void {
    this.#source.load(body);
    this.#appender = appender;
    this.#spans = new JaegerAppender(this.#batch, this.#source, appender);
    this.#packets = this.#malformedPackets = 0;
    this.#malformedReason = "";
    this.#clientStats = [];
    this.#zipkinSpans = this.#zipkinRejected = 0;
    this.#zipkinReason = "";
  }

  decodeOne(): JaegerDatagramsOutcome {
    try {
      this.#packet(this.#source.start, this.#source.end);
      return this.#outcome();
    } finally {
      this.#close();
    }
  }

  decodeAll(): JaegerDatagramsOutcome {
    const { view, start, end } = this.#source;
    try {
      let at = start;
      while (at < end) {
        const from = at + LENGTH_BYTES;
        const length = from <= end ? view.getUint32(at, true) : Infinity;
        if (length > end - from) return this.#malformed("a packet is longer than the body");
        at = from + length;
        this.#packet(from, at);
      }
      return this.#outcome();
    } finally {
      this.#close();
    }
  }

  #packet(start: number, end: number): void {
    this.#packets++;
    try {
      this.#message(start, end);
    } catch (error) {
      if (!(error instanceof MalformedThrift)) throw error;
      this.#malformedPackets++;
      if (this.#malformedPackets === 1) this.#malformedReason = error.message;
    }
  }

  /** Nothing is appended before the whole message has been read. */
  #message(start: number, end: number): void {
    if (end - start > JAEGER_DATAGRAM_BYTES_MAX) throw new MalformedThrift("larger than a packet");
    const { reader, method } = this.#messages.read(this.#source.bytes, start, end);
    switch (method) {
      case "emitBatch":
        readArguments(reader, TYPE.struct, () => this.#batches.read(reader));
        this.#appendBatch(this.#spans!);
        return;
      case "emitZipkinBatch": {
        const spans: ZipkinV1Span[] = [];
        readArguments(reader, TYPE.list, () =>
          readZipkinV1Spans(reader, (span) => spans.push(span)),
        );
        this.#appendZipkin(spans);
        return;
      }
      default:
        throw new MalformedThrift(`there is no method ${JSON.stringify(method)}`);
    }
  }

  #appendBatch(spans: JaegerAppender): void {
    if (this.#batch.spanCount > 0 || this.#batch.stats !== undefined) spans.openProcess();
    spans.appendSpans();
    const stats = clientStatsOf(this.#batch, spans.clientOf());
    if (stats !== undefined) this.#clientStats.push(stats);
  }

  #appendZipkin(spans: readonly ZipkinV1Span[]): void {
    const appender = this.#appender!;
    const outcome = appendZipkinV1Spans(spans, appender);
    appender.useSource(this.#source.bytes);
    if (outcome.status !== "decoded") return;
    this.#zipkinSpans += outcome.spans;
    this.#zipkinRejected += outcome.rejected;
    if (this.#zipkinReason === "") this.#zipkinReason = outcome.reason;
  }

  #outcome(): JaegerDatagramsOutcome {
    const jaeger = this.#spans!.outcome();
    if (jaeger.status !== "decoded") return { ...jaeger, ...this.#counts() };
    const reasons = [jaeger.reason, this.#zipkinReason].filter((reason) => reason !== "");
    return {
      status: "decoded",
      spans: jaeger.spans + this.#zipkinSpans,
      rejected: jaeger.rejected + this.#zipkinRejected,
      reason: reasons.join("; ").slice(0, REASON_CHARACTERS_MAX),
      ...this.#counts(),
    };
  }

  #malformed(reason: string): JaegerDatagramsOutcome {
    return { status: "malformed", reason, ...this.#counts(), clientStats: [] };
  }

  #counts(): Omit<JaegerDatagramsOutcome, "status" | "spans" | "rejected" | "reason"> {
    return {
      packets: this.#packets,
      malformedPackets: this.#malformedPackets,
      malformedReason: this.#malformedReason,
      clientStats: this.#clientStats,
    };
  }

  #close(): void {
    this.#appender = undefined;
    this.#spans = undefined;
    this.#source.trim();
    this.#batch.trim();
  }
}

/** The arguments of either method: a structure with one field that matters. */
function readArguments(reader: ThriftReader, wanted: number, read: () => void): void {
  let found = false;
  const outer = reader.enterStruct();
  for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
    if (reader.fieldId !== ARGUMENTS.batch) {
      skipThrift(reader, type);
      continue;
    }
    if (type !== wanted || found) throw new MalformedThrift("wrong arguments");
    found = true;
    read();
  }
  reader.leaveStruct(outer);
  if (!found) throw new MalformedThrift("the arguments lack the batch");
}

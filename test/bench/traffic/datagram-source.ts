import type { Span } from "@spanhouse/model";
import { jaegerDatagram } from "../../support/jaeger-thrift-encode.ts";
import type { ThriftProtocol } from "../../support/thrift-writer.ts";
import { Random } from "./random.ts";
import { TraceGenerator } from "./trace-generator.ts";

/** Bits of an id that differ from packet to packet: seven in each of its first seven bytes as Thrift writes it. */
const PATCHED_BYTES = 7;

/**
 * Packets of a Jaeger client, encoded once; before each use all ids in it are changed alike, so that they are
 * new and its spans still belong together. An id of ten bytes in the compact encoding keeps its length, because
 * only the seven low bits of a byte are touched.
 */
export class DatagramSource {
  readonly #templates: readonly Template[];
  readonly #random: Random;
  #next = 0;

  constructor(options: {
    readonly protocol: ThriftProtocol;
    readonly spansPerPacket: number;
    readonly templates: number;
    readonly seed: number;
  }) {
    this.#random = new Random(options.seed);
    const traces = new TraceGenerator({ seed: options.seed });
    this.#templates = Array.from({ length: options.templates }, () =>
      templateOf(options.protocol, takeSpans(traces, options.spansPerPacket)),
    );
  }

  /** The next packet; its memory is used again when all templates had their turn. */
  next(): Uint8Array {
    const { bytes, idsAt } = this.#templates[this.#next++ % this.#templates.length]!;
    const mask = Array.from({ length: PATCHED_BYTES }, () => this.#random.between(0, 127));
    for (const at of idsAt) {
      for (let byte = 0; byte < PATCHED_BYTES; byte++) bytes[at + byte]! ^= mask[byte]!;
    }
    return bytes;
  }
}

interface Template {
  readonly bytes: Uint8Array;
  readonly idsAt: readonly number[];
}

/** Spans of one service, which is what a client sends in one packet. */
function takeSpans(traces: TraceGenerator, count: number): readonly Span[] {
  const spans: Span[] = [];
  while (spans.length < count) {
    const trace = traces.nextTrace();
    const { resource } = spans[0] ?? trace[0]!;
    spans.push(...trace.map((span) => ({ ...span, resource })));
  }
  return spans.slice(0, count).map(withLongIds);
}

/** Ids whose first bits make them ten bytes long in the compact encoding, whatever the rest is. */
function withLongIds(span: Span): Span {
  const long = (id: string): string => (id === "" ? "" : `5${id.slice(1)}`);
  return {
    ...span,
    traceId: `${long(span.traceId.slice(0, 16))}${long(span.traceId.slice(16))}`,
    spanId: long(span.spanId),
    parentSpanId: long(span.parentSpanId),
    links: [],
  };
}

function templateOf(protocol: ThriftProtocol, spans: readonly Span[]): Template {
  const bytes = Buffer.from(jaegerDatagram(protocol, spans).bytes);
  const ids = new Set(
    spans.flatMap(({ traceId, spanId, parentSpanId }) => [
      traceId.slice(0, 16),
      traceId.slice(16),
      spanId,
      ...(parentSpanId === "" ? [] : [parentSpanId]),
    ]),
  );
  const idsAt: number[] = [];
  for (const id of ids) {
    const needle = protocol === "binary" ? Buffer.from(id, "hex") : zigzagVarint(id);
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1))
      idsAt.push(at);
  }
  return { bytes, idsAt };
}

/** A 64-bit id as Thrift's compact encoding writes it. */
function zigzagVarint(hex: string): Buffer {
  let left = BigInt.asUintN(64, BigInt.asIntN(64, BigInt(`0x${hex}`)) << 1n);
  const bytes: number[] = [];
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}

import { randomnessOf, type SamplingRandomness, type Span } from "@spanhouse/model";

/** What is remembered of a trace until it is decided; its spans are on disk. */
export interface SeenTrace {
  readonly traceId: string;
  /** Of its first span; all spans of a trace have the same. */
  readonly randomness: SamplingRandomness;
  /** When its first span was sealed, milliseconds since 1970. */
  readonly arrivedAtMs: number;
  /** When its root was; undefined while it has none. */
  rootArrivedAtMs: number | undefined;
  startUnixNano: bigint;
  endUnixNano: bigint;
  spans: number;
  /** About what its spans take on the wire. */
  bytes: number;
  /** One bit for each condition on spans that held for one of them. */
  marks: number;
}

export function newSeenTrace(span: Span, arrivedAtMs: number): SeenTrace {
  return {
    traceId: span.traceId,
    randomness: randomnessOf(span.traceState, span.traceId),
    arrivedAtMs,
    rootArrivedAtMs: undefined,
    startUnixNano: span.startUnixNano,
    endUnixNano: span.endUnixNano,
    spans: 0,
    bytes: 0,
    marks: 0,
  };
}

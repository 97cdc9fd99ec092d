/** A span by its two ids, in hexadecimal. */
export interface SpanId {
  readonly traceId: string;
  readonly spanId: string;
}

/** One map of two ids. */
export function idKey({ traceId, spanId }: SpanId): string {
  return traceId + spanId;
}

/** A called end whose caller, or one of them, has to be looked for elsewhere. */
export interface OpenEnd extends SpanId {
  /** Since the start of its bucket. */
  readonly minute: number;
  readonly resource: string;
  /** The queue that it names. */
  readonly queue: string;
  /** Whether one caller has been found already, and only those that it links to are looked for. */
  readonly isPaired: boolean;
  /** The id it looks for in its own trace. */
  readonly callerId: string;
  /** Since the start of its bucket. */
  readonly startOffsetNano: number;
  readonly durationNano: number;
  readonly isError: boolean;
  readonly weight: number;
  readonly isConsumer: boolean;
  readonly hasLinks: boolean;
}

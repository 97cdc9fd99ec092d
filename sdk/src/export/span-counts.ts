/** Spans since the start; each that ended is in exactly one of the other four. */
export interface SpanCounts {
  readonly ended: number;
  readonly sent: number;
  readonly waiting: number;
  /** Ended while the queue was full, or not sent when the program ended. */
  readonly dropped: number;
  /** The collector said that it never wants them. */
  readonly refused: number;
}

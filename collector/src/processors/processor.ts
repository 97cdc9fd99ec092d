import type { Span } from "@spanhouse/model";

/**
 * One step on the way of a span: a pure function, made from its part of the configuration. It never changes
 * the span it is given, and shares what it leaves as it is; spans that share a resource or scope go on
 * sharing one.
 */
export interface Processor {
  /** As in metrics: `filter`, and `filter/2` for the second one of the list. */
  readonly name: string;
  /** Why spans are left out, as in metrics. */
  readonly reason: string;
  /** The span as it goes on, or undefined when it is left out. */
  readonly process: (span: Span) => Span | undefined;
}

import type { AttributeValue } from "./attribute.ts";

/** One attribute of the spans of a trace that have it, as columns: a place per span, in no order. */
export interface AttributeOfSpans {
  readonly count: number;
  /** Two words each, as in TraceColumns. */
  readonly spanId: Uint32Array;
  /** Index into `values`. */
  readonly value: Uint32Array;
  readonly values: readonly AttributeValue[];
}

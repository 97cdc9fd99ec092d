import type { DecodeOutcome } from "./decode-outcome.ts";
import { REASON_CHARACTERS_MAX, REFUSED_SPANS_MAX } from "./limits.ts";

/** Why a span is left out of a request that is otherwise taken. The same in every wire format. */
export const REFUSALS = {
  traceId: "trace_id must be 16 bytes and not all zero",
  spanId: "span_id must be 8 bytes and not all zero",
  parentSpanId: "parent_span_id must be 8 bytes or absent",
  nesting: "an attribute value is nested too deep",
  valueSize: "an attribute value that is not plain text is too long",
} as const;

export type Refusal = (typeof REFUSALS)[keyof typeof REFUSALS];

/** Counts the spans of one request that are left out, by reason. */
export class RefusalCounts {
  #total = 0;
  readonly #counts = new Map<string, number>();

  /** One of REFUSALS, or a sentence like them that only one wire format needs; there are only so many. */
  add(refusal: string): void {
    this.#total++;
    this.#counts.set(refusal, (this.#counts.get(refusal) ?? 0) + 1);
  }

  /** More than REFUSED_SPANS_MAX: the request is malformed, and the rest of it need not be looked at. */
  get isTooMany(): boolean {
    return this.#total > REFUSED_SPANS_MAX;
  }

  /** The outcome of a request of which `spans` were appended. */
  outcome(spans: number): DecodeOutcome {
    if (this.isTooMany) {
      const [most] = this.#counts.keys();
      return {
        status: "malformed",
        reason: `more than ${REFUSED_SPANS_MAX} spans break a rule of the format: ${most}, …`.slice(
          0,
          REASON_CHARACTERS_MAX,
        ),
      };
    }
    return { status: "decoded", spans, rejected: this.#total, reason: this.#reason() };
  }

  /** `3 spans: span_id must be 8 bytes and not all zero (2); … (1)`, or "". */
  #reason(): string {
    if (this.#total === 0) return "";
    const reasons = [...this.#counts].map(([reason, count]) => `${reason} (${count})`);
    const noun = this.#total === 1 ? "span" : "spans";
    return `${this.#total} ${noun}: ${reasons.join("; ")}`.slice(0, REASON_CHARACTERS_MAX);
  }
}

import type { MetricExemplar } from "@spanhouse/wire";
import { EXEMPLAR_TRUST_MS, EXEMPLARS_CHECKED_MAX, EXEMPLARS_KEPT_MAX } from "../limits.ts";
import { referenceKey, type SpanMetricsSource, type SpanReference } from "./span-metrics-source.ts";

/** A span that a series may show, when it is still stored. */
export interface ExemplarCandidate {
  /** The series'. */
  readonly key: string;
  readonly span: SpanReference;
  /** What the exemplar shows: seconds for a duration, 1 for a call. */
  readonly value: number;
}

interface Checked {
  readonly startUnixSeconds: number | undefined;
  readonly atMs: number;
}

/**
 * Exemplars that lead to a trace: each is looked up in the store before it is shown, and again after
 * EXEMPLAR_TRUST_MS, because retention removes traces.
 */
export class Exemplars {
  readonly #source: Pick<SpanMetricsSource, "findStoredSpans">;
  readonly #checked = new Map<string, Checked>();

  constructor(source: Pick<SpanMetricsSource, "findStoredSpans">) {
    this.#source = source;
  }

  /** Looks up what is not known, or not for sure any more: the first EXEMPLARS_CHECKED_MAX of these. */
  async check(
    candidates: readonly ExemplarCandidate[],
    nowMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    this.#forget(nowMs);
    const unknown = new Map(
      candidates
        .map(({ span }) => [referenceKey(span), span] as const)
        .filter(([key]) => !this.#checked.has(key))
        .slice(0, EXEMPLARS_CHECKED_MAX),
    );
    if (unknown.size === 0) return;
    const stored = await this.#source.findStoredSpans([...unknown.values()], signal);
    for (const key of unknown.keys()) {
      this.#checked.set(key, { startUnixSeconds: stored.get(key), atMs: nowMs });
    }
  }

  /** By series, those that were found stored within EXEMPLAR_TRUST_MS. */
  of(candidates: readonly ExemplarCandidate[], nowMs: number): ReadonlyMap<string, MetricExemplar> {
    this.#forget(nowMs);
    const exemplars = new Map<string, MetricExemplar>();
    for (const { key, span, value } of candidates) {
      const start = this.#checked.get(referenceKey(span))?.startUnixSeconds;
      if (start === undefined) continue;
      exemplars.set(key, { labels: labelsOf(span), value, timestampSeconds: start });
    }
    return exemplars;
  }

  #forget(nowMs: number): void {
    for (const [key, { atMs }] of this.#checked) {
      const isOld = nowMs - atMs > EXEMPLAR_TRUST_MS;
      if (isOld || this.#checked.size > EXEMPLARS_KEPT_MAX) this.#checked.delete(key);
      else return;
    }
  }
}

function labelsOf({ traceId, spanId }: SpanReference): MetricExemplar["labels"] {
  const trace = ["trace_id", traceId] as const;
  return spanId === "" ? [trace] : [trace, ["span_id", spanId] as const];
}

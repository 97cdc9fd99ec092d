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
 * EXEMPLAR_TRUST_MS, because retention removes traces. A series keeps what it shows until something newer was
 * found or that time is over.
 */
export class Exemplars {
  readonly #source: Pick<SpanMetricsSource, "findStoredSpans">;
  readonly #checked = new Map<string, Checked>();
  /** By series, what was found last. */
  readonly #found = new Map<string, ExemplarCandidate>();

  constructor(source: Pick<SpanMetricsSource, "findStoredSpans">) {
    this.#source = source;
  }

  /**
   * Looks up candidates, one per series: at most EXEMPLARS_CHECKED_MAX, first of the series that show nothing, so
   * that every series gets its turn.
   */
  async check(
    candidates: readonly ExemplarCandidate[],
    nowMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    this.#forget(nowMs);
    const [bare, others] = [true, false].map((isBare) =>
      candidates.filter(({ key }) => (this.#shown(key) === undefined) === isBare),
    ) as [ExemplarCandidate[], ExemplarCandidate[]];
    const unknown = new Map(
      [...bare, ...others]
        .map(({ span }) => [referenceKey(span), span] as const)
        .filter(([key]) => !this.#checked.has(key))
        .slice(0, EXEMPLARS_CHECKED_MAX),
    );
    if (unknown.size > 0) {
      const stored = await this.#source.findStoredSpans([...unknown.values()], signal);
      for (const key of unknown.keys()) {
        this.#checked.set(key, { startUnixSeconds: stored.get(key), atMs: nowMs });
      }
    }
    for (const candidate of candidates) {
      const isStored =
        this.#checked.get(referenceKey(candidate.span))?.startUnixSeconds !== undefined;
      if (isStored) this.#found.set(candidate.key, candidate);
    }
  }

  /** By series, those that were found stored within EXEMPLAR_TRUST_MS. */
  current(nowMs: number): ReadonlyMap<string, MetricExemplar> {
    this.#forget(nowMs);
    const exemplars = new Map<string, MetricExemplar>();
    for (const key of this.#found.keys()) {
      const exemplar = this.#shown(key);
      if (exemplar === undefined) this.#found.delete(key);
      else exemplars.set(key, exemplar);
    }
    return exemplars;
  }

  #shown(key: string): MetricExemplar | undefined {
    const candidate = this.#found.get(key);
    if (candidate === undefined) return undefined;
    const start = this.#checked.get(referenceKey(candidate.span))?.startUnixSeconds;
    if (start === undefined) return undefined;
    return { labels: labelsOf(candidate.span), value: candidate.value, timestampSeconds: start };
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

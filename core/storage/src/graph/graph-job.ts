/** Computes the calls between services from the spans, in the background. */
export interface GraphJob {
  /**
   * Brings the calls of five minutes up to date where spans have come since they were computed, then hours. Stale
   * steps that are not worth their time yet are left for later, unless `everything`. May run in several processes
   * at once: they do the same work twice, and nothing counts twice. Throws the engine's errors.
   */
  run(options?: GraphRunOptions): Promise<GraphRun>;
}

export interface GraphRunOptions {
  readonly nowMs?: number;
  readonly everything?: boolean;
  /** After it, the rest is left for the next run. */
  readonly signal?: AbortSignal;
}

/** What a run has done, and what it has left. */
export interface GraphRun {
  readonly computedSteps: number;
  /** Five minutes with spans that are not in the graph yet. */
  readonly staleSteps: number;
  /** How long ago the oldest of them ended; 0 when all of them have not ended or there are none. */
  readonly lagSeconds: number;
  /** Of the steps computed: ends of calls, those without another end, those nobody looked for. */
  readonly spans: number;
  readonly unpairedSpans: number;
  readonly uncheckedSpans: number;
}

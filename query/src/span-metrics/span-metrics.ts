import { setImmediate as others } from "node:timers/promises";
import type { MetricFamily } from "@spanhouse/wire";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import {
  EXEMPLAR_RECENT_MS,
  SERIES_AT_ONCE,
  SCRAPE_WAIT_MS,
  SPAN_METRICS_DAYS_MAX,
  SPAN_METRICS_READ_TIMEOUT_MS,
} from "../limits.ts";
import {
  EDGE_SERIES_WIDTH,
  edgeFamilies,
  edgeSeriesTotal,
  UNPAIRED_SERIES_WIDTH,
  unpairedSeriesTotals,
} from "./edge-series.ts";
import { Exemplars, type ExemplarCandidate } from "./exemplars.ts";
import { GrowingSeriesSet } from "./growing-series.ts";
import { ReadingMetrics } from "./reading-metrics.ts";
import type { SeriesLabels } from "./series-labels.ts";
import type {
  CallTotals,
  RecentExemplar,
  SpanMetricsSource,
  SpanReference,
  SpanSeriesId,
  SpanTotals,
  TargetTotal,
} from "./span-metrics-source.ts";
import { targetFamily } from "./target-info.ts";
import { SPAN_SERIES_WIDTH, spanFamilies, spanSeriesKey, spanSeriesTotal } from "./span-series.ts";

export interface SpanMetricsOptions {
  readonly source: SpanMetricsSource;
  readonly config: {
    readonly seriesMax: number;
    readonly targetsMax: number;
    readonly refreshIntervalMs: number;
    readonly exemplars: boolean;
  };
  /** For metrics about these metrics. */
  readonly metrics: Registry;
  readonly logger: Logger;
  /** Milliseconds since 1970; in tests another clock. */
  readonly now?: () => number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Ends without another end have two series, which cannot be too many. */
const UNPAIRED_SERIES_MAX = 2;

/**
 * Span metrics and the metrics of the service graph, made from the store's rollups. A scrape makes the store be read
 * when the values are older than `refreshIntervalMs`, and never waits for it longer than SCRAPE_WAIT_MS: it gets
 * the last values then. Without scrapes nothing is read, but once at the start, where counters begin.
 */
export class SpanMetrics {
  readonly #source: SpanMetricsSource;
  readonly #config: SpanMetricsOptions["config"];
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #reading: ReadingMetrics;
  readonly #spans: GrowingSeriesSet<SeriesLabels>;
  readonly #edges: GrowingSeriesSet<SeriesLabels>;
  readonly #unpaired: GrowingSeriesSet<SeriesLabels>;
  readonly #exemplars: Exemplars;
  readonly #stopping = new AbortController();
  #targets: readonly TargetTotal[] = [];
  /** The day of the last reading that succeeded. */
  #lastDay: number | undefined;
  #refreshing: Promise<void> | undefined;
  #attemptedAtMs = -Infinity;

  constructor({ source, config, metrics, logger, now = Date.now }: SpanMetricsOptions) {
    const { seriesMax } = config;
    this.#source = source;
    this.#config = config;
    this.#logger = logger;
    this.#now = now;
    this.#reading = new ReadingMetrics(metrics, now);
    this.#spans = new GrowingSeriesSet({ width: SPAN_SERIES_WIDTH, seriesMax });
    this.#edges = new GrowingSeriesSet({ width: EDGE_SERIES_WIDTH, seriesMax });
    this.#unpaired = new GrowingSeriesSet({
      width: UNPAIRED_SERIES_WIDTH,
      seriesMax: UNPAIRED_SERIES_MAX,
    });
    this.#exemplars = new Exemplars(source);
  }

  /** Reads where counters begin. A reading that fails is made up for by the first scrape. */
  async start(): Promise<void> {
    await this.#refresh();
  }

  /** What a scrape gets. */
  async families(): Promise<readonly MetricFamily[]> {
    await this.#refreshIfOld();
    const exemplars = this.#exemplars.current(this.#now());
    return [
      ...spanFamilies(this.#spans.series(), this.#spans.overflow(), exemplars),
      ...edgeFamilies({
        edges: this.#edges.series(),
        overflow: this.#edges.overflow(),
        unpaired: this.#unpaired.series(),
        exemplars,
      }),
      targetFamily(this.#targets),
    ];
  }

  /** Stops reading. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("the query service is stopping"));
    await this.#refreshing;
  }

  async #refreshIfOld(): Promise<void> {
    const sinceMs = this.#now() - this.#attemptedAtMs;
    if (this.#refreshing === undefined && sinceMs < this.#config.refreshIntervalMs) return;
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, SCRAPE_WAIT_MS);
    });
    await Promise.race([this.#refresh(), waited]);
    clearTimeout(timer);
  }

  /** One reading at a time; never fails. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#read()
      .catch((error: unknown) => {
        this.#reading.failed();
        if (this.#stopping.signal.aborted) return;
        this.#logger.warn({ err: error }, "metrics of spans could not be read from the store");
      })
      .finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    const startedAtMs = performance.now();
    const nowMs = this.#now();
    this.#attemptedAtMs = nowMs;
    const signal = AbortSignal.any([
      this.#stopping.signal,
      AbortSignal.timeout(SPAN_METRICS_READ_TIMEOUT_MS),
    ]);
    const today = Math.floor(nowMs / DAY_MS);
    // Yesterday still gets late spans. After a time without scrapes, also the days since.
    const since = Math.max((this.#lastDay ?? today) - 1, today + 1 - SPAN_METRICS_DAYS_MAX);
    const days = Array.from({ length: today - since + 1 }, (_, i) => since + i);
    const read: DayTotals[] = [];
    for (const day of days) {
      const spans = await this.#source.readSpanTotals(day, signal);
      const calls = await this.#source.readCallTotals(day, signal);
      read.push({ day, spans, calls });
    }
    const taking = { isBaseline: this.#lastDay === undefined, nowMs };
    let leftOut = 0;
    for (const { day, spans, calls } of read) {
      for (const piece of piecesOf(spans.series)) {
        this.#spans.take(day, piece.map(spanSeriesTotal), taking);
        await others();
      }
      for (const piece of piecesOf(calls.edges)) {
        this.#edges.take(day, piece.map(edgeSeriesTotal), taking);
        await others();
      }
      this.#unpaired.take(day, unpairedSeriesTotals(calls), taking);
      leftOut += spans.seriesLeftOut;
    }
    for (const set of [this.#spans, this.#edges, this.#unpaired]) set.settle(today - 1, nowMs);
    this.#lastDay = today;
    this.#reading.succeeded({
      seconds: (performance.now() - startedAtMs) / 1000,
      series: { spans: this.#spans.size, edges: this.#edges.size },
      overflowing: { spans: this.#spans.othersGrown, edges: this.#edges.othersGrown },
      leftOut,
    });
    await this.#readTargetsAndExemplars(read, today, signal);
  }

  /** What is beside the numbers; when it cannot be read, the numbers stand. */
  async #readTargetsAndExemplars(
    read: readonly DayTotals[],
    today: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { exemplars, targetsMax } = this.#config;
    if (targetsMax > 0) {
      this.#targets = await this.#source.readTargets(today - 1, targetsMax, signal);
    }
    if (!exemplars) return;
    const nowMs = this.#now();
    const recentSince = Math.floor((nowMs - EXEMPLAR_RECENT_MS) / 1000);
    const recent = await this.#source.readRecentExemplars(recentSince, signal);
    await this.#exemplars.check(candidatesOf(recent, read), nowMs, signal);
  }
}

/** Pieces that take a few milliseconds each, between which others get their turn. */
function* piecesOf<T>(totals: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < totals.length; at += SERIES_AT_ONCE) {
    yield totals.slice(at, at + SERIES_AT_ONCE);
  }
}

interface DayTotals {
  readonly day: number;
  readonly spans: SpanTotals;
  readonly calls: CallTotals;
}

type SlowSpan = SpanReference & { readonly durationNano: number };

/** One per series: the slowest span of the last minutes, else of the newest day that has one. */
function candidatesOf(
  recent: readonly RecentExemplar[],
  days: readonly DayTotals[],
): readonly ExemplarCandidate[] {
  const candidates = new Map<string, ExemplarCandidate>();
  const put = (candidate: ExemplarCandidate): void => {
    if (!candidates.has(candidate.key)) candidates.set(candidate.key, candidate);
  };
  const putSpan = (series: SpanSeriesId, { traceId, spanId, durationNano }: SlowSpan): void => {
    const value = Math.max(0, durationNano) / 1e9;
    put({ key: spanSeriesKey(series), span: { traceId, spanId }, value });
  };
  for (const slow of recent) putSpan(slow, slow);
  for (const { spans, calls } of days.toReversed()) {
    for (const span of spans.series) if (span.exemplar !== undefined) putSpan(span, span.exemplar);
    for (const edge of calls.edges) {
      const { exemplarTraceId: traceId } = edge;
      if (traceId === "") continue;
      put({ key: edgeSeriesTotal(edge).key, span: { traceId, spanId: "" }, value: 1 });
    }
  }
  return [...candidates.values()];
}

import { AssertionError } from "@spanhouse/base";
import type { GraphJob, GraphRun } from "@spanhouse/storage";
import type pino from "pino";
import { Counter, Gauge, type Registry } from "prom-client";
import {
  GRAPH_RUN_SHARE_MAX,
  GRAPH_RUN_WAIT_MS_MAX,
  GRAPH_RUN_WAIT_MS_MIN,
  GRAPH_RETRY_MS,
} from "./limits.ts";

export interface GraphUpdatesOptions {
  readonly job: GraphJob;
  readonly logger: pino.Logger;
  readonly metrics: Registry;
}

/** Keeps the graph of services up to date while the process runs. */
export interface GraphUpdates {
  /** Ends the run that is going on as soon as its step is stored. */
  stop(): Promise<void>;
}

/**
 * Runs the job again and again. After each run it waits so long that all runs together take at most
 * GRAPH_RUN_SHARE_MAX of one core: seconds where there is little to do, minutes under load. A store that does not
 * answer is asked again later; what was not computed stays stale.
 */
export function startGraphUpdates({ job, logger, metrics }: GraphUpdatesOptions): GraphUpdates {
  const observe = graphMetrics(metrics);
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const schedule = (waitMs: number): void => {
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      running = runOnce();
    }, waitMs);
    timer.unref();
  };
  const runOnce = async (): Promise<void> => {
    const startedAtMs = performance.now();
    try {
      const run = await job.run({ signal: stopping.signal });
      const tookMs = performance.now() - startedAtMs;
      observe.run(run, tookMs / 1000);
      schedule(
        Math.min(
          GRAPH_RUN_WAIT_MS_MAX,
          Math.max(GRAPH_RUN_WAIT_MS_MIN, tookMs / GRAPH_RUN_SHARE_MAX),
        ),
      );
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      if (stopping.signal.aborted) return;
      observe.failure();
      logger.warn({ err: error }, "the graph of services could not be updated; it is tried again");
      schedule(GRAPH_RETRY_MS);
    }
  };
  schedule(GRAPH_RUN_WAIT_MS_MIN);
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

interface GraphMetrics {
  run(run: GraphRun, seconds: number): void;
  failure(): void;
}

function graphMetrics(registry: Registry): GraphMetrics {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const runs = counter(
    "spanhouse_graph_runs_total",
    "Runs of the job that computes the graph of services, by outcome: completed, failed",
    "outcome",
  );
  const seconds = counter(
    "spanhouse_graph_run_seconds_total",
    "Time that the runs of this job took",
  );
  const steps = counter(
    "spanhouse_graph_steps_total",
    "Times that the calls of five minutes were computed",
  );
  const spans = counter(
    "spanhouse_graph_spans_total",
    "Ends of calls that were paired, each time that they were",
  );
  const unpaired = counter(
    "spanhouse_graph_unpaired_spans_total",
    "Of these, ends without another end that do not name one either",
  );
  const unchecked = counter(
    "spanhouse_graph_unchecked_spans_total",
    "Of these, ends whose other end was not looked for everywhere, because there were too many",
  );
  const stale = gauge(
    "spanhouse_graph_stale_steps",
    "Five minutes with spans that are not in the graph of services yet",
  );
  const lag = gauge(
    "spanhouse_graph_lag_seconds",
    "How long ago the oldest of these five minutes ended; 0 when none has",
  );
  return {
    run(run, tookSeconds) {
      runs.labels("completed").inc();
      seconds.inc(tookSeconds);
      steps.inc(run.computedSteps);
      spans.inc(run.spans);
      unpaired.inc(run.unpairedSpans);
      unchecked.inc(run.uncheckedSpans);
      stale.set(run.staleSteps);
      lag.set(run.lagSeconds);
    },
    failure: () => runs.labels("failed").inc(),
  };
}

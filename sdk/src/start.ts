import { diag, trace } from "@opentelemetry/api";
import { getResourceDetectors } from "@opentelemetry/auto-instrumentations-node";
import {
  ConsoleSpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace";
import { complain } from "./complaint.ts";
import { startDeclared } from "./declared-sdk.ts";
import { sendStandingStill } from "./export/exit-flush.ts";
import { makeSender } from "./export/make-sender.ts";
import type { SpanCounts } from "./export/span-counts.ts";
import { SpanQueue } from "./export/span-queue.ts";
import { type Environment, hostEnvironment, mainFile, withEnvironment } from "./host-process.ts";
import { makeInstrumentations } from "./instrumentations.ts";
import { installModuleHook } from "./module-hook.ts";
import { isTooOld, NODE_WANTED } from "./node-version.ts";
import { BATCH_SPANS_MAX, FLUSH_INTERVAL_MS, QUEUE_SPANS_MAX } from "./limits.ts";
import {
  SAMPLING_TIMEOUT_MS,
  SEND_TIMEOUT_MS,
  SHUTDOWN_TIMEOUT_MS,
  WAIT_MS_MAX,
} from "./limits.ts";
import { addIdsToConsole } from "./log-correlation/console-ids.ts";
import type { Options } from "./options.ts";
import { type LastWork, watchProcessEnd } from "./process-end.ts";
import { makePropagator } from "./propagation/make-propagator.ts";
import { ownResource } from "./resource.ts";
import { makeSampler } from "./sampler/make-sampler.ts";
import type { RemoteSampler } from "./sampler/remote-sampler.ts";
import { effectiveEnvironment, isDeclared, isOff, listOf, numberOf, waitMsOf } from "./settings.ts";
import { startTracing } from "./start-tracing.ts";

interface Running {
  readonly queue: SpanQueue | undefined;
  readonly ready: Promise<void>;
  /** See the functions of these names below. */
  readonly flush: (timeoutMs?: number) => Promise<boolean>;
  readonly shutdown: () => Promise<void>;
}

/** `OTEL_SDK_DISABLED`. */
const NOTHING: Running = {
  queue: undefined,
  ready: Promise.resolve(),
  flush: () => Promise.resolve(true),
  shutdown: () => Promise.resolve(),
};

let running: Running | undefined;

/**
 * Starts tracing. Modules that are loaded from now on are instrumented, so call it before anything else is; `--import
 * @spanhouse/sdk/register` does. A second call changes nothing.
 *
 * @returns resolves when modules that are imported will be seen, and when a remote sampler has said what to sample or will
 *   not say it in time; whoever only requires modules need not wait for it. It never rejects, and nothing is ever thrown: what is wrong is said in one line on standard error.
 */
export function start(options: Options = {}): Promise<void> {
  try {
    running ??= startOnce(options);
    return running.ready;
  } catch (error) {
    complain(
      `this program is not traced: ${error instanceof Error ? error.message : String(error)}`,
    );
    diag.error("start", error);
    return Promise.resolve();
  }
}

/**
 * Sends the spans that have ended until now, and does not stop tracing: for programs that are frozen between two calls, such
 * as serverless handlers. Never rejects.
 *
 * @param timeoutMs how long the caller waits at most; `shutdownTimeoutMs` unless said. What was not sent by then still waits
 * @returns true when nothing waits
 */
export async function flush(timeoutMs?: number): Promise<boolean> {
  try {
    return (await running?.flush(timeoutMs)) ?? true;
  } catch (error) {
    diag.error("flush", error);
    return false;
  }
}

/** Sends what waits, for at most `shutdownTimeoutMs`, and stops tracing. Never rejects. */
export async function shutdown(): Promise<void> {
  await running?.shutdown().catch((error: unknown) => diag.error("shutdown", error));
}

/** What became of the spans of this process; undefined before the start, and where others than OTLP's exporter send them. */
export function spanCounts(): SpanCounts | undefined {
  return running?.queue?.counts;
}

function startOnce(options: Options): Running {
  const overlay = effectiveEnvironment(options, hostEnvironment(), mainFile());
  return withEnvironment(overlay, () => {
    const environment = { ...hostEnvironment() };
    if (isOff(environment)) return NOTHING;
    if (isTooOld(process.versions.node)) throw new Error(`it needs ${NODE_WANTED}`);
    const hook = installModuleHook(import.meta.filename);
    const seesModules = hook?.ready() ?? Promise.resolve();
    const instrumentations = [...makeInstrumentations(options.instrumentations ?? {}, environment)];
    const quietConsole =
      environment["SPANHOUSE_SDK_CONSOLE_TRACE_IDS"] === "true"
        ? addIdsToConsole(globalThis.console)
        : () => undefined;
    const samplerWaitMs = waitMsOf(
      environment["SPANHOUSE_SDK_SAMPLER_WAIT_MS"],
      SAMPLING_TIMEOUT_MS,
    );
    const readyOf = async (queue?: SpanQueue, remote?: RemoteSampler): Promise<void> => {
      await Promise.all([seesModules, queue?.ready(), remote?.ready(samplerWaitMs)]);
    };
    if (isDeclared(environment)) {
      const sdk = startDeclared(instrumentations, environment);
      const undo = (): void => {
        quietConsole();
        sdk.remote?.close();
      };
      const timeoutMs = timeoutOf(environment);
      return {
        ...untilTheEnd(sdk, undefined, undo, timeoutMs),
        ready: readyOf(undefined, sdk.remote),
      };
    }
    const processors = makeProcessors(environment, overlay);
    const { sampler, remote } = makeSampler(environment, environment["OTEL_SERVICE_NAME"] ?? "");
    const parts = {
      instrumentations,
      resource: ownResource(environment, mainFile()),
      resourceDetectors: getResourceDetectors(),
      textMapPropagator: makePropagator(environment),
      sampler,
      spanProcessors: processors && [...processors],
    };
    const sdk = startTracing(parts, environment);
    const queue = processors?.find((processor) => processor instanceof SpanQueue);
    return {
      ...untilTheEnd(
        sdk,
        queue,
        () => {
          quietConsole();
          remote?.close();
        },
        timeoutOf(environment),
      ),
      ready: readyOf(queue, remote),
    };
  });
}

function timeoutOf(environment: Environment): number {
  return waitMsOf(environment["SPANHOUSE_SDK_SHUTDOWN_TIMEOUT_MS"], SHUTDOWN_TIMEOUT_MS);
}

/** Undefined when `OTEL_TRACES_EXPORTER` names something that OpenTelemetry has to make. */
function makeProcessors(
  environment: Environment,
  overlay: Readonly<Record<string, string>>,
): readonly SpanProcessor[] | undefined {
  const names = listOf(environment["OTEL_TRACES_EXPORTER"] ?? "otlp");
  if (names.some((name) => !["otlp", "console", "none"].includes(name))) return undefined;
  return names.flatMap((name): readonly SpanProcessor[] => {
    if (name === "none") return [];
    if (name === "console")
      return [new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })];
    return [
      new SpanQueue(makeSender(environment, overlay), {
        queueSpansMax: numberOf(environment["OTEL_BSP_MAX_QUEUE_SIZE"], QUEUE_SPANS_MAX),
        batchSpansMax: numberOf(environment["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"], BATCH_SPANS_MAX, 1),
        flushIntervalMs: waitMsOf(environment["OTEL_BSP_SCHEDULE_DELAY"], FLUSH_INTERVAL_MS),
        sendTimeoutMs: waitMsOf(environment["OTEL_BSP_EXPORT_TIMEOUT"], SEND_TIMEOUT_MS),
      }),
    ];
  });
}

/** Resolves when `work` does, or has failed, or its time is up; true when it was done. */
async function withinTime(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  // What an exporter could not send is told by OpenTelemetry itself.
  const done = work.then(
    () => true,
    () => false,
  );
  const isDone = await Promise.race([done, timeUp]);
  clearTimeout(timer);
  return isDone;
}

/** Has processors send what waits that are not ours. */
async function flushOthers(): Promise<void> {
  const global = trace.getTracerProvider() as { getDelegate?(): Partial<SpanProcessor> };
  await global.getDelegate?.().forceFlush?.();
}

/** Stops what runs once, by `shutdown` or by the end of the process. */
function untilTheEnd(
  sdk: { shutdown(): Promise<void> },
  queue: SpanQueue | undefined,
  undo: () => void,
  timeoutMs: number,
): Running {
  let isDone = false;
  let leftMs = timeoutMs;
  const work: LastWork = {
    isDone: () => isDone || queue?.counts.waiting === 0,
    canStandStill: queue !== undefined,
    async finish(isLast) {
      if (queue === undefined) {
        isDone = true;
        await withinTime(sdk.shutdown(), timeoutMs);
      } else {
        const beganMs = performance.now();
        await queue.flush(timeoutMs);
        if (isLast) leftMs = Math.max(0, timeoutMs - (performance.now() - beganMs));
      }
    },
    finishStandingStill() {
      if (queue === undefined || queue.counts.waiting === 0) return;
      try {
        if (leftMs > 0) queue.tookOver(sendStandingStill(queue.takeAll(), leftMs));
      } catch (error) {
        diag.error("last spans", error);
      }
      queue.giveUp();
    },
  };
  const unwatch = watchProcessEnd(work);
  return {
    queue,
    ready: Promise.resolve(),
    flush(waitMs = timeoutMs) {
      const boundMs = Math.min(waitMs, WAIT_MS_MAX);
      return queue === undefined ? withinTime(flushOthers(), boundMs) : queue.flush(boundMs);
    },
    async shutdown() {
      if (isDone) return;
      isDone = true;
      undo();
      await queue?.flush(timeoutMs);
      queue?.giveUp();
      queue?.close();
      unwatch();
      await sdk.shutdown();
    },
  };
}

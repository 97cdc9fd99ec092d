import type { TraceReader } from "@spanhouse/storage";
import { Counter, Histogram, type Registry } from "prom-client";

/** Jaeger's names of what a trace reader is asked, and ours for what Jaeger has not. */
export const READER_OPERATIONS: Readonly<Partial<Record<keyof TraceReader, string>>> = {
  findTraces: "find_trace_ids",
  findTracesInSteps: "find_trace_ids",
  readTraces: "get_trace",
  readTraceColumns: "get_trace",
  readSpanAttribute: "get_trace_attribute",
  readSpanAttributeKeys: "get_trace_attribute",
  readSummaries: "get_trace_summaries",
  listServices: "get_services",
  listOperations: "get_operations",
};

type Result = "ok" | "err";

/** Counts and times what the store is asked, under the names that Jaeger's dashboard reads. */
export class StorageMetrics {
  readonly #requests: Counter<"operation" | "result">;
  readonly #latency: Histogram<"operation" | "result">;

  constructor(metrics: Registry) {
    this.#requests = new Counter({
      name: "jaeger_storage_requests_total",
      help: "Questions to the store by operation and result.",
      labelNames: ["operation", "result"],
      registers: [metrics],
    });
    this.#latency = new Histogram({
      name: "jaeger_storage_latency_seconds",
      help: "Time the store took to answer, by operation and result.",
      labelNames: ["operation", "result"],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
      registers: [metrics],
    });
  }

  async observe<T>(operation: string, answer: Promise<T>): Promise<T> {
    const startedAtMs = performance.now();
    let result: Result = "err";
    try {
      const value = await answer;
      result = "ok";
      return value;
    } finally {
      this.#count(operation, result, startedAtMs);
    }
  }

  /** An answer in steps: it is over with its last step, or when nobody wants more. */
  async *observeSteps<T>(operation: string, steps: AsyncIterable<T>): AsyncGenerator<T> {
    const startedAtMs = performance.now();
    let result: Result = "ok";
    try {
      yield* steps;
    } catch (error) {
      result = "err";
      throw error;
    } finally {
      this.#count(operation, result, startedAtMs);
    }
  }

  #count(operation: string, result: Result, startedAtMs: number): void {
    this.#requests.inc({ operation, result });
    this.#latency.observe({ operation, result }, (performance.now() - startedAtMs) / 1000);
  }
}

/**
 * The same reader, with every method that `operations` names observed under its name there. A proxy, so that a
 * reader may get new methods without this knowing them.
 */
export function observedReads<Reader extends object>(
  reader: Reader,
  operations: Readonly<Partial<Record<keyof Reader, string>>>,
  metrics: StorageMetrics,
): Reader {
  return new Proxy(reader, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      const operation = operations[name as keyof Reader];
      if (operation === undefined || typeof value !== "function") return value;
      return (...parameters: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(value, target, parameters);
        if (answer instanceof Promise) return metrics.observe(operation, answer);
        return isSteps(answer) ? metrics.observeSteps(operation, answer) : answer;
      };
    },
  });
}

function isSteps(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
}

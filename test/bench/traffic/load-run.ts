import { createWriteStream, type WriteStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createGrpcLoadClient } from "./grpc-load-client.ts";
import { createHttpLoadClient } from "./http-load-client.ts";
import { RETRY_AFTER_DEFAULT_MS, type LoadClient } from "./load-client.ts";
import { RequestSource, type LoadRequest } from "./request-source.ts";

export interface LoadOptions {
  readonly target: "grpc" | "http";
  /** Such as `http://127.0.0.1:4317`. */
  readonly endpoint: string;
  /** Spans per second; undefined sends as fast as the answers come. */
  readonly rate: number | undefined;
  readonly seconds: number;
  readonly connections: number;
  /** Requests without an answer, over all connections. */
  readonly inFlight: number;
  /** Spans a request. */
  readonly batch: number;
  /** Requests that still wait for their acknowledgement at the end get this long. */
  readonly drainSeconds: number;
  /** File to append one line per trace and request to: `trace id, spans, acked | unknown` with tabs. */
  readonly tracesFile: string | undefined;
  readonly seed: number;
  readonly patchSeed: number;
}

export interface LoadReport {
  readonly spansAcked: number;
  readonly requestsAcked: number;
  readonly spansPerSecond: number;
  /** From the moment a request was due to its acknowledgement, retries included. */
  readonly ackMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  };
  readonly retries: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
  readonly rejectedSpans: number;
  /** Sent at least once and never acknowledged or refused: the collector may have stored them. */
  readonly spansUnknown: number;
  readonly seconds: number;
  readonly bytesPerSpan: number;
  readonly cpuSeconds: number;
  readonly patchSeed: number;
}

/** Sends shop traffic to a collector and reports what was acknowledged. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const run = new LoadRun(options);
  return run.finish();
}

class LoadRun {
  readonly #options: LoadOptions;
  readonly #source: RequestSource;
  readonly #clients: readonly LoadClient[];
  readonly #traces: WriteStream | undefined;
  readonly #startedAt: number;
  readonly #cpu = process.cpuUsage();
  readonly #latencies: number[] = [];
  readonly #retries: Record<string, number> = {};
  readonly #failures: Record<string, number> = {};
  #spansAcked = 0;
  #spansUnknown = 0;
  #rejectedSpans = 0;
  #lastAckAt: number;
  #spansDue = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    const { target, endpoint, connections, inFlight, batch, seed, patchSeed, tracesFile } = options;
    this.#source = new RequestSource({ seed, patchSeed, spansPerRequest: batch });
    this.#clients = Array.from({ length: connections }, () =>
      target === "grpc"
        ? createGrpcLoadClient(endpoint)
        : createHttpLoadClient(endpoint, Math.ceil(inFlight / connections)),
    );
    this.#traces =
      tracesFile === undefined ? undefined : createWriteStream(tracesFile, { flags: "a" });
    this.#startedAt = performance.now();
    this.#lastAckAt = this.#startedAt;
  }

  async finish(): Promise<LoadReport> {
    const { inFlight } = this.#options;
    await Promise.all(Array.from({ length: inFlight }, (_, worker) => this.#work(worker)));
    for (const client of this.#clients) client.close();
    const { tracesFile } = this.#options;
    if (this.#traces !== undefined && tracesFile !== undefined) {
      await new Promise<void>((resolve) => this.#traces?.end(resolve));
    }
    return this.#report();
  }

  /** One request in flight at a time: take the next one when it is due, send it until it is settled. */
  async #work(worker: number): Promise<void> {
    const client = this.#clients[worker % this.#clients.length]!;
    const endAt = this.#startedAt + this.#options.seconds * 1_000;
    for (;;) {
      const dueAt = this.#nextDue();
      if (dueAt >= endAt) return;
      const waitMs = dueAt - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      await this.#deliver(client, this.#source.nextRequest(), dueAt);
    }
  }

  /** With a rate, requests are due at fixed times whether or not the collector keeps up. */
  #nextDue(): number {
    const { rate, batch } = this.#options;
    if (rate === undefined) return performance.now();
    const dueAt = this.#startedAt + (this.#spansDue / rate) * 1_000;
    this.#spansDue += batch;
    return dueAt;
  }

  async #deliver(client: LoadClient, request: LoadRequest, dueAt: number): Promise<void> {
    const giveUpAt = this.#startedAt + (this.#options.seconds + this.#options.drainSeconds) * 1_000;
    for (;;) {
      const outcome = await client.send(request.bytes);
      if (outcome.status === "acknowledged") {
        this.#acknowledge(request, dueAt, outcome.rejectedSpans);
        return;
      }
      if (outcome.status === "failed") {
        count(this.#failures, outcome.reason);
        return;
      }
      count(this.#retries, outcome.reason);
      const waitMs = outcome.afterMs ?? RETRY_AFTER_DEFAULT_MS;
      if (performance.now() + waitMs > giveUpAt) {
        this.#spansUnknown += request.spans;
        this.#record(request, "unknown");
        return;
      }
      await sleep(waitMs);
    }
  }

  #acknowledge(request: LoadRequest, dueAt: number, rejectedSpans: number): void {
    this.#lastAckAt = performance.now();
    this.#latencies.push(this.#lastAckAt - dueAt);
    this.#spansAcked += request.spans - rejectedSpans;
    this.#rejectedSpans += rejectedSpans;
    this.#record(request, "acked");
  }

  #record(request: LoadRequest, state: "acked" | "unknown"): void {
    if (this.#traces === undefined) return;
    const lines = request.traces().map(({ traceId, spans }) => `${traceId}\t${spans}\t${state}\n`);
    this.#traces.write(lines.join(""));
  }

  #report(): LoadReport {
    const seconds = (this.#lastAckAt - this.#startedAt) / 1_000;
    const cpu = process.cpuUsage(this.#cpu);
    const sorted = Float64Array.from(this.#latencies).sort();
    const at = (share: number): number =>
      round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
    return {
      spansAcked: this.#spansAcked,
      requestsAcked: sorted.length,
      spansPerSecond: seconds > 0 ? Math.round(this.#spansAcked / seconds) : 0,
      ackMs: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) },
      retries: this.#retries,
      failures: this.#failures,
      rejectedSpans: this.#rejectedSpans,
      spansUnknown: this.#spansUnknown,
      seconds: round(seconds),
      bytesPerSpan: Math.round(this.#source.bytesPerSpan),
      cpuSeconds: round((cpu.user + cpu.system) / 1e6),
      patchSeed: this.#options.patchSeed,
    };
  }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

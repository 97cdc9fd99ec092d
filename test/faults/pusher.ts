import { setTimeout as delay } from "node:timers/promises";

import { createGrpcLoadClient } from "../bench/traffic/grpc-load-client.ts";
import { createHttpLoadClient } from "../bench/traffic/http-load-client.ts";
import type { LoadClient } from "../bench/traffic/load-client.ts";
import type { IssuedRequest, Oracle } from "./oracle.ts";
import type { Targets } from "./targets.ts";

export interface PusherOptions {
  readonly oracle: Oracle;
  readonly spansPerRequest: number;
  /** All workers together. */
  readonly spansPerSecond: number;
  readonly workers: number;
  /** Share of requests that are not sent again after a failure, as by a client that died. */
  readonly givesUp: number;
  readonly random: () => number;
}

/** Longer would measure the politeness of the clients and not the recovery. */
const RETRY_MS_MAX = 100;

/**
 * Clients that send the oracle's requests at a steady rate, half over gRPC and half over HTTP. A request
 * without an acknowledgement is sent again, the very same bytes, also to the next process.
 */
export class Pusher {
  readonly #options: PusherOptions;
  #clients: readonly LoadClient[] = [];
  #isStopped = false;
  #isPaused = false;
  #inFlight = 0;
  #finishes = false;
  readonly #workers: Promise<void>[];
  refusedRequests = 0;
  failures: string[] = [];
  /** Of each acknowledged attempt, how long its answer took. */
  readonly acknowledgedAfterMs: number[] = [];
  #whenAcknowledged: (() => void)[] = [];

  constructor(options: PusherOptions) {
    this.#options = options;
    this.#workers = Array.from({ length: options.workers }, async (_, worker) =>
      this.#work(worker),
    );
  }

  /** From now on requests go there; undefined while nobody listens. */
  aim(targets: Targets | undefined): void {
    for (const client of this.#clients) client.close();
    this.#clients =
      targets === undefined
        ? []
        : [
            createGrpcLoadClient(targets.grpc),
            createHttpLoadClient(targets.http, this.#options.workers),
          ];
  }

  /** Ends with the next acknowledgement. */
  async nextAcknowledgement(): Promise<void> {
    await new Promise<void>((resolve) => this.#whenAcknowledged.push(resolve));
  }

  /** Issues nothing new until `resume`; ends when everything issued is acknowledged or given up. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    while (this.#inFlight > 0) await delay(5);
  }

  resume(): void {
    this.#isPaused = false;
  }

  /** Issues nothing new, sends what is left until it is acknowledged, and ends. */
  async finish(): Promise<void> {
    this.#finishes = true;
    await Promise.all(this.#workers);
    this.aim(undefined);
  }

  /** Ends without caring for what is left. */
  async abandon(): Promise<void> {
    this.#isStopped = true;
    await this.finish();
  }

  async #work(worker: number): Promise<void> {
    const { oracle, spansPerRequest, spansPerSecond, workers } = this.#options;
    const everyMs = (1000 * spansPerRequest * workers) / spansPerSecond;
    await delay(everyMs * this.#options.random());
    while (!this.#finishes) {
      const startedMs = performance.now();
      if (!this.#isPaused) {
        this.#inFlight += 1;
        await this.#deliver(oracle.issue(spansPerRequest), worker);
        this.#inFlight -= 1;
      }
      await delay(Math.max(0, startedMs + everyMs - performance.now()));
    }
  }

  async #deliver(request: IssuedRequest, worker: number): Promise<void> {
    const { oracle, givesUp, random } = this.#options;
    while (!this.#isStopped) {
      const client = this.#clients[worker % 2];
      if (client === undefined) {
        await delay(10);
        continue;
      }
      const startedMs = performance.now();
      const outcome = await client.send(request.frame);
      if (outcome.status === "acknowledged") {
        oracle.acknowledge(request);
        this.acknowledgedAfterMs.push(performance.now() - startedMs);
        for (const resume of this.#whenAcknowledged.splice(0)) resume();
        return;
      }
      if (outcome.status === "failed") {
        this.failures.push(outcome.reason);
        return;
      }
      if (!outcome.reason.startsWith("connection")) this.refusedRequests += 1;
      if (random() < givesUp) return;
      await delay(Math.min(outcome.afterMs ?? 20, RETRY_MS_MAX));
    }
  }
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { Span } from "@spanhouse/model";
import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { encodeOtlpRequest } from "../../support/otlp-encode.ts";
import { eventually } from "../../support/spanhouse-process.ts";
import { RunningChild } from "../child-process.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { issuedSpan, traceIdOf } from "../issued-span.ts";
import type { Verdict } from "../oracle.ts";
import type { Targets } from "../targets.ts";

/** Requests of a trace, one after the other, and spans of a request. */
const REQUESTS = 3;
const SPANS = 5;
const WORKERS = 8;
const ALIVE_MS_MAX = 900;
const TRACES_PER_READ = 250;
const DRAIN_MS = 30_000;

/** Errors are kept, of the others as many as a rate allows: which ones, nobody could say twice. */
const CONFIG = {
  tailSampling: {
    decisionWaitMs: 200,
    policies: [
      { name: "errors", statusCode: { statuses: ["error"] } },
      { name: "some", rateLimiting: { spansPerSecond: 60 } },
    ],
  },
};

/**
 * R1 with tail sampling: a collector is killed at random moments while spans wait for their decision, while
 * decisions are made, and while kept spans are handed over. Every trace with an error is stored whole; every
 * other one whole or not at all; nothing twice.
 */
export async function killTailSampling(context: FaultContext): Promise<FaultResult> {
  const { dataFolder, random, firstRequest, scale } = context;
  let child = new RunningChild("collector", dataFolder, CONFIG);
  const recoveryMs: number[] = [];
  const sender = new TraceSender(firstRequest);
  try {
    for (let kill = 0; kill < scale.kills; kill++) {
      const startedMs = performance.now();
      sender.target = await child.listening;
      await sender.nextTrace();
      recoveryMs.push(performance.now() - startedMs);
      await delay(random() * ALIVE_MS_MAX);
      await child.kill();
      sender.target = undefined;
      child = new RunningChild("collector", dataFolder, CONFIG);
    }
    sender.target = await child.listening;
    await sender.finish();
    await eventually(
      "everything to be decided and stored",
      async () => isEmpty(dataFolder),
      DRAIN_MS,
    );
    await child.stop();
  } finally {
    sender.isStopped = true;
    await child.kill();
  }
  const { verdict, problems } = await check(dataFolder, sender.traces);
  return { verdict, refusedRequests: 0, recoveryMs, problems: [...sender.failures, ...problems] };
}

/** Sends traces, each request until it is acknowledged. */
class TraceSender {
  target: Targets | undefined;
  isStopped = false;
  /** Numbers of the traces that were acknowledged whole. */
  readonly traces: number[] = [];
  readonly failures: string[] = [];
  #next: number;
  #isLast = false;
  readonly #workers: Promise<void>[];

  constructor(firstTrace: number) {
    this.#next = firstTrace;
    this.#workers = Array.from({ length: WORKERS }, async () => this.#work());
  }

  async nextTrace(): Promise<void> {
    const before = this.traces.length;
    while (this.traces.length === before && !this.isStopped) await delay(5);
  }

  /** Ends when every trace that was begun is acknowledged. */
  async finish(): Promise<void> {
    this.#isLast = true;
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    while (!this.#isLast && !this.isStopped) {
      const number = this.#next++;
      for (let request = 0; request < REQUESTS; request++) {
        const spans = Array.from({ length: SPANS }, (_, at) =>
          spanOf(number, request * SPANS + at),
        );
        await this.#send(new Uint8Array(encodeOtlpRequest(spans)));
      }
      this.traces.push(number);
    }
  }

  async #send(body: Uint8Array<ArrayBuffer>): Promise<void> {
    while (!this.isStopped) {
      const { target } = this;
      if (target === undefined) {
        await delay(5);
        continue;
      }
      try {
        const answer = await fetch(`${target.http}/v1/traces`, {
          method: "POST",
          headers: { "content-type": "application/x-protobuf" },
          body,
        });
        await answer.arrayBuffer();
        if (answer.ok) return;
        if (answer.status !== 503) this.failures.push(`answered ${answer.status}`);
      } catch (error) {
        // Killed in the middle of it: the same again to the next process.
        if (!(error instanceof TypeError)) throw error;
      }
      await delay(20);
    }
  }
}

/** In the traces with odd numbers the first span failed, so that it is known in time. */
function spanOf(number: number, at: number): Span {
  return { ...issuedSpan(number, at), statusCode: at === 0 && hasError(number) ? 2 : 0 };
}

function hasError(number: number): boolean {
  return number % 2 === 1;
}

async function isEmpty(dataFolder: string): Promise<true | undefined> {
  const tail = await readdir(join(dataFolder, "tail/spool"));
  const main = await readdir(join(dataFolder, "spool"));
  const isWaiting = [...tail, ...main].some((name) => /\.(otlp|native)$/.test(name));
  return isWaiting ? undefined : true;
}

async function check(
  dataFolder: string,
  traces: readonly number[],
): Promise<{ verdict: Verdict; problems: readonly string[] }> {
  const all = REQUESTS * SPANS;
  const sums = { stored: 0, lost: 0, duplicated: 0, changed: 0, miscounted: 0 };
  let dropped = 0;
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  for (let at = 0; at < traces.length; at += TRACES_PER_READ) {
    const some = traces.slice(at, at + TRACES_PER_READ);
    const found = await store.reader.readTraces("", some.map(traceIdOf));
    const summaries = await store.reader.readSummaries("", some.map(traceIdOf));
    for (const number of some) {
      const spans = found.get(traceIdOf(number))?.spans ?? [];
      const different = new Set(spans.map(({ spanId }) => spanId)).size;
      sums.stored += spans.length;
      sums.duplicated += spans.length - different;
      sums.miscounted += Math.abs(
        (summaries.get(traceIdOf(number))?.spanCount ?? 0) - spans.length,
      );
      if (different === 0 && !hasError(number)) dropped += 1;
      else sums.lost += all - different;
    }
  }
  await store.close();
  const issued = traces.length * all;
  const problems = dropped === 0 ? ["no trace was dropped: nothing was tried"] : [];
  return { verdict: { issued, acknowledged: issued, ...sums }, problems };
}

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { SAMPLING_TIMEOUT_MS } from "../limits.ts";
import { RemoteSampler } from "./remote-sampler.ts";

const INTERVAL_MS = 60_000;
const ALL = JSON.stringify({ probabilisticSampling: { samplingRate: 1 } });
const ONE_PER_SECOND = JSON.stringify({
  strategyType: "RATE_LIMITING",
  rateLimitingSampling: { maxTracesPerSecond: 1 },
});

/** Real sockets, and a clock that only goes when it is told to: waits of minutes are over at once. */
describe("the remote sampler", () => {
  let server: Server;
  let questions: string[];
  /** What the collector answers; undefined: nothing, ever. */
  let answer: { readonly status: number; readonly text: string } | undefined;
  let sampler: RemoteSampler;
  let timers: MockInstance<typeof setTimeout>;

  beforeEach(async () => {
    questions = [];
    server = createServer((request, response) => {
      questions.push(request.url!);
      if (answer !== undefined) response.writeHead(answer.status).end(answer.text);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    timers = vi.spyOn(globalThis, "setTimeout");
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
  });
  afterEach(() => {
    sampler.close();
    vi.restoreAllMocks();
    vi.useRealTimers();
    server.closeAllConnections();
    server.close();
  });

  function startSampler(): void {
    const { port } = server.address() as AddressInfo;
    sampler = new RemoteSampler({
      url: `http://127.0.0.1:${port}/sampling`,
      serviceName: "a shop",
      pollingIntervalMs: INTERVAL_MS,
      initialProbability: 0,
    });
  }

  /** Waits between questions so far, in milliseconds. */
  const waits = (): readonly number[] =>
    timers.mock.calls.map(([, ms]) => ms!).filter((ms) => ms !== SAMPLING_TIMEOUT_MS);
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await nextTurn();
  }
  /** The next question is asked exactly when its wait is over, and what becomes of it is there. */
  async function nextQuestion(): Promise<void> {
    const [asked, waited] = [questions.length, waits().length];
    vi.advanceTimersByTime(waits().at(-1)! - 1);
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    expect(questions).toHaveLength(asked);
    vi.advanceTimersByTime(1);
    await until(() => waits().length > waited);
    expect(questions).toHaveLength(asked + 1);
  }
  const isSampled = (): boolean =>
    sampler.shouldSample(
      ROOT_CONTEXT,
      "4bf92f3577b34da6a3ce929d0e0e4736",
      "GET",
      SpanKind.SERVER,
      {},
      [],
    ).decision === SamplingDecision.RECORD_AND_SAMPLED;

  it("asks at once for its service, and goes by the answer when it is ready", async () => {
    answer = { status: 200, text: ALL };
    startSampler();
    expect(isSampled()).toBe(false);
    await sampler.ready(SAMPLING_TIMEOUT_MS);
    expect(questions).toEqual(["/sampling?service=a+shop"]);
    expect(isSampled()).toBe(true);
  });

  it("asks again after the interval, give or take a tenth", async () => {
    answer = { status: 200, text: ALL };
    const random = vi.spyOn(Math, "random").mockReturnValue(0);
    startSampler();
    await until(() => waits().length === 1);
    random.mockReturnValue(0.5);
    await nextQuestion();
    random.mockReturnValue(1);
    await nextQuestion();
    expect(waits().map(Math.round)).toEqual([54_000, 60_000, 66_000]);
  });

  it("waits longer after each failure, up to the interval, and as usual after a success", async () => {
    const failures = [
      { status: 503, text: "" },
      { status: 200, text: "no JSON" },
      { status: 200, text: '{"probabilisticSampling":{"samplingRate":7}}' },
    ];
    answer = failures[0];
    startSampler();
    await until(() => waits().length === 1);
    for (let failure = 1; failure < 8; failure++) {
      answer = failures[failure % failures.length];
      await nextQuestion();
    }
    expect(waits()).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1_000));
    answer = { status: 200, text: ALL };
    await nextQuestion();
    answer = failures[0];
    await nextQuestion();
    expect(waits().slice(-2)).toEqual([INTERVAL_MS, 1_000]);
  });

  it("goes by the last answer while there is no new one", async () => {
    answer = { status: 200, text: ALL };
    startSampler();
    await until(() => waits().length === 1);
    answer = { status: 500, text: "" };
    await nextQuestion();
    expect(isSampled()).toBe(true);
    answer = { status: 200, text: JSON.stringify({ probabilisticSampling: { samplingRate: 0 } }) };
    await nextQuestion();
    expect(isSampled()).toBe(false);
  });

  it("does not begin a rate limit anew with the same answer", async () => {
    answer = { status: 200, text: ONE_PER_SECOND };
    startSampler();
    await until(() => waits().length === 1);
    vi.advanceTimersByTime(waits()[0]! - 1);
    expect([isSampled(), isSampled()]).toEqual([true, false]);
    vi.advanceTimersByTime(1);
    await until(() => waits().length === 2);
    expect(isSampled()).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(isSampled()).toBe(true);
  });

  it("lets a program begin when the first question is not answered in time", async () => {
    answer = undefined;
    startSampler();
    let isReady = false;
    void sampler.ready(SAMPLING_TIMEOUT_MS).then(() => (isReady = true));
    await until(() => questions.length === 1);
    vi.advanceTimersByTime(SAMPLING_TIMEOUT_MS - 1);
    await nextTurn();
    expect(isReady).toBe(false);
    vi.advanceTimersByTime(1);
    await until(() => isReady);
    // The question was given up as well, and is asked again.
    await until(() => waits().length === 1);
    answer = { status: 200, text: ALL };
    await nextQuestion();
    expect(isSampled()).toBe(true);
  });

  it("asks no more when it is closed, not even after a question that was under way", async () => {
    answer = { status: 200, text: ALL };
    startSampler();
    sampler.close();
    await sampler.ready(SAMPLING_TIMEOUT_MS);
    expect(waits()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

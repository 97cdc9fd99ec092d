import { setTimeout as sleep } from "node:timers/promises";
import { TraceGenerator } from "../bench/traffic/trace-generator.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { SeedRequests } from "./seed-requests.ts";
import { Shooter, type Answer } from "./shooter.ts";
import type { Shot } from "./shot.ts";
import { ShotSource } from "./shot-source.ts";
import { soundShot } from "./sound-shot.ts";
import { WIRE_FORMATS } from "./wire-formats.ts";

export interface FuzzOptions {
  readonly target: FuzzTarget;
  readonly seed: number;
  readonly shots: number;
  readonly requestBytesMax: number;
  /** Before memory is measured: caches, pools, compiled code, every kind of answer. */
  readonly warmUpShots: number;
  /** How long memory is watched when everything is quiet; the least counts. */
  readonly settleMs?: number;
  /** Requests in flight. */
  readonly workers?: number;
  readonly onProgress?: (sent: number, memoryBytes: number) => void;
}

export interface FuzzReport {
  /** Per mutator, how often each status came back. */
  readonly statuses: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Answers that were wrong, with the number of the shot; the first ones only. */
  readonly violations: readonly string[];
  readonly violationCount: number;
  /** Sound requests between the others: acknowledged, and what is not stored exactly once. */
  readonly controls: ControlReport;
  readonly memoryBytes: { readonly before: number; readonly peak: number; readonly after: number };
  readonly seconds: number;
}

/** What became of sound requests; each is a trace. */
export interface ControlReport {
  readonly acked: number;
  /** Traces that are not stored as they were acknowledged. */
  readonly wrong: readonly string[];
  readonly ackedSpans: number;
  readonly storedSpans: number;
  readonly lostSpans: number;
  readonly doubledSpans: number;
}

/** Every so many shots a sound request, which must be stored exactly once. */
const CONTROL_EVERY = 50;
const VIOLATIONS_SHOWN = 25;
const MEMORY_PROBE_MS = 500;
const STORED_WAIT_MS = 60_000;
const RETRIES_MAX = 30;

/** Formats of sound requests, in turn. Nobody hears what became of a packet, so these are asked about once. */
const CONTROL_FORMATS = WIRE_FORMATS.map(({ name }) => name).filter(
  (name) => !name.endsWith("packet"),
);

/** Shoots, watches, and asks afterwards whether everything sound is there. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const run = new FuzzRun(options);
  return run.finish();
}

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #shooter: Shooter;
  readonly #source: ShotSource;
  readonly #traces: TraceGenerator;
  readonly #statuses = new Map<string, Map<string, number>>();
  readonly #violations: string[] = [];
  readonly #controls = new Map<string, number>();
  #violationCount = 0;
  #next = 0;
  #peakBytes = 0;
  #isMeasured = false;
  #isOver = false;

  constructor(options: FuzzOptions) {
    const { seed, requestBytesMax, target } = options;
    this.#options = options;
    this.#shooter = new Shooter(target.urls);
    this.#source = new ShotSource({ seed, seeds: new SeedRequests(seed), requestBytesMax });
    this.#traces = new TraceGenerator({ seed: seed + 1 });
  }

  async finish(): Promise<FuzzReport> {
    const { target, workers = 24, warmUpShots, settleMs = 2_000 } = this.#options;
    const everybody = async (first: number, end: number): Promise<void> => {
      this.#next = first;
      await Promise.all(Array.from({ length: workers }, () => this.#work(end)));
    };
    // Shots beyond those that count, so that none comes twice.
    await everybody(this.#options.shots, this.#options.shots + warmUpShots);
    const before = target.isRunning ? await target.settledMemoryBytes(settleMs) : 0;
    this.#isMeasured = true;
    const startedAt = performance.now();
    const watching = this.#watchMemory();
    await everybody(0, this.#options.shots);
    const seconds = (performance.now() - startedAt) / 1_000;
    this.#isOver = true;
    await watching;
    const controls = await this.#checkControls();
    const after = target.isRunning ? await target.settledMemoryBytes(settleMs) : 0;
    this.#shooter.close();
    return {
      statuses: this.#statuses,
      violations: this.#violations,
      violationCount: this.#violationCount,
      controls,
      memoryBytes: { before, peak: Math.max(this.#peakBytes, before, after), after },
      seconds,
    };
  }

  async #work(end: number): Promise<void> {
    const { target } = this.#options;
    while (this.#next < end && target.isRunning) {
      const index = this.#next++;
      if (index % CONTROL_EVERY === 0) await this.#control(index / CONTROL_EVERY);
      const shot = this.#source.shot(index);
      const answer = await this.#shooter.send(shot);
      this.#judge(index, shot, answer);
    }
  }

  #judge(index: number, { mutator, expected }: Shot, answer: Answer): void {
    if (this.#isMeasured) {
      const counts = this.#statuses.get(mutator) ?? new Map<string, number>();
      counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
      this.#statuses.set(mutator, counts);
    }
    const isOverload = answer.status === "503" || answer.status === "grpc 14";
    const isExpected = isOverload || expected.includes(answer.status);
    if (isExpected && answer.problem === undefined) return;
    this.#violate(
      `shot ${index}, ${mutator}: ${answer.status}, expected ${expected.join(" or ")}; ` +
        `${answer.problem ?? ""} ${answer.detail}`,
    );
  }

  #violate(what: string): void {
    this.#violationCount++;
    if (this.#violations.length < VIOLATIONS_SHOWN) this.#violations.push(what);
  }

  /** A sound request, by turns through every door and format; sent again while the collector is busy. */
  async #control(index: number): Promise<void> {
    const trace = this.#traces.nextTrace();
    const shot = soundShot(CONTROL_FORMATS[index % CONTROL_FORMATS.length]!, trace);
    for (let attempt = 0; attempt < RETRIES_MAX; attempt++) {
      const answer = await this.#shooter.send(shot);
      if (shot.expected.includes(answer.status)) {
        this.#controls.set(trace[0]!.traceId, trace.length);
        return;
      }
      if (!["503", "grpc 14", "closed"].includes(answer.status)) {
        this.#violate(`sound request ${index}: ${answer.status} ${answer.detail}`);
        return;
      }
      await sleep(200);
    }
    this.#violate(`sound request ${index} was never taken`);
  }

  async #watchMemory(): Promise<void> {
    const { target, onProgress } = this.#options;
    while (!this.#isOver && target.isRunning) {
      const bytes = await target.memoryBytes();
      this.#peakBytes = Math.max(this.#peakBytes, bytes);
      onProgress?.(this.#next, bytes);
      await sleep(MEMORY_PROBE_MS);
    }
  }

  /** Compares what is stored with what was acknowledged, after the inserter had time to finish. */
  async #checkControls(): Promise<ControlReport> {
    const deadline = performance.now() + STORED_WAIT_MS;
    for (;;) {
      const report = await this.#compareControls();
      if (report.wrong.length === 0 || performance.now() > deadline) return report;
      await sleep(500);
    }
  }

  async #compareControls(): Promise<ControlReport> {
    const { target } = this.#options;
    const sums = { ackedSpans: 0, storedSpans: 0, lostSpans: 0, doubledSpans: 0 };
    const wrong: string[] = target.isRunning ? [] : ["the collector died"];
    const ids = [...this.#controls.keys()];
    for (let at = 0; at < ids.length && target.isRunning; at += 100) {
      const some = ids.slice(at, at + 100);
      const counts = await target.spanCounts(some);
      for (const id of some) {
        const stored = counts.get(id) ?? 0;
        const sent = this.#controls.get(id)!;
        sums.ackedSpans += sent;
        sums.storedSpans += stored;
        sums.lostSpans += Math.max(0, sent - stored);
        sums.doubledSpans += Math.max(0, stored - sent);
        if (stored !== sent) wrong.push(`trace ${id}: ${sent} spans sent, ${stored} stored`);
      }
    }
    return { acked: ids.length, wrong, ...sums };
  }
}

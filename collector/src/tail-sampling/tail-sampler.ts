import { assert } from "@spanhouse/base";
import type { Span } from "@spanhouse/model";
import type { Ripeness } from "../pipeline/batch-gate.ts";
import { decisionWords, type DecisionTable, type RememberedDecision } from "./decision-table.ts";
import type { LoggedDecision } from "./decision-log.ts";
import { newSeenTrace, type SeenTrace } from "./seen-trace.ts";
import type { TailDecision, TailPolicies } from "./tail-policies.ts";

export interface TailSamplerOptions {
  readonly policies: TailPolicies;
  readonly table: DecisionTable;
  readonly decisionWaitMs: number;
  /** 0: the root does not matter. */
  readonly decisionWaitAfterRootMs: number;
  readonly tracesMax: number;
  readonly events: TailSamplerEvents;
}

export interface TailSamplerEvents {
  readonly onNewTrace: () => void;
  /** A span of a trace that was decided before. */
  readonly onLateSpan: () => void;
  readonly onDecided: (decision: TailDecision, isEarly: boolean) => void;
}

interface SeenFile {
  readonly name: string;
  readonly sealedAtMs: number;
  /** Traces that were new and undecided in this file. */
  readonly traces: readonly SeenTrace[];
  /** Traces before this one are ripe: it is not asked about them again. */
  ripeTraces: number;
}

/**
 * Knows all undecided traces, and of each file on disk which traces began in it. Files are handed on in
 * their order, so when a file's turn comes the traces of all files before it are decided, and those that
 * began in it are decided now, with all spans seen so far, also in later files.
 *
 *   file      1: a b        2: a c        3: b d
 *   turn of 1: a, b are decided      turn of 2: c is; a follows      turn of 3: d is; b follows
 */
export class TailSampler {
  readonly #options: TailSamplerOptions;
  readonly #traces = new Map<string, SeenTrace>();
  readonly #files = new Map<string, SeenFile>();
  /** Taken in `decide`, not yet durable. */
  readonly #decisions = new Map<string, TailDecision>();

  constructor(options: TailSamplerOptions) {
    this.#options = options;
  }

  /** Undecided traces. */
  get traceCount(): number {
    return this.#traces.size;
  }

  hasSeen(file: string): boolean {
    return this.#files.has(file);
  }

  /** Learns the spans of a file that was not seen before. */
  see(name: string, sealedAtMs: number, readSpans: (take: (span: Span) => void) => void): void {
    assert(!this.#files.has(name), "a file is seen once");
    const { policies, table, events } = this.#options;
    const began: SeenTrace[] = [];
    readSpans((span) => {
      let trace = this.#traces.get(span.traceId);
      if (trace === undefined) {
        if (table.get(span.traceId) !== undefined) {
          events.onLateSpan();
          return;
        }
        trace = newSeenTrace(span, sealedAtMs);
        this.#traces.set(span.traceId, trace);
        began.push(trace);
        events.onNewTrace();
      }
      if (span.parentSpanId === "") trace.rootArrivedAtMs ??= sealedAtMs;
      policies.observe(trace, span);
    });
    this.#files.set(name, { name, sealedAtMs, traces: began, ripeTraces: 0 });
  }

  /** How many of the leading files can be decided now, and when the next one can, in milliseconds from now. */
  ripeness(files: readonly { readonly name: string }[], nowMs: number): Ripeness {
    let open = this.#traces.size;
    let ripe = 0;
    for (const { name } of files) {
      const file = this.#file(name);
      const waitMs = open > this.#options.tracesMax ? 0 : this.#waitMs(file, nowMs);
      if (waitMs > 0) return { ripe, waitMs };
      open -= file.traces.length;
      ripe += 1;
    }
    return { ripe, waitMs: undefined };
  }

  /** Decides what began in these files and is not decided yet. The same again until it is settled. */
  decide(names: readonly string[], nowMs: number): readonly LoggedDecision[] {
    const decided: LoggedDecision[] = [];
    for (const name of names) {
      const file = this.#file(name);
      const isEarly = this.#waitMs(file, nowMs) > 0;
      for (const trace of file.traces) {
        if (this.#traces.get(trace.traceId) !== trace) continue;
        let decision = this.#decisions.get(trace.traceId);
        if (decision === undefined) {
          decision = this.#options.policies.decide(trace);
          this.#decisions.set(trace.traceId, decision);
          this.#options.events.onDecided(decision, isEarly);
        }
        decided.push({ traceId: trace.traceId, ...decisionWords(decision) });
      }
    }
    return decided;
  }

  /** These decisions are durable. */
  settle(decisions: readonly LoggedDecision[]): void {
    for (const { traceId, ...words } of decisions) {
      this.#options.table.put(traceId, words);
      this.#traces.delete(traceId);
      this.#decisions.delete(traceId);
    }
  }

  /** Undefined when it was forgotten meanwhile. */
  decisionOf(traceId: string): RememberedDecision | undefined {
    return this.#options.table.get(traceId);
  }

  /** The file was handed on. */
  forget(name: string): void {
    this.#files.delete(name);
  }

  /** How long until everything that began in the file can be decided; 0 or less when it can. */
  #waitMs(file: SeenFile, nowMs: number): number {
    const { decisionWaitMs, decisionWaitAfterRootMs } = this.#options;
    const restMs = file.sealedAtMs + decisionWaitMs - nowMs;
    if (restMs <= 0) return 0;
    for (; file.ripeTraces < file.traces.length; file.ripeTraces++) {
      const trace = file.traces[file.ripeTraces]!;
      if (this.#traces.get(trace.traceId) !== trace) continue;
      if (decisionWaitAfterRootMs === 0 || trace.rootArrivedAtMs === undefined) return restMs;
      const afterRootMs = trace.rootArrivedAtMs + decisionWaitAfterRootMs - nowMs;
      if (afterRootMs > 0) return Math.min(restMs, afterRootMs);
    }
    return 0;
  }

  #file(name: string): SeenFile {
    const file = this.#files.get(name);
    assert(file !== undefined, "the file was seen");
    return file;
  }
}

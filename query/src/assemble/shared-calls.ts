import { serviceNameOf, type Span } from "@spanhouse/model";
import type { DistinctSpans } from "./drop-duplicates.ts";

const KIND_SERVER = 2;
const KIND_CLIENT = 3;
const KIND_PRODUCER = 4;
const KIND_CONSUMER = 5;

/**
 * Finds the calls whose two ends have one id, as Zipkin's clients report them: a client and a server, or a
 * producer and a consumer. By id.
 */
export function findSharedCalls({
  spans,
  sharedIds,
}: DistinctSpans): ReadonlyMap<string, SharedCall> {
  const calls = new Map<string, SharedCall>();
  for (const [id, indices] of sharedIds) {
    const caller = indices.find((index) => isCaller(spans[index]!));
    const called = indices.filter((index) => isCalled(spans[index]!));
    if (caller === undefined || called.length === 0) continue;
    calls.set(id, new SharedCall(spans, caller, called));
  }
  return calls;
}

function isCaller({ kind }: Span): boolean {
  return kind === KIND_CLIENT || kind === KIND_PRODUCER;
}

function isCalled({ kind }: Span): boolean {
  return kind === KIND_SERVER || kind === KIND_CONSUMER;
}

/**
 * One such call, and to which of its ends a span belongs that names the shared id as its parent. Such a span
 * could mean either end; it was made in the process of the end it means, so its service says which:
 *
 *   service of the child is that of …        it hangs below
 *   a called end only                        that end; of several the one running when it began
 *   the caller only                          the caller
 *   both                                     the called end running when it began, else the caller
 *   neither                                  the called end; of several the one running when it began
 *
 * Jaeger hangs all of them below the called end, which puts the caller's own work into the wrong service.
 */
export class SharedCall {
  readonly caller: number;
  /** By start, as in `DistinctSpans`; more than one when a call was repeated with its old id. */
  readonly called: readonly number[];
  readonly #spans: readonly Span[];
  readonly #callerService: string;
  /** The called ends by their service. */
  readonly #byService = new Map<string, number[]>();

  constructor(spans: readonly Span[], caller: number, called: readonly number[]) {
    this.#spans = spans;
    this.caller = caller;
    this.called = called;
    this.#callerService = serviceNameOf(spans[caller]!.resource);
    for (const index of called) {
      const service = serviceNameOf(spans[index]!.resource);
      const ends = this.#byService.get(service);
      if (ends === undefined) this.#byService.set(service, [index]);
      else ends.push(index);
    }
  }

  /** The index of the end that a child belongs to. */
  endOf(child: Span): number {
    const service = serviceNameOf(child.resource);
    const ends = this.#byService.get(service);
    const isOfCaller = service === this.#callerService;
    if (ends !== undefined)
      return this.#runningAt(ends, child) ?? (isOfCaller ? this.caller : ends[0]!);
    return isOfCaller ? this.caller : (this.#runningAt(this.called, child) ?? this.called[0]!);
  }

  /**
   * Of ends ordered by start, the one that began last before the child, if it was still running. The ends may
   * be as many as the children, so they are not looked through one by one.
   */
  #runningAt(ends: readonly number[], { startUnixNano }: Span): number | undefined {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#spans[ends[middle]!]!.startUnixNano <= startUnixNano) low = middle + 1;
      else high = middle;
    }
    const last = ends[low - 1];
    return last !== undefined && startUnixNano <= this.#spans[last]!.endUnixNano ? last : undefined;
  }
}

import type { DistinctSpans } from "./distinct-spans.ts";

const KIND_SERVER = 2;
const KIND_CLIENT = 3;
const KIND_PRODUCER = 4;
const KIND_CONSUMER = 5;

/**
 * Finds the calls whose two ends have one id, as Zipkin's clients report them: a client and a server, or a
 * producer and a consumer. By the first position that has the id.
 */
export function findSharedCalls(distinct: DistinctSpans): ReadonlyMap<number, SharedCall> {
  const { columns, order } = distinct;
  const kindAt = (position: number): number => columns.kind[order[position]!]!;
  const calls = new Map<number, SharedCall>();
  for (const positions of distinct.sharedIds) {
    const caller = positions.find((position) => isCaller(kindAt(position)));
    const called = positions.filter((position) => isCalled(kindAt(position)));
    if (caller === undefined || called.length === 0) continue;
    calls.set(positions[0]!, new SharedCall(distinct, caller, called));
  }
  return calls;
}

function isCaller(kind: number): boolean {
  return kind === KIND_CLIENT || kind === KIND_PRODUCER;
}

function isCalled(kind: number): boolean {
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
  readonly #distinct: DistinctSpans;
  readonly #callerService: number;
  /** The called ends by their service. */
  readonly #byService = new Map<number, number[]>();

  constructor(distinct: DistinctSpans, caller: number, called: readonly number[]) {
    this.#distinct = distinct;
    this.caller = caller;
    this.called = called;
    this.#callerService = this.#serviceAt(caller);
    for (const position of called) {
      const service = this.#serviceAt(position);
      const ends = this.#byService.get(service);
      if (ends === undefined) this.#byService.set(service, [position]);
      else ends.push(position);
    }
  }

  /** The position of the end that a child belongs to. */
  endOf(child: number): number {
    const service = this.#serviceAt(child);
    const ends = this.#byService.get(service);
    const isOfCaller = service === this.#callerService;
    if (ends !== undefined)
      return this.#runningAt(ends, child) ?? (isOfCaller ? this.caller : ends[0]!);
    return isOfCaller ? this.caller : (this.#runningAt(this.called, child) ?? this.called[0]!);
  }

  #serviceAt(position: number): number {
    const { columns, order } = this.#distinct;
    return columns.service[order[position]!]!;
  }

  /**
   * Of ends ordered by start, the one that began last before the child, if it was still running. The ends may
   * be as many as the children, so they are not looked through one by one.
   */
  #runningAt(ends: readonly number[], child: number): number | undefined {
    const { times, order } = this.#distinct;
    const startOfChild = times.start[order[child]!]!;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times.start[order[ends[middle]!]!]! <= startOfChild) low = middle + 1;
      else high = middle;
    }
    const last = ends[low - 1];
    return last !== undefined && startOfChild <= times.end[order[last]!]! ? last : undefined;
  }
}

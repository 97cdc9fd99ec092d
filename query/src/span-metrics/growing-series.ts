import { SERIES_IDLE_FOR_OTHERS_MS, SERIES_IDLE_MS } from "../limits.ts";

/**
 * Counters for Prometheus, made from totals that the store sums up per series and day of receipt.
 *
 *   the store's totals     day 1   day 2   day 3
 *     at the start          100      7       -        ─▶  counter 0
 *     later                 100      9       4        ─▶  counter 6
 *     day 1 expired           -      9       5        ─▶  counter 7
 *
 * A counter is what the totals have grown by since the process started, so a restart is a clean reset. It never
 * goes down: a day that vanishes keeps what it had, and a total that was corrected downwards counts again
 * once it is above where it was.
 */
export interface GrowingSeries<Labels> {
  readonly labels: Labels;
  /** What to show. */
  readonly values: Float64Array;
}

/** The total of one series on one day. Series come with the most active first. */
export interface SeriesTotal<Labels> {
  /** Says which series. */
  readonly key: string;
  readonly labels: Labels;
  readonly values: Float64Array;
}

interface Slot<Labels> extends GrowingSeries<Labels> {
  /** Grew while the series was not shown yet: it starts at 0, so that `increase` sees its first calls, too. */
  held: Float64Array | undefined;
  isShown: boolean;
  lastGrownAtMs: number;
}

export interface GrowingSeriesOptions {
  /** Numbers of each series. */
  readonly width: number;
  /** Series that have a counter of their own; the growth of all others goes into one. */
  readonly seriesMax: number;
}

export class GrowingSeriesSet<Labels> {
  readonly #width: number;
  readonly #seriesMax: number;
  readonly #slots = new Map<string, Slot<Labels>>();
  /** Highest totals seen so far, by day and series. */
  readonly #seen = new Map<number, Map<string, Float64Array>>();
  /** Made when the first series finds no place. */
  #overflow: Slot<undefined> | undefined;
  /** Series without a place that grew in this round, and how many there were in the last one. */
  readonly #others = new Set<string>();
  #othersGrownLast = 0;

  constructor({ width, seriesMax }: GrowingSeriesOptions) {
    this.#width = width;
    this.#seriesMax = seriesMax;
  }

  /**
   * Takes the totals of one day, in any order of days. What the first reading of all has is where counters
   * start: with `isBaseline` totals are remembered and nothing grows.
   */
  take(
    day: number,
    totals: Iterable<SeriesTotal<Labels>>,
    { isBaseline, nowMs }: { readonly isBaseline: boolean; readonly nowMs: number },
  ): void {
    const seen = this.#seen.get(day) ?? new Map<string, Float64Array>();
    this.#seen.set(day, seen);
    for (const { key, labels, values } of totals) {
      const before = seen.get(key);
      const growth = growthOf(before, values);
      if (before === undefined) seen.set(key, values.slice());
      else raise(before, values);
      if (!isBaseline && growth === undefined) continue;
      const slot = this.#slotFor(key, labels, nowMs);
      if (isBaseline || growth === undefined) continue;
      if (slot === undefined) this.#others.add(key);
      this.#grow(slot ?? (this.#overflow ??= this.#newSlot(undefined, nowMs)), growth, nowMs);
    }
  }

  /**
   * Ends a round of readings: shows what was held back, forgets days before `firstDay`, and gives up series that
   * have not grown for long, sooner when others have no place.
   */
  settle(firstDay: number, nowMs: number): void {
    for (const day of this.#seen.keys()) if (day < firstDay) this.#seen.delete(day);
    this.#othersGrownLast = this.#others.size;
    const idleMs = this.#others.size > 0 ? SERIES_IDLE_FOR_OTHERS_MS : SERIES_IDLE_MS;
    for (const [key, slot] of this.#slots) {
      release(slot);
      if (nowMs - slot.lastGrownAtMs > idleMs) this.#slots.delete(key);
    }
    if (this.#overflow !== undefined) release(this.#overflow);
    this.#others.clear();
  }

  /** The counters as they are. Calling it counts as having shown them. */
  series(): readonly GrowingSeries<Labels>[] {
    return [...this.#slots.values()].map(shown);
  }

  /** What all series without a place have grown by; undefined while there are none. */
  overflow(): Float64Array | undefined {
    return this.#overflow === undefined ? undefined : shown(this.#overflow).values;
  }

  /** Series that have a place. */
  get size(): number {
    return this.#slots.size;
  }

  /** Series without a place that grew in the last round. */
  get othersGrown(): number {
    return this.#othersGrownLast;
  }

  #grow(slot: Slot<Labels | undefined>, growth: Float64Array, nowMs: number): void {
    slot.lastGrownAtMs = nowMs;
    release(slot);
    if (slot.isShown) {
      add(slot.values, growth);
      return;
    }
    slot.held ??= new Float64Array(this.#width);
    add(slot.held, growth);
  }

  #slotFor(key: string, labels: Labels, nowMs: number): Slot<Labels> | undefined {
    const known = this.#slots.get(key);
    if (known !== undefined || this.#slots.size >= this.#seriesMax) return known;
    const slot = this.#newSlot(labels, nowMs);
    this.#slots.set(key, slot);
    return slot;
  }

  #newSlot<Of>(labels: Of, nowMs: number): Slot<Of> {
    const values = new Float64Array(this.#width);
    return { labels, values, held: undefined, isShown: false, lastGrownAtMs: nowMs };
  }
}

/** A copy, because an answer is written while the next reading may come. */
function shown<Labels>(slot: Slot<Labels>): GrowingSeries<Labels> {
  slot.isShown = true;
  return { labels: slot.labels, values: slot.values.slice() };
}

/** Adds what was held back, once the series was seen at 0. */
function release(slot: Slot<unknown>): void {
  if (!slot.isShown || slot.held === undefined) return;
  add(slot.values, slot.held);
  slot.held = undefined;
}

/** By how much each number is above where it was; undefined when none is. */
function growthOf(before: Float64Array | undefined, now: Float64Array): Float64Array | undefined {
  if (!now.some((value, i) => value > (before?.[i] ?? 0))) return undefined;
  return now.map((value, i) => Math.max(0, value - (before?.[i] ?? 0)));
}

function raise(before: Float64Array, now: Float64Array): void {
  for (let i = 0; i < before.length; i++) before[i] = Math.max(before[i]!, now[i]!);
}

function add(to: Float64Array, growth: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += growth[i]!;
}

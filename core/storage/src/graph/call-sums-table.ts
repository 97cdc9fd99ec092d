import { NumberPairs } from "./number-pairs.ts";

/** Trace ids. */
export const EXEMPLAR_BYTES = 16;

/** What is left of a weight after taking away what adding up fractions has lost. */
const NOTHING = 1e-9;

const MINUTES = 64;
const CONNECTIONS = 8;

/** Between whom: numbers of nodes, the minute (below 64) and a number of CONNECTIONS (below 8). */
export interface CallKey {
  client: number;
  server: number;
  minute: number;
  connection: number;
}

/** Sums of calls between the same ends, weighted by sampling. */
export interface SumsToAdd {
  /** Ends that were added less those taken away: whole, so that nothing is left means nothing. */
  spans: number;
  calls: number;
  errors: number;
  clientSumNano: number;
  serverSumNano: number;
}

/** Sums by key as columns, one place per key. */
export interface SumsColumns {
  readonly keys: readonly CallKey[];
  readonly calls: Float64Array;
  readonly errors: Float64Array;
  readonly clientSumNano: Float64Array;
  readonly serverSumNano: Float64Array;
  /** A trace id of each, 16 bytes. */
  readonly exemplars: Uint8Array;
  readonly client: BinColumns;
  readonly server: BinColumns;
}

/** Sketches: those of place `p` are at `ends[p - 1]` (0 for the first) to `ends[p]`. */
export interface BinColumns {
  readonly ends: Uint32Array;
  readonly bins: Uint16Array;
  readonly weights: Float64Array;
}

/** Whose latency a bin counts. */
export const CLIENT = 0;
export const SERVER = 1;

/**
 * Adds calls up by their ends, in typed arrays: a few hundred thousand calls per second would otherwise each leave
 * objects behind. At most `keysMax` keys; what comes beyond is added up between the nodes called `other`.
 */
export class CallSumsTable {
  readonly #keys = new NumberPairs();
  readonly #bins = new NumberPairs();
  readonly #keysMax: number;
  readonly #other: number;
  #sums = new Float64Array(512 * SUM_COUNT);
  #exemplars = new Uint8Array(512 * EXEMPLAR_BYTES);
  #weights = new Float64Array(4_096);

  constructor(keysMax: number, other: number) {
    this.#keysMax = keysMax;
    this.#other = other;
  }

  /** Where calls with this key are added up. */
  place({ client, server, minute, connection }: CallKey): number {
    const first = client * MINUTES + minute;
    const second = server * CONNECTIONS + connection;
    const known = this.#keys.find(first, second);
    if (known >= 0) return known;
    const other = this.#other;
    const place =
      this.#keys.size < this.#keysMax
        ? this.#keys.number(first, second)
        : this.#keys.number(other * MINUTES + minute, other * CONNECTIONS + connection);
    if (this.#sums.length < this.#keys.size * SUM_COUNT) {
      this.#sums = grown(this.#sums);
      const more = new Uint8Array(this.#exemplars.length * 2);
      more.set(this.#exemplars);
      this.#exemplars = more;
    }
    return place;
  }

  /** With the trace id at `at` of `traceIds`, which becomes the exemplar where there is none. */
  add(place: number, sums: SumsToAdd, traceIds: Uint8Array, at: number): void {
    const all = this.#sums;
    const from = place * SUM_COUNT;
    if (all[from] === 0 && sums.spans > 0) {
      const exemplar = place * EXEMPLAR_BYTES;
      for (let byte = 0; byte < EXEMPLAR_BYTES; byte++) {
        this.#exemplars[exemplar + byte] = traceIds[at + byte]!;
      }
    }
    all[from]! += sums.spans;
    all[from + 1]! += sums.calls;
    all[from + 2]! += sums.errors;
    all[from + 3]! += sums.clientSumNano;
    all[from + 4]! += sums.serverSumNano;
  }

  addBin(place: number, side: typeof CLIENT | typeof SERVER, bin: number, weight: number): void {
    const number = this.#bins.number(place * 2 + side, bin);
    if (this.#weights.length <= number) this.#weights = grown(this.#weights);
    this.#weights[number]! += weight;
  }

  /**
   * What has calls, in columns. Of more than `max` keys those with the fewest calls lead to the node called
   * `other`, from their client if that is among the others' clients.
   */
  columns(max: number): SumsColumns {
    const places = this.#used();
    if (places.length <= max) return this.#columnsOf(places);
    return this.#folded(places, max).columns(Infinity);
  }

  #used(): number[] {
    const places: number[] = [];
    for (let place = 0; place < this.#keys.size; place++) {
      if (this.#sums[place * SUM_COUNT]! > 0) places.push(place);
    }
    return places;
  }

  #keyOf(place: number): CallKey {
    const [first, second] = [this.#keys.first(place), this.#keys.second(place)];
    return {
      client: Math.floor(first / MINUTES),
      minute: first % MINUTES,
      server: Math.floor(second / CONNECTIONS),
      connection: second % CONNECTIONS,
    };
  }

  #sumsOf(place: number): SumsToAdd {
    const from = place * SUM_COUNT;
    const [spans, calls, errors, clientSumNano, serverSumNano] = this.#sums.subarray(
      from,
      from + SUM_COUNT,
    );
    return {
      ...{ spans: spans!, calls: calls!, errors: errors! },
      ...{ clientSumNano: clientSumNano!, serverSumNano: serverSumNano! },
    };
  }

  #folded(places: readonly number[], max: number): CallSumsTable {
    const callsOf = (place: number): number => this.#sums[place * SUM_COUNT + 1]!;
    const sorted = places.toSorted((a, b) => callsOf(b) - callsOf(a));
    const clients = new Set(sorted.slice(0, max).map((place) => this.#keyOf(place).client));
    const folded = new CallSumsTable(Infinity, this.#other);
    const placeOf = new Int32Array(this.#keys.size).fill(-1);
    for (const [index, place] of sorted.entries()) {
      const key = this.#keyOf(place);
      if (index >= max) {
        key.server = this.#other;
        if (!clients.has(key.client)) key.client = this.#other;
      }
      const there = folded.place(key);
      placeOf[place] = there;
      folded.add(there, this.#sumsOf(place), this.#exemplars, place * EXEMPLAR_BYTES);
    }
    for (let number = 0; number < this.#bins.size; number++) {
      const first = this.#bins.first(number);
      const there = placeOf[first >> 1]!;
      if (there < 0) continue;
      const side = (first & 1) === SERVER ? SERVER : CLIENT;
      folded.addBin(there, side, this.#bins.second(number), this.#weights[number]!);
    }
    return folded;
  }

  #columnsOf(places: readonly number[]): SumsColumns {
    const column = (offset: number): Float64Array =>
      Float64Array.from(places, (place) => this.#sums[place * SUM_COUNT + offset]!);
    const exemplars = new Uint8Array(places.length * EXEMPLAR_BYTES);
    places.forEach((place, index) => {
      const from = place * EXEMPLAR_BYTES;
      const exemplar = this.#exemplars.subarray(from, from + EXEMPLAR_BYTES);
      exemplars.set(exemplar, index * EXEMPLAR_BYTES);
    });
    const indexOf = new Int32Array(this.#keys.size).fill(-1);
    for (const [index, place] of places.entries()) indexOf[place] = index;
    return {
      keys: places.map((place) => this.#keyOf(place)),
      ...{ calls: column(1), errors: column(2) },
      ...{ clientSumNano: column(3), serverSumNano: column(4) },
      exemplars,
      client: this.#binsOf(CLIENT, indexOf, places.length),
      server: this.#binsOf(SERVER, indexOf, places.length),
    };
  }

  /** Sorts the bins of one side by place, counting first how many each has. */
  #binsOf(side: number, indexOf: Int32Array, places: number): BinColumns {
    const ends = new Uint32Array(places);
    const indexOfBin = (number: number): number => {
      const first = this.#bins.first(number);
      if ((first & 1) !== side || Math.abs(this.#weights[number]!) < NOTHING) return -1;
      return indexOf[first >> 1]!;
    };
    for (let number = 0; number < this.#bins.size; number++) {
      const index = indexOfBin(number);
      if (index >= 0) ends[index]! += 1;
    }
    let total = 0;
    const next = ends.map((count) => (total += count) - count);
    const bins = new Uint16Array(total);
    const weights = new Float64Array(total);
    for (let number = 0; number < this.#bins.size; number++) {
      const index = indexOfBin(number);
      if (index < 0) continue;
      const at = next[index]!++;
      bins[at] = this.#bins.second(number);
      weights[at] = this.#weights[number]!;
    }
    return { ends: next, bins, weights };
  }
}

/** Columns of the sums; see SumsToAdd. */
const SUM_COUNT = 5;

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const more = new Float64Array(values.length * 2);
  more.set(values);
  return more;
}

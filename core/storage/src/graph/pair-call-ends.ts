import { toHex } from "@spanhouse/base";
import { GRAPH_OPEN_ENDS_MAX } from "../limits.ts";
import { OTHER } from "./call-end-numbers.ts";
import type { LoneCallers } from "./lone-callers.ts";
import { missingClient, missingServer } from "./missing-end.ts";
import { idKey, type OpenEnd, type SpanId } from "./open-end.ts";
import { CONNECTIONS } from "./peer-sql.ts";
import { HAS_LINKS, IS_ERROR, IS_SHARED, type CallEnds } from "./read-call-ends.ts";
import { SpanIdTable } from "./span-id-table.ts";
import type { CountedCall, StepCalls } from "./step-calls.ts";
import type { WaitingCallers } from "./waiting-callers.ts";

/** Callers without a name for their peer that are looked up one by one; of more, only the number is known. */
export const NAMELESS_MAX = 2_000;

/** What is left to do after both ends were looked for within the rows. */
export interface PairedEnds {
  /** Not more than GRAPH_OPEN_ENDS_MAX: those of which a caller is likely. */
  readonly openEnds: readonly OpenEnd[];
  /** Called ends beyond. */
  readonly unchecked: number;
  /** Callers that a called end of another bucket has been waiting for. */
  readonly waitedFor: readonly SpanId[];
  /** Callers without a called end that name no peer where that is quickly looked up; the first of them. */
  readonly nameless: readonly SpanId[];
  readonly namelessCount: number;
  /** Ends without another one, or a name for it. */
  readonly unpaired: number;
}

/** What is known of other buckets. */
export interface LookFor {
  readonly waiting: WaitingCallers;
  /** Callers elsewhere that are stored by now although they were missing: `idKey` of each. */
  readonly first: ReadonlySet<string>;
}

/** Rows after which others get their turn on this thread: about a millisecond. */
const ROWS_AT_ONCE = 4_096;

const SERVER_KIND = 2;
const CLIENT_KIND = 3;
const PRODUCER_KIND = 4;
const CONSUMER_KIND = 5;

/**
 * Finds both ends of the calls among the rows and counts them in `calls`, and those who call nobody in `lone`.
 * Repeated spans count once.
 *
 *   clients, producers   by (trace, own id)    ─┐
 *                                               ├─ both, or one alone  ─▶  between resources, between services
 *   servers, consumers   by (trace, caller id) ─┘
 *
 * Zipkin's servers share the id of the span that called them: those that say so, and those without a parent, look
 * for their own id.
 */
export async function pairCallEnds(
  ends: CallEnds,
  calls: StepCalls,
  lone: LoneCallers,
  look: LookFor,
): Promise<PairedEnds> {
  const pass = new Pass(ends, calls, lone, look);
  for (const step of ["callers", "called", "alone"] as const) {
    for (let from = 0; from < ends.rows; from += ROWS_AT_ONCE) {
      pass[step](from, Math.min(ends.rows, from + ROWS_AT_ONCE));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return pass.result();
}

class Pass {
  readonly #ends: CallEnds;
  readonly #calls: StepCalls;
  readonly #lone: LoneCallers;
  readonly #look: LookFor;
  readonly #callers: SpanIdTable;
  readonly #called: SpanIdTable;
  readonly #traceBytes: Uint8Array;
  /** Callers that somebody answers to, and those that are in the rows again. */
  readonly #isDone: Uint8Array;
  /** Numbers of the nodes of the dictionary. */
  readonly #resources: Uint32Array;
  readonly #missingServers = new Map<number, { server: number; connection: number }>();
  readonly #call: CountedCall;
  /** Rows of called ends times two, plus one where one caller was found; those that are most likely first. */
  readonly #open: number[][] = Array.from({ length: LEVELS }, () => []);
  readonly #waitedFor: SpanId[] = [];
  readonly #nameless: SpanId[] = [];
  #namelessCount = 0;
  #unpaired = 0;

  constructor(ends: CallEnds, calls: StepCalls, lone: LoneCallers, look: LookFor) {
    this.#ends = ends;
    this.#lone = lone;
    this.#calls = calls;
    this.#look = look;
    this.#callers = new SpanIdTable(ends.traceIds, ends.spanIds, ends.rows);
    this.#called = new SpanIdTable(ends.traceIds, ends.spanIds, ends.rows);
    this.#traceBytes = new Uint8Array(ends.traceIds.buffer);
    this.#isDone = new Uint8Array(ends.rows);
    this.#resources = Uint32Array.from(ends.resources.texts, (id) => calls.numbers.resource(id));
    this.#call = {
      ...{ client: OTHER, server: OTHER, minute: 0, connection: 0, weight: 1, isError: false },
      ...{ clientDurationNano: -1, serverDurationNano: -1 },
      ...{ traceIds: this.#traceBytes, traceAt: 0 },
    };
  }

  callers(from: number, to: number): void {
    const { kinds } = this.#ends;
    for (let row = from; row < to; row++) {
      const kind = kinds[row]!;
      if (kind !== CLIENT_KIND && kind !== PRODUCER_KIND) continue;
      if (!this.#callers.add(row)) this.#isDone[row] = 1;
      else if (this.#look.waiting.has(this.#ends, row)) this.#waitedFor.push(this.#idOf(row));
    }
  }

  called(from: number, to: number): void {
    const { kinds, flags, parentIds } = this.#ends;
    for (let row = from; row < to; row++) {
      const kind = kinds[row]!;
      if (kind !== SERVER_KIND && kind !== CONSUMER_KIND) continue;
      if (!this.#called.add(row)) continue;
      const isRoot = isZero(parentIds, row) && (flags[row]! & IS_SHARED) === 0;
      const caller = this.#callers.find(row, this.#callerIds(row));
      const hasLinks = (flags[row]! & HAS_LINKS) !== 0;
      if (caller >= 0) this.#countPair(caller, row);
      else this.#countCalled(row, isRoot && !hasLinks);
      if (!hasLinks && (caller >= 0 || isRoot)) continue;
      this.#open[this.#levelOf(row)]!.push(row * 2 + (caller >= 0 ? 1 : 0));
    }
  }

  alone(from: number, to: number): void {
    const { kinds, peers, connections } = this.#ends;
    for (let row = from; row < to; row++) {
      const kind = kinds[row]!;
      if ((kind !== CLIENT_KIND && kind !== PRODUCER_KIND) || this.#isDone[row] === 1) continue;
      const peer = peers.numbers[row]!;
      const call = this.#call;
      this.#fill(row);
      call.client = this.#resources[this.#ends.resources.numbers[row]!]!;
      this.#setMissingServer(peer, connections[row]!);
      call.clientDurationNano = this.#durationOf(row);
      call.serverDurationNano = -1;
      this.#calls.add(call, 1);
      this.#lone.add(this.#ends, row);
      if (peers.texts[peer] !== "") continue;
      this.#unpaired += 1;
      this.#namelessCount += 1;
      if (this.#nameless.length < NAMELESS_MAX) this.#nameless.push(this.#idOf(row));
    }
  }

  result(): PairedEnds {
    const open = this.#open.flat();
    const ends = open.slice(0, GRAPH_OPEN_ENDS_MAX);
    return {
      openEnds: ends.map((one) => this.#openEnd(one >> 1, (one & 1) === 1)),
      unchecked: open.length - ends.length,
      ...{ waitedFor: this.#waitedFor, nameless: this.#nameless },
      ...{ namelessCount: this.#namelessCount, unpaired: this.#unpaired },
    };
  }

  #countPair(caller: number, row: number): void {
    const { kinds, flags, weights, resources } = this.#ends;
    this.#isDone[caller] = 1;
    const call = this.#call;
    this.#fill(row);
    const isMessage = kinds[caller] === PRODUCER_KIND || kinds[row] === CONSUMER_KIND;
    call.client = this.#resources[resources.numbers[caller]!]!;
    call.server = this.#resources[resources.numbers[row]!]!;
    call.connection = isMessage ? CONNECTIONS.messagingSystem : CONNECTIONS.direct;
    call.weight = Math.max(weights[caller]!, weights[row]!);
    call.isError = ((flags[caller]! | flags[row]!) & IS_ERROR) !== 0;
    call.clientDurationNano = this.#durationOf(caller);
    call.serverDurationNano = this.#durationOf(row);
    this.#calls.add(call, 1);
  }

  /** Most callers name one of few peers: the ends of these are found once. */
  #setMissingServer(peer: number, over: number): void {
    const key = peer * 8 + over;
    let found = this.#missingServers.get(key);
    if (found === undefined) {
      const { node, connection } = missingServer(this.#ends.peers.texts[peer]!, over);
      found = { server: this.#calls.numbers.named(node), connection };
      this.#missingServers.set(key, found);
    }
    this.#call.server = found.server;
    this.#call.connection = found.connection;
  }

  #countCalled(row: number, isCalledByNobody: boolean): void {
    const { peers, resources } = this.#ends;
    const queue = peers.texts[peers.numbers[row]!]!;
    const { node, connection } = missingClient(queue, isCalledByNobody);
    const call = this.#call;
    this.#fill(row);
    call.client = this.#calls.numbers.named(node);
    call.server = this.#resources[resources.numbers[row]!]!;
    call.connection = connection;
    call.clientDurationNano = -1;
    call.serverDurationNano = this.#durationOf(row);
    this.#calls.add(call, 1);
    if (!isCalledByNobody && queue === "") this.#unpaired += 1;
  }

  /** What a call has of one row, whichever end that is. */
  #fill(row: number): void {
    const call = this.#call;
    call.minute = Math.floor(this.#startOf(row) / 60e9);
    call.weight = this.#ends.weights[row]!;
    call.isError = (this.#ends.flags[row]! & IS_ERROR) !== 0;
    call.traceAt = row * 16;
  }

  #callerIds(row: number): Uint32Array {
    const { flags, spanIds, parentIds } = this.#ends;
    return isZero(parentIds, row) || (flags[row]! & IS_SHARED) !== 0 ? spanIds : parentIds;
  }

  #startOf(row: number): number {
    return nanoAt(this.#ends.starts, row);
  }

  #durationOf(row: number): number {
    return nanoAt(this.#ends.durations, row);
  }

  /** Links first, then ends near the borders of the bucket, where a caller in the next one is likely. */
  #levelOf(row: number): number {
    if (this.#isFirst(row)) return 0;
    if ((this.#ends.flags[row]! & HAS_LINKS) !== 0) return 1;
    const start = this.#startOf(row);
    return 2 + Math.min(LEVELS - 3, Math.floor(Math.min(start, 300e9 - start) / 1e9));
  }

  #isFirst(row: number): boolean {
    const { first } = this.#look;
    if (first.size === 0) return false;
    const own = this.#idOf(row);
    const callerId = wordsToHex(this.#callerIds(row), row);
    return first.has(idKey(own)) || first.has(own.traceId + callerId);
  }

  #idOf(row: number): SpanId {
    return { traceId: this.#traceIdOf(row), spanId: wordsToHex(this.#ends.spanIds, row) };
  }

  #traceIdOf(row: number): string {
    return toHex(this.#traceBytes, row * 16, row * 16 + 16);
  }

  #openEnd(row: number, isPaired: boolean): OpenEnd {
    const { kinds, flags, weights, peers, resources } = this.#ends;
    return {
      ...{ ...this.#idOf(row), isPaired, callerId: wordsToHex(this.#callerIds(row), row) },
      ...{ resource: resources.texts[resources.numbers[row]!]! },
      ...{ queue: peers.texts[peers.numbers[row]!]!, weight: weights[row]! },
      ...{ startOffsetNano: this.#startOf(row), durationNano: this.#durationOf(row) },
      minute: Math.floor(this.#startOf(row) / 60e9),
      isError: (flags[row]! & IS_ERROR) !== 0,
      isConsumer: kinds[row] === CONSUMER_KIND,
      hasLinks: (flags[row]! & HAS_LINKS) !== 0,
    };
  }
}

/** Of likelihood: two, and one per second from the border to the middle of a bucket. */
const LEVELS = 2 + 150;

function nanoAt(words: Uint32Array, row: number): number {
  return words[row * 2]! + words[row * 2 + 1]! * 2 ** 32;
}

function isZero(ids: Uint32Array, row: number): boolean {
  return ids[row * 2] === 0 && ids[row * 2 + 1] === 0;
}

function wordsToHex(ids: Uint32Array, row: number): string {
  return toHex(new Uint8Array(ids.buffer, ids.byteOffset), row * 8, row * 8 + 8);
}

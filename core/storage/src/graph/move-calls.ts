import type { Caller } from "./find-callers.ts";
import { missingClient, missingServer } from "./missing-end.ts";
import type { OpenEnd } from "./open-end.ts";
import { CONNECTIONS } from "./peer-sql.ts";
import type { ResolvedEnd } from "./resolve-open-ends.ts";
import type { CountedCall, StepCalls } from "./step-calls.ts";

/** Moves calls of a bucket that were counted with one end to where they belong. */
export class CallMoves {
  readonly #calls: StepCalls;
  readonly #timeBucket: number;
  /** How many more ends have no other one than before. */
  unpaired = 0;

  constructor(calls: StepCalls, timeBucket: number) {
    this.#calls = calls;
    this.#timeBucket = timeBucket;
  }

  /** Moves a called end from "alone" to its callers, once for each. */
  settle({ end, callers }: ResolvedEnd): void {
    if (callers.length === 0) return;
    if (!end.isPaired) this.#takeCalledAway(end);
    for (const caller of callers) {
      const isMessage = caller.isProducer || end.isConsumer;
      this.#add(end.traceId, 1, {
        client: this.#calls.numbers.resource(caller.resource),
        server: this.#calls.numbers.resource(end.resource),
        minute: end.minute,
        connection: isMessage ? CONNECTIONS.messagingSystem : CONNECTIONS.direct,
        weight: Math.max(caller.weight, end.weight),
        isError: caller.isError || end.isError,
        clientDurationNano: Math.max(0, caller.durationNano),
        serverDurationNano: end.durationNano,
      });
    }
  }

  /** Moves a caller without a called end to the peer that only its older attributes name. */
  name(caller: Caller): void {
    if (caller.peer === "") return;
    this.takeCallerAway({ ...caller, peer: "" });
    this.#caller(caller, 1);
  }

  /** Somebody else has counted the call of this caller. */
  takeCallerAway(caller: Caller): void {
    this.#caller(caller, -1);
  }

  #caller(caller: Caller, times: 1 | -1): void {
    const { node, connection } = missingServer(caller.peer, caller.connection);
    if (caller.peer === "") this.unpaired += times;
    this.#add(caller.traceId, times, {
      client: this.#calls.numbers.resource(caller.resource),
      server: this.#calls.numbers.named(node),
      minute: caller.minute - this.#timeBucket * 5,
      connection,
      weight: caller.weight,
      isError: caller.isError,
      clientDurationNano: Math.max(0, caller.durationNano),
      serverDurationNano: -1,
    });
  }

  #takeCalledAway(end: OpenEnd): void {
    // One that nobody has called and that links to nobody is not looked up.
    const { node, connection } = missingClient(end.queue, false);
    if (end.queue === "") this.unpaired -= 1;
    this.#add(end.traceId, -1, {
      client: this.#calls.numbers.named(node),
      server: this.#calls.numbers.resource(end.resource),
      minute: end.minute,
      connection,
      weight: end.weight,
      isError: end.isError,
      clientDurationNano: -1,
      serverDurationNano: end.durationNano,
    });
  }

  #add(traceId: string, times: 1 | -1, call: Omit<CountedCall, "traceIds" | "traceAt">): void {
    this.#calls.add({ ...call, traceIds: Buffer.from(traceId, "hex"), traceAt: 0 }, times);
  }
}

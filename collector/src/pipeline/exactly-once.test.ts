import fc from "fast-check";
import { pino } from "pino";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";

import type { RequestIdentity } from "../ingest.ts";
import { NATIVE_FORMAT } from "./native-format.ts";
import { OTLP_FORMAT } from "./otlp-format.ts";
import { startPipeline, type Pipeline } from "./pipeline.ts";
import { openRequestSecret, requestHash } from "./request-hash.ts";
import { deliveryKey } from "./request-key.ts";
import type { SpoolFormat } from "./spool-format.ts";
import { ModelDisk, type Operation } from "./testing/model-disk.ts";
import { ModelStore, type StoreMood } from "./testing/model-store.ts";
import { decodeTestRequest, testRequest } from "./testing/test-requests.ts";
import { defaultTuning } from "./tuning.ts";

/**
 * Any mix of requests, deliveries, repetitions, crashes, power losses, full and failing disks, moods of the
 * store, and hours that pass: afterwards each acknowledged span is in the store exactly once, and all others
 * at most once.
 */
type Action =
  | { readonly type: "send"; readonly spans: number; readonly poison: boolean }
  | { readonly type: "sendAgain"; readonly which: number }
  /** A request that is never the same as another. */
  | { readonly type: "sendNameless"; readonly spans: number }
  /** A sender's next delivery, once the one before it was acknowledged; until then that one again. */
  | { readonly type: "deliver"; readonly sender: number; readonly spans: number }
  /** A sender's last delivery again, as when the answer was lost. */
  | { readonly type: "deliverAgain"; readonly sender: number }
  /** Longer than requests are recognised by their bodies. */
  | { readonly type: "hoursPass" }
  | { readonly type: "pause"; readonly turns: number }
  /** The store is away while requests come one by one, so that batches have several files. */
  | { readonly type: "backlog"; readonly requests: number }
  | { readonly type: "store"; readonly mood: StoreMood }
  | { readonly type: "disk"; readonly state: "works" | "full" | "fsyncFails" | "folderFsyncFails" }
  | {
      readonly type: "crash";
      readonly kind: "processCrash" | "powerLoss";
      readonly afterOperations: number;
    };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("send" as const),
      spans: fc.integer({ min: 1, max: 5 }),
      poison: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("sendAgain" as const), which: fc.nat(30) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("sendNameless" as const),
      spans: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("deliver" as const),
      sender: fc.nat(2),
      spans: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("deliverAgain" as const), sender: fc.nat(2) }),
  },
  { weight: 4, arbitrary: fc.constant({ type: "hoursPass" as const }) },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant("pause" as const), turns: fc.nat(25) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("backlog" as const),
      requests: fc.integer({ min: 2, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("store" as const),
      mood: fc.constantFrom<StoreMood>("up", "up", "down", "lostAnswer", "lostRequest"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("disk" as const),
      state: fc.constantFrom(
        "works" as const,
        "works" as const,
        "full" as const,
        "fsyncFails" as const,
        "folderFsyncFails" as const,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("crash" as const),
      kind: fc.constantFrom("processCrash" as const, "powerLoss" as const),
      afterOperations: fc.nat(25),
    }),
  },
);

const failures: Record<
  Extract<Action, { type: "disk" }>["state"],
  (operation: Operation) => "ENOSPC" | "EIO" | undefined
> = {
  works: () => undefined,
  full: ({ kind }) => (kind === "write" ? "ENOSPC" : undefined),
  fsyncFails: ({ kind }) => (kind === "write" ? "EIO" : undefined),
  folderFsyncFails: ({ kind }) => (kind === "syncFolder" ? "EIO" : undefined),
};

interface Sent {
  readonly body: Uint8Array;
  readonly spans: number;
  readonly poison: boolean;
  readonly identity: RequestIdentity;
  /** Hours passed since: it is not recognised by its body any more. */
  isOld: boolean;
  isAcknowledged: boolean;
}

const HOURS_MS = 5 * 3_600_000;

class World {
  readonly sent: Sent[] = [];
  /** The last delivery of each sender. */
  readonly #delivered = new Map<number, Sent>();
  #clockMs = 0;
  readonly #random: () => number;
  readonly #format: SpoolFormat;
  readonly store: ModelStore;
  disk: ModelDisk;
  #pipeline: Pipeline | undefined;
  #diskState: keyof typeof failures = "works";
  #requests: Promise<unknown>[] = [];

  constructor(random: () => number, format: SpoolFormat) {
    this.#random = random;
    this.#format = format;
    this.disk = new ModelDisk(random);
    this.disk.now = this.#now;
    this.store = new ModelStore(this.disk, format);
  }

  /** Starts the pipeline; a crash during recovery means the next start. */
  async start(): Promise<void> {
    while (this.#pipeline === undefined) {
      const crashed = new Promise<undefined>((resolve) => {
        this.disk.onCrash = () => resolve(undefined);
      });
      const starting = startPipeline({
        disk: this.disk,
        writer: this.store,
        format: this.#format,
        tuning: {
          ...defaultTuning({ spoolBytesMax: 1e9, memoryBytesMax: 1e12 }),
          sealQuietMs: 0,
          sealAgeMaxMs: 1,
          insertIntervalMs: 1,
          batchFilesMax: 3,
          diskProbeIntervalMs: 2,
          doneSweepIntervalMs: 3,
          backoff: { firstMs: 1, maxMs: 2, factor: 2, jitter: 0 },
        },
        logger: pino({ level: "silent" }),
        metrics: new Registry(),
        now: this.#now,
      });
      // A start waits for a disk that is full or failing; somebody repairs it.
      const repair = setTimeout(() => void this.act({ type: "disk", state: "works" }), 20);
      this.#pipeline = await Promise.race([starting, crashed]);
      clearTimeout(repair);
      if (this.#pipeline === undefined) this.#reboot("processCrash");
    }
  }

  async act(action: Action): Promise<void> {
    switch (action.type) {
      case "send": {
        this.#send(this.#newRequest(action.spans, { by: "body" }, action.poison));
        return;
      }
      case "sendAgain": {
        const known = this.sent.filter(
          ({ isOld, identity }) => !isOld && identity.by !== "nothing",
        );
        const again = known[action.which % Math.max(1, known.length)];
        if (again !== undefined) this.#send(again);
        return;
      }
      case "sendNameless":
        this.#send(this.#newRequest(action.spans, { by: "nothing" }));
        return;
      case "deliver": {
        const { sender, spans } = action;
        if (this.#delivered.get(sender)?.isAcknowledged !== false) {
          const token = `token ${this.sent.length}`;
          const identity = { by: "delivery", sender: `sender ${sender}`, token } as const;
          this.#delivered.set(sender, this.#newRequest(spans, identity));
        }
        this.#send(this.#delivered.get(sender)!);
        return;
      }
      case "deliverAgain": {
        const again = this.#delivered.get(action.sender);
        if (again !== undefined) this.#send(again);
        return;
      }
      case "hoursPass":
        this.#clockMs += HOURS_MS;
        for (const sent of this.sent) sent.isOld = true;
        // Manifests are swept meanwhile, unless a crash comes in between.
        await this.act({ type: "pause", turns: 6 });
        return;
      case "pause":
        for (let turn = 0; turn < action.turns; turn++) await turnOfEvents();
        return;
      case "backlog":
        this.store.mood = "down";
        for (let count = 0; count < action.requests; count++) {
          await this.act({ type: "send", spans: 2, poison: false });
          await this.act({ type: "pause", turns: 4 });
        }
        this.store.mood = "up";
        return;
      case "store":
        this.store.mood = action.mood;
        return;
      case "disk":
        this.#diskState = action.state;
        this.disk.failing = failures[action.state];
        return;
      case "crash":
        await this.#crash(action.kind, action.afterOperations);
    }
  }

  /** A process whose disk has stopped is dead: the next one starts. */
  async live(): Promise<void> {
    if (this.disk.isCrashed) await this.#crash("processCrash", 0);
  }

  /** The troubles are over: everything that can be stored is. */
  async finish(): Promise<void> {
    this.disk.crashAfter = undefined;
    await this.act({ type: "store", mood: "up" });
    await this.act({ type: "disk", state: "works" });
    await this.live();
    await this.#pipeline!.stop(5_000);
    await Promise.all(this.#requests);
    expect(this.disk.names().filter((name) => name.endsWith(".batch"))).toEqual([]);
    expect(this.disk.names().filter((name) => /^spool.*(native|otlp)$/.test(name))).toEqual([]);
  }

  readonly #now = (): number => Date.now() + this.#clockMs;

  #newRequest(spans: number, identity: RequestIdentity, poison = false): Sent {
    const body = testRequest(this.sent.length + 1, spans);
    const sent = { body, spans, poison, identity, isOld: false, isAcknowledged: false };
    this.sent.push(sent);
    return sent;
  }

  #send(sent: Sent): void {
    const pipeline = this.#pipeline!;
    const { body, identity } = sent;
    const request = { body, decode: decodeTestRequest, receiver: "test", identity };
    const answer = pipeline.ingest.accept(request);
    const heard = answer.then((outcome) => {
      if (outcome.status === "stored") sent.isAcknowledged = true;
    });
    this.#requests.push(heard);
  }

  async #crash(kind: "processCrash" | "powerLoss", afterOperations: number): Promise<void> {
    this.disk.crashAfter = afterOperations;
    for (let turn = 0; turn < 40 && !this.disk.isCrashed; turn++) await turnOfEvents();
    this.disk.crashAfter = 0;
    this.disk.isCrashed = true;
    // Answers that were on their way when it crashed are heard; later ones cannot be.
    await turnOfEvents();
    this.#requests = [];
    await this.#pipeline!.stop(0);
    this.#reboot(kind);
    await this.start();
  }

  #reboot(kind: "processCrash" | "powerLoss"): void {
    this.#pipeline = undefined;
    this.disk = this.disk.reboot(kind);
    this.disk.failing = failures[this.#diskState];
    // One crash in three is followed by one during recovery.
    if (this.#random() < 0.33) this.disk.crashAfter = Math.floor(this.#random() * 20);
    this.store.disk = this.disk;
  }
}

/** Numbers in [0, 1), evenly spread (mulberry32); fast-check's own doubles are mostly tiny. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function turnOfEvents(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe("spans that were acknowledged", () => {
  it("are in the store exactly once, whatever happens on the way", async () => {
    const world = fc.tuple(
      fc.array(action, { minLength: 5, maxLength: 40 }),
      fc.nat(),
      fc.constantFrom(NATIVE_FORMAT, OTLP_FORMAT),
    );
    await fc.assert(
      fc.asyncProperty(world, async ([actions, seed, format]) => {
        const random = seededRandom(seed);
        const world = new World(random, format);
        await world.start();
        const hash = requestHash(await openRequestSecret(world.disk));
        const keyOf = ({ body, identity }: Sent): string => {
          const isDelivery = identity.by === "delivery";
          const key = isDelivery
            ? deliveryKey(identity.sender, identity.token)
            : hash("test", body);
          return Buffer.from(key).toString("hex");
        };
        const poison = new Set<string>();
        world.store.isPoison = (row) => poison.has(row);
        for (const action of actions) {
          await world.act(action);
          await world.live();
          for (const sent of world.sent) {
            if (sent.poison) poison.add(`${keyOf(sent)}#0`);
          }
        }
        await world.finish();
        expect(world.store.breaches).toEqual([]);
        const nameless = world.sent.filter(({ identity }) => identity.by === "nothing");
        const rowsOf = (list: readonly Sent[]): number =>
          list.reduce((sum, { spans }) => sum + spans, 0);
        const named = new Set(world.sent.map(keyOf));
        const ownCounts = [...world.store.counts].filter(([row]) => !named.has(row.slice(0, 32)));
        expect(ownCounts.filter(([, count]) => count !== 1)).toEqual([]);
        expect(ownCounts.length).toBeLessThanOrEqual(rowsOf(nameless));
        expect(ownCounts.length).toBeGreaterThanOrEqual(
          rowsOf(nameless.filter(({ isAcknowledged }) => isAcknowledged)),
        );
        for (const sent of world.sent.filter((one) => !nameless.includes(one))) {
          const first = sent.poison ? 1 : 0;
          for (let row = first; row < sent.spans; row++) {
            const count = world.store.counts.get(`${keyOf(sent)}#${row}`) ?? 0;
            if (sent.isAcknowledged) expect(count).toBe(1);
            else expect(count).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: Number(process.env["EXACTLY_ONCE_RUNS"] ?? 40), endOnFailure: false },
    );
  }, 600_000);
});

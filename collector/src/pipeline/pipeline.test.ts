import { setTimeout as delay } from "node:timers/promises";

import { afterEach, describe, expect, it, vi } from "vitest";

import type { SpanAppender } from "@spanhouse/model";

import type { Admitted, IngestOutcome } from "../ingest.ts";
import { openWorld, type OpenWorld } from "./testing/open-world.ts";
import { decodeTestRequest, testRequest } from "./testing/test-requests.ts";

const DAY_MS = 86_400_000;
const stored = (spans: number) => ({ status: "stored", spans, rejected: 0, reason: "" });
let open: OpenWorld[] = [];
afterEach(async () => {
  for (const { pipeline } of open) await pipeline.stop(0);
  open = [];
});

async function world(...args: Parameters<typeof openWorld>): Promise<OpenWorld> {
  const opened = await openWorld(...args);
  open.push(opened);
  return opened;
}

/** Rows the store has, all of them. */
const rowsIn = ({ store }: OpenWorld): number =>
  [...store.counts.values()].reduce((sum, count) => sum + count, 0);

const spoolFiles = ({ disk }: OpenWorld): readonly string[] =>
  disk.names().filter((name) => /^spool.*native$/.test(name));

/** Three spans that came in datagrams. */
function acceptDatagrams({ pipeline }: OpenWorld, request: number): Promise<IngestOutcome> {
  return pipeline.ingest.accept({
    body: testRequest(request, 3),
    decode: decodeTestRequest,
    receiver: "udp",
    identity: { by: "nothing" },
  });
}

describe("a request", () => {
  it("is answered when it is in the spool, and in the store soon after", async () => {
    const here = await world();
    expect(await here.send(1, 3)).toEqual(stored(3));
    await expect.poll(() => rowsIn(here)).toBe(3);
    await expect.poll(() => spoolFiles(here)).toEqual([]);
    expect(await here.metric("otelcol_exporter_sent_spans")).toBe(3);
  });

  it("shares its block with those that come at the same time", async () => {
    const here = await world();
    here.store.mood = "down";
    await Promise.all(Array.from({ length: 50 }, async (_, request) => here.send(request, 2)));
    // The first may have been alone, the rest waited for its fsync.
    expect(spoolFiles(here).length).toBeLessThanOrEqual(2);
  });

  it("is rolled back whole when it is malformed, and does not touch its neighbours", async () => {
    const here = await world();
    const decode = (body: Uint8Array, appender: SpanAppender) => {
      decodeTestRequest(body, appender);
      return { status: "malformed", reason: "cut off" } as const;
    };
    const bad = { body: testRequest(9, 100), decode, receiver: "test" };
    const outcomes = await Promise.all([
      here.send(1, 2),
      here.pipeline.ingest.accept(bad),
      here.send(2, 2),
    ]);
    expect(outcomes).toEqual([stored(2), { status: "malformed", reason: "cut off" }, stored(2)]);
    await expect.poll(() => rowsIn(here)).toBe(4);
  });

  it("does not stop the process when its decoder throws", async () => {
    const here = await world();
    const decode = (body: Uint8Array, appender: SpanAppender) => {
      appender.useSource(body);
      appender.openResource();
      throw new TypeError("a bug");
    };
    const outcome = await here.pipeline.ingest.accept({
      body: testRequest(9, 1),
      decode,
      receiver: "test",
    });
    expect(outcome).toEqual({ status: "malformed", reason: "the decoder failed: a bug" });
    expect(await here.send(1, 2)).toEqual(stored(2));
  });

  it("without spans is answered at once and leaves nothing", async () => {
    const here = await world();
    expect(await here.send(1, 0)).toEqual(stored(0));
    expect(spoolFiles(here)).toEqual([]);
  });

  it("is stored twice when the same bytes come over two doors", async () => {
    const here = await world();
    const body = testRequest(1, 2);
    for (const receiver of ["one", "two"]) {
      await here.pipeline.ingest.accept({ body, decode: decodeTestRequest, receiver });
    }
    await expect.poll(() => rowsIn(here)).toBe(4);
  });

  it("that nobody waits for is sealed by its age, and with one that is awaited at once", async () => {
    const here = await world({ sealAgeMaxMs: 60_000, sealAgeBusyMaxMs: 60_000, sealQuietMs: 1 });
    here.store.mood = "down";
    const datagrams = acceptDatagrams(here, 1);
    await delay(20);
    expect(spoolFiles(here)).toEqual([]);
    expect(await here.send(2, 2)).toEqual(stored(2));
    expect(await datagrams).toEqual(stored(3));
    expect(spoolFiles(here).length).toBe(1);
  });

  it("that is awaited is not kept waiting by those that nobody waits for", async () => {
    const here = await world({ sealAgeMaxMs: 60_000, sealAgeBusyMaxMs: 60_000, sealQuietMs: 1 });
    const flood = setInterval(() => void acceptDatagrams(here, 1), 1);
    try {
      for (let request = 2; request < 30; request++) {
        expect(await here.send(request, 2)).toEqual(stored(2));
      }
    } finally {
      clearInterval(flood);
    }
  });

  it("waits for the next block when the open one is full", async () => {
    const here = await world({ blockBytesMax: 1, sealBytes: 1 });
    const outcomes = await Promise.all([1, 2, 3].map(async (request) => here.send(request, 5)));
    expect(outcomes).toEqual([stored(5), stored(5), stored(5)]);
    await expect.poll(() => rowsIn(here)).toBe(15);
  });
});

describe("the size of a spool file", () => {
  it("moves a request to the next block that would make this one too large", async () => {
    const here = await world({ fileBytesMax: 60_000 });
    here.store.mood = "down";
    const outcomes = await Promise.all([here.send(1, 150), here.send(2, 150)]);
    expect(outcomes).toEqual([stored(150), stored(150)]);
    expect(spoolFiles(here).length).toBe(2);
  });

  it("refuses a request that alone makes one too large, and nothing of it stays", async () => {
    const here = await world({ fileBytesMax: 60_000 });
    const reason = "its 1000 spans take more space than one file may have";
    expect(await here.send(1, 1_000)).toEqual({ status: "tooLarge", reason });
    expect(await here.send(2, 10)).toEqual(stored(10));
    await expect.poll(() => rowsIn(here)).toBe(10);
  });
});

describe("a request that is sent again", () => {
  it("is stored once and answered the same, in flight, later, and after a restart", async () => {
    const before = await world();
    const first = await Promise.all([before.send(1, 3), before.send(1, 3)]);
    expect([...first, await before.send(1, 3)]).toEqual([stored(3), stored(3), stored(3)]);
    expect(await before.metric("spanhouse_duplicate_requests_total")).toBe(2);
    await before.pipeline.stop(1_000);
    const { store } = before;
    const after = await world({}, { disk: before.disk.reboot("powerLoss"), store });
    expect(await after.send(1, 3)).toEqual(stored(3));
    await after.pipeline.stop(1_000);
    expect(rowsIn(after)).toBe(3);
  });

  it("is new when the window is over", async () => {
    const clock = { ms: Date.now() };
    const here = await world({ requestWindowMs: 1_000 }, { now: () => clock.ms });
    await here.send(1, 3);
    clock.ms += 1_000;
    await here.send(1, 3);
    expect(await here.metric("spanhouse_duplicate_requests_total")).toBe(0);
  });
});

describe("a delivery", () => {
  const deliver = async ({ pipeline }: OpenWorld, token: string, spans: number) =>
    pipeline.ingest.accept({
      body: testRequest(spans, spans),
      decode: decodeTestRequest,
      receiver: "test",
      identity: { by: "delivery", sender: "agent", token },
    });

  it("is known by its token, not by its body, however late and after a restart it comes again", async () => {
    const clock = { ms: Date.now() };
    const options = { now: () => clock.ms };
    const tuning = { doneSweepIntervalMs: 2 };
    const aDayPasses = async ({ disk }: OpenWorld): Promise<void> => {
      clock.ms += DAY_MS;
      // The manifests go, and with them the keys in them.
      await expect.poll(() => disk.names().some((name) => /(batch|done)$/.test(name))).toBe(false);
    };
    const before = await world(tuning, options);
    expect(await deliver(before, "one", 3)).toEqual(stored(3));
    expect(await deliver(before, "two", 3)).toEqual(stored(3));
    await expect.poll(() => rowsIn(before)).toBe(6);
    await aDayPasses(before);
    expect(await deliver(before, "two", 3)).toEqual(stored(3));
    await before.pipeline.stop(1_000);
    const disk = before.disk.reboot("processCrash");
    const after = await world(tuning, { disk, store: before.store, ...options });
    expect(await deliver(after, "two", 3)).toEqual(stored(3));
    expect(await deliver(after, "three", 3)).toEqual(stored(3));
    await expect.poll(() => rowsIn(after)).toBe(9);
    await aDayPasses(after);
    expect(await deliver(after, "three", 3)).toEqual(stored(3));
    expect(await after.metric("spanhouse_duplicate_requests_total")).toBe(2);
    await after.pipeline.stop(1_000);
    expect(rowsIn(after)).toBe(9);
  });

  it("that was refused is new when it comes again", async () => {
    const here = await world({ diskProbeIntervalMs: 1_000_000 });
    here.disk.failing = ({ kind }) => (kind === "write" ? "ENOSPC" : undefined);
    expect(await deliver(here, "one", 2)).toMatchObject({ status: "refused" });
    here.disk.failing = () => undefined;
    const again = await world({}, { disk: here.disk.reboot("processCrash"), store: here.store });
    expect(await deliver(again, "one", 2)).toEqual(stored(2));
    await expect.poll(() => rowsIn(again)).toBe(2);
  });
});

describe("a request without an identity", () => {
  it("is never the same as another, and is not remembered", async () => {
    const here = await world();
    const datagram = {
      body: testRequest(1, 1),
      decode: decodeTestRequest,
      receiver: "test",
      identity: { by: "nothing" },
    } as const;
    await Promise.all([1, 2, 3].map(async () => here.pipeline.ingest.accept(datagram)));
    await expect.poll(() => rowsIn(here)).toBe(3);
    await here.pipeline.stop(1_000);
    const disk = here.disk.reboot("processCrash");
    const after = await world({}, { disk, store: here.store });
    await after.pipeline.ingest.accept(datagram);
    await expect.poll(() => rowsIn(after)).toBe(4);
    expect(await after.metric("spanhouse_duplicate_requests_total")).toBe(0);
  });
});

describe("a batch", () => {
  it("never mixes days of receipt", async () => {
    const clock = { ms: 20_000 * DAY_MS + DAY_MS - 1 };
    const here = await world({}, { now: () => clock.ms });
    here.store.mood = "down";
    const insert = vi.spyOn(here.store, "insert");
    await here.send(1, 1);
    await here.send(2, 1);
    clock.ms += 1;
    await here.send(3, 1);
    here.store.mood = "up";
    await expect.poll(() => rowsIn(here)).toBe(3);
    const days = insert.mock.calls.map(([{ parts }]) =>
      parts.map(({ path }) => path.split("-")[1]),
    );
    for (const batch of days) expect(new Set(batch).size).toBe(1);
    expect(new Set(days.flat())).toEqual(new Set(["20000", "20001"]));
  });

  it("stays as it was cut, however often it is tried", async () => {
    const here = await world();
    here.store.mood = "lostAnswer";
    const insert = vi.spyOn(here.store, "insert");
    await here.send(1, 1);
    await expect.poll(() => insert.mock.calls.length).toBeGreaterThan(3);
    await here.send(2, 1);
    here.store.mood = "up";
    await expect.poll(() => rowsIn(here)).toBe(2);
    expect(here.store.breaches).toEqual([]);
    expect(new Set(insert.mock.calls.map(([{ token }]) => token)).size).toBe(2);
  });

  it("leaves its manifest until the window is over", async () => {
    const clock = { ms: Date.now() };
    const tuning = { requestWindowMs: 60_000, doneSweepIntervalMs: 2 };
    const here = await world(tuning, { now: () => clock.ms });
    await here.send(1, 1);
    const done = (): number => here.disk.names().filter((name) => name.endsWith(".done")).length;
    await expect.poll(done).toBe(1);
    clock.ms += 50_000;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(done()).toBe(1);
    clock.ms += 11_000;
    await expect.poll(done).toBe(0);
  });
});

describe("the bounds of the spool", () => {
  it("refuse requests when its bytes are used up, until the store has caught up", async () => {
    const here = await world({ spoolBytesMax: 1_500 });
    here.store.mood = "down";
    await here.send(1, 20);
    const refused = { admitted: false, code: "INGEST_SPOOL_FULL", retryAfterMs: 5_000 };
    await expect.poll(() => here.pipeline.ingest.admit(1_000)).toEqual(refused);
    expect(await here.metric("spanhouse_refused_requests_total")).toBeGreaterThan(0);
    here.store.mood = "up";
    await expect.poll(() => here.pipeline.ingest.admit(1_000).admitted).toBe(true);
  });

  it("refuse requests when the disk has little space left, and say so", async () => {
    const here = await world();
    here.disk.freeSpace = 1_000;
    await expect.poll(() => here.pipeline.readiness()).toBe("the spool's disk is full");
    expect(here.pipeline.ingest.admit(1)).toMatchObject({ code: "INGEST_SPOOL_FULL" });
    here.disk.freeSpace = 1e12;
    await expect.poll(() => here.pipeline.readiness()).toBeUndefined();
  });

  it("refuse requests when memory is short", async () => {
    const here = await world({ memoryBytesMax: 1_000 });
    expect(here.pipeline.ingest.admit(1)).toEqual({
      ...{ admitted: false, code: "INGEST_OVERLOADED", retryAfterMs: 1_000 },
    });
  });
});

describe("a disk that fails", () => {
  it.each([
    ["ENOSPC", "INGEST_SPOOL_FULL", "the spool's disk is full"],
    ["EIO", "INGEST_SPOOL_FAILED", "the spool's disk failed"],
  ] as const)(
    "(%s) refuses with %s, and is used again when a probe succeeds",
    async (errno, code, why) => {
      const here = await world();
      here.disk.failing = ({ kind }) => (kind === "write" ? errno : undefined);
      expect(await here.send(1, 2)).toMatchObject({ status: "refused", code, retryAfterMs: 5_000 });
      expect(here.pipeline.readiness()).toBe(why);
      expect(here.pipeline.ingest.admit(1)).toMatchObject({ admitted: false, code });
      expect(await here.metric("otelcol_exporter_enqueue_failed_spans")).toBe(2);
      here.disk.failing = () => undefined;
      await expect.poll(() => here.pipeline.readiness()).toBeUndefined();
      expect(await here.send(1, 2)).toEqual(stored(2));
      await expect.poll(() => rowsIn(here)).toBe(2);
    },
  );
});

it("does not promise that a block is gone which a disk may have after all", async () => {
  const here = await world({ diskProbeIntervalMs: 60_000 });
  here.disk.failing = ({ kind }) => (kind === "syncFolder" ? "EIO" : undefined);
  const outcome = await here.send(1, 2);
  expect(outcome).toMatchObject({ status: "refused", code: "INGEST_SPOOL_FAILED" });
  expect(outcome).not.toHaveProperty("retryAfterMs");
  expect(await here.send(1, 2)).toMatchObject({ status: "refused", retryAfterMs: 5_000 });
});

describe("rows the store refuses", () => {
  it("go to quarantine alone, with the reason and their numbers; all others are stored", async () => {
    const here = await world();
    here.store.mood = "down";
    await here.send(1, 50);
    const [file] = spoolFiles(here);
    here.store.isPoison = (row) => row.endsWith("#17");
    here.store.mood = "up";
    await expect.poll(() => spoolFiles(here)).toEqual([]);
    expect(rowsIn(here)).toBe(49);
    const target = file!.replace("spool/", "quarantine/");
    const note: unknown = JSON.parse(
      Buffer.from(here.disk.contentOf(`${target}.json`)!).toString(),
    );
    expect(note).toEqual({
      reason: "the store refused rows of it",
      rows: [{ from: 17, count: 1, reason: "poison" }],
    });
    expect(here.disk.contentOf(target)).toBeDefined();
    expect(await here.metric("spanhouse_quarantined_rows")).toBe(1);
    expect(await here.metric("otelcol_exporter_send_failed_spans")).toBe(1);
  });

  it("are given up in whole pieces when there are too many, without an endless number of inserts", async () => {
    const here = await world({ poisonRowsMax: 4 });
    const insert = vi.spyOn(here.store, "insert");
    here.store.isPoison = () => true;
    await here.send(1, 1_000);
    await expect.poll(() => here.metric("spanhouse_quarantined_rows")).toBe(1_000);
    expect(insert.mock.calls.length).toBeLessThan(50);
  });

  it("keep quarantine within its bound: the oldest files leave", async () => {
    const here = await world({ quarantineBytesMax: 12_000, poisonRowsMax: 0 });
    here.store.isPoison = () => true;
    for (let request = 1; request <= 8; request++) {
      await here.send(request, 5);
      await expect.poll(() => here.metric("spanhouse_quarantined_rows")).toBe(request * 5);
    }
    const kept = here.disk.names().filter((name) => name.startsWith("quarantine/"));
    const bytes = kept.reduce((sum, name) => sum + here.disk.contentOf(name)!.length, 0);
    expect(bytes).toBeLessThanOrEqual(12_000);
    expect(kept.some((name) => name.endsWith(".native"))).toBe(true);
  });
});

describe("a graceful stop", () => {
  it("refuses what is new, seals what was accepted, and empties the spool into the store", async () => {
    const here = await world({ insertIntervalMs: 60_000 });
    await here.send(1, 2);
    await expect.poll(() => rowsIn(here)).toBe(2);
    await here.send(2, 2);
    const last = here.send(3, 2);
    here.pipeline.refuseNew();
    expect(here.pipeline.ingest.admit(1)).toMatchObject({ code: "INGEST_SHUTTING_DOWN" });
    expect(here.pipeline.readiness()).toBe("shutting down");
    await here.pipeline.stop(5_000);
    expect(await last).toEqual(stored(2));
    expect(rowsIn(here)).toBe(6);
    expect(spoolFiles(here)).toEqual([]);
  });

  it("ends at its deadline when the store does not answer, and leaves the spans to the next start", async () => {
    const here = await world();
    here.store.mood = "down";
    await here.send(1, 2);
    await here.pipeline.stop(30);
    expect(spoolFiles(here).length).toBe(1);
    here.store.mood = "up";
    const next = await world({}, { disk: here.disk.reboot("processCrash"), store: here.store });
    await expect.poll(() => rowsIn(next)).toBe(2);
  });

  it("ends at its deadline when the disk hangs", async () => {
    const here = await world();
    here.disk.crashAfter = 0;
    const answer = here.send(1, 2);
    await here.pipeline.stop(30);
    await expect(Promise.race([answer, Promise.resolve("no answer")])).resolves.toBe("no answer");
  });

  it("gives back the admission of nobody it did not let in", async () => {
    const here = await world();
    const admission = here.pipeline.ingest.admit(10) as Admitted;
    here.pipeline.refuseNew();
    expect(await here.send(1, 1)).toEqual(stored(1));
    admission.release();
    expect(await here.metric("spanhouse_in_flight_bytes")).toBe(0);
  });
});

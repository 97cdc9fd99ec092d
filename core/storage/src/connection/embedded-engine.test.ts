import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowReader } from "../read/row-binary.ts";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import type { Engine } from "./engine.ts";
import type { Lane, LaneState } from "./lane.ts";

/** Some minutes of work for one thread, in small steps and without memory. */
const SLOW = "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)";
const ONE_THREAD = { max_threads: 1 };

let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spanhouse-lanes-"));
  engine = await openEmbeddedEngine({ folder, memoryBytesMax: 0 });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function stateOf(lane: Lane): LaneState {
  return engine.lanes().find((state) => state.lane === lane)!;
}

async function until(isSo: () => boolean, withinMs: number): Promise<number> {
  const sinceMs = performance.now();
  while (!isSo()) {
    if (performance.now() - sinceMs > withinMs) throw new Error(`not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - sinceMs;
}

async function answerOf(lane: Lane): Promise<number> {
  return rowReader(await engine.read({ sql: "SELECT 1" }, { lane })).uint8();
}

describe("the embedded engine", () => {
  it("answers in every other lane while one is full of slow queries", async () => {
    const gone = new AbortController();
    const { sessions } = stateOf("search");
    const slow = Array.from({ length: sessions + 3 }, () =>
      engine.read({ sql: SLOW }, { lane: "search", settings: ONE_THREAD, signal: gone.signal }),
    );
    const outcomes = Promise.allSettled(slow);
    await until(() => stateOf("search").waiting === 3, 5_000);
    for (const lane of ["trace", "rollup", "background"] as const) {
      expect(await answerOf(lane)).toBe(1);
    }
    await engine.execute({
      sql: "CREATE TABLE IF NOT EXISTS t (n UInt64) ENGINE = MergeTree ORDER BY n",
    });
    await engine.execute({ sql: "INSERT INTO t SELECT 1" }, { lane: "background" });
    // Nobody else got the sessions meanwhile.
    expect(stateOf("search")).toMatchObject({ running: sessions, waiting: 3 });
    gone.abort(new Error("gone"));
    expect((await outcomes).every(({ status }) => status === "rejected")).toBe(true);
    await until(() => stateOf("search").running === 0, 5_000);
  });

  it("stops a query when its caller goes away, so that its session is free within a second", async () => {
    const gone = new AbortController();
    const before = engine.stoppedQueries();
    const slow = engine.read({ sql: SLOW }, { lane: "background", signal: gone.signal });
    const freed = slow.catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(stateOf("background").running).toBe(1);
    gone.abort(new Error("gone"));
    expect(await freed).toMatchObject({ message: "gone" });
    await until(() => stateOf("background").running === 0, 1_000);
    expect(engine.stoppedQueries()).toBe(before + 1);
    expect(await answerOf("background")).toBe(1);
  });

  it("stops a query that is told so in the moment it starts", async () => {
    const gone = new AbortController();
    const slow = engine.read({ sql: SLOW }, { lane: "background", signal: gone.signal });
    const freed = slow.catch((error: unknown) => error);
    await Promise.resolve();
    gone.abort(new Error("gone"));
    await freed;
    await until(() => stateOf("background").running === 0, 3_000);
  });

  it("answers each query in its own format, whatever runs at the same moment", async () => {
    const sql = "SELECT toUInt8(7)";
    const ask = async (turn: number): Promise<number> => {
      const format = turn % 2 === 0 ? "RowBinary" : "Native";
      const lane = turn % 3 === 0 ? "trace" : "rollup";
      return (await engine.read({ sql }, { format, lane })).length;
    };
    for (let round = 0; round < 30; round++) {
      const lengths = await Promise.all([0, 1, 2, 3, 4, 5].map(ask));
      const [rowBinary, native] = [lengths[0]!, lengths[1]!];
      expect(rowBinary).toBe(1);
      expect(native).toBeGreaterThan(8);
      expect(lengths).toEqual([rowBinary, native, rowBinary, native, rowBinary, native]);
    }
  });

  it("keeps what a failed query had put out already away from the next answer", async () => {
    const sql = "SELECT number, throwIf(number = 100000) FROM numbers(200000)";
    const settings = { max_block_size: 1000, max_threads: 1 };
    for (let turn = 0; turn < 3; turn++) {
      const failed = engine.read({ sql }, { lane: "background", settings });
      await expect(failed).rejects.toMatchObject({ code: 395 });
      expect(await engine.read({ sql: "SELECT toUInt8(7)" }, { lane: "background" })).toHaveLength(
        1,
      );
    }
  });

  it("keeps what a stopped query had put out already away from the next answer", async () => {
    const gone = new AbortController();
    const sql = "SELECT number, sleepEachRow(0.001) FROM numbers(1000000)";
    const settings = { max_block_size: 20, max_threads: 1 };
    const slow = engine.read({ sql }, { lane: "background", settings, signal: gone.signal });
    const freed = slow.catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 500));
    gone.abort(new Error("gone"));
    await freed;
    expect(await engine.read({ sql: "SELECT toUInt8(7)" }, { lane: "background" })).toHaveLength(1);
  });
});

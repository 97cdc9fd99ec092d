import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Span } from "@spanhouse/model";
import { appendSpans, TEXT_TRACE_START, traceFromText } from "@spanhouse/model/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SpanBlock } from "../block/span-block.ts";
import { storageConfigSchema } from "../config.ts";
import { openEmbeddedEngine } from "../connection/embedded-engine.ts";
import type { Engine } from "../connection/engine.ts";
import { EngineUnreachable } from "../connection/engine-error.ts";
import { rowReader } from "../read/row-binary.ts";
import { openStore } from "../open-store.ts";
import type { Store } from "../store.ts";
import { insertSettings } from "../write/insert-settings.ts";
import type { GraphJob } from "./graph-job.ts";
import { graphJob } from "./run-graph-job.ts";

/** What goes wrong around the job, on a real engine whose inserts fail when a test wants them to. */

const LAYOUT = { database: "spanhouse", cluster: "" };
const HOUR_MS = 3_600_000;
/** The start of an hour that is over. */
const HOUR = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;

let folder: string;
let store: Store;
let engine: Engine;
/** What happens to an insert of the job, after so many have worked. */
let workingInserts = 0;
let nextInsert: "works" | "never happens" | "loses its answer" = "works";
/** Times the job has read the spans of five minutes. */
let spanReads = 0;
let tenants = 0;
let files = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spanhouse-graph-job-"));
  store = await openStore(storageConfigSchema.parse({}), { dataFolder: folder });
  engine = await openEmbeddedEngine({ folder: join(folder, "store"), memoryBytesMax: 0 });
});

afterAll(async () => {
  await engine.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function newJob(): Promise<GraphJob> {
  const moody: Engine = {
    ...engine,
    read: (query, options) => {
      if (query.sql.includes("AS flags")) spanReads += 1;
      return engine.read(query, options);
    },
    insertNative: async (insert) => {
      const mood = workingInserts-- > 0 ? "works" : nextInsert;
      if (mood !== "works") nextInsert = "works";
      if (mood !== "never happens") await engine.insertNative(insert);
      if (mood !== "works") throw new EngineUnreachable("the test wants it");
    },
  };
  return graphJob(moody, LAYOUT, { settings: await insertSettings(engine), retentionDays: 7 });
}

async function insert(tenant: string, spans: readonly Span[]): Promise<void> {
  const block = new SpanBlock({ tenant });
  block.requestKey(new Uint8Array(16));
  appendSpans(spans, block);
  const path = join(folder, `${++files}.native`);
  const { rows } = block;
  writeFileSync(path, Buffer.concat(block.finish(Math.floor(Date.now() / 86_400_000))));
  const outcome = await store.writer.insert({ parts: [{ path, rows }], token: `job-${files}` });
  expect(outcome.status).toBe("stored");
}

/** Calls of the hour as `client > server n`. */
async function calls(
  tenant: string,
  minutes: readonly [number, number] = [0, 60],
): Promise<string[]> {
  const at = (minute: number): bigint => BigInt(HOUR + minute * 60_000) * 1_000_000n;
  const time = { fromUnixNano: at(minutes[0]), toUnixNano: at(minutes[1]) };
  const edges = await store.graph.readDependencies(tenant, time);
  return edges.map(({ client, server, callCount }) => `${client} > ${server} ${callCount}`).sort();
}

/** A call of web to cart that starts in a minute of the hour. */
function call(minute: number, traceId: string): Span[] {
  const text = `
    web:GET / 0..90 server
      web:GET cart 10..80 client server.address=cart.shop
        cart:GET 20..70 server`;
  const move = BigInt(HOUR + minute * 60_000) * 1_000_000n - TEXT_TRACE_START;
  return traceFromText(text, traceId.padEnd(32, "0")).map((span) => ({
    ...span,
    startUnixNano: span.startUnixNano + move,
    endUnixNano: span.endUnixNano + move,
  }));
}

const BOTH = ["user > web 1", "web > cart 1"];

describe("the job that computes the graph", () => {
  it.each(["never happens", "loses its answer"] as const)(
    "counts everything once when an insert of its %s",
    async (mood) => {
      const tenant = `t${++tenants}`;
      await insert(tenant, call(1, "a1"));
      nextInsert = mood;
      await expect((await newJob()).run({ everything: true })).rejects.toThrow(EngineUnreachable);
      const run = await (await newJob()).run({ everything: true });
      expect(run.staleSteps).toBe(0);
      expect(await calls(tenant)).toEqual(BOTH);
    },
  );

  it("counts everything once when several run at a time", async () => {
    const tenant = `t${++tenants}`;
    await insert(tenant, call(1, "b1"));
    const jobs = await Promise.all([newJob(), newJob()]);
    await Promise.all(jobs.map((job) => job.run({ everything: true })));
    expect(await calls(tenant)).toEqual(BOTH);
  });

  it("corrects a call that seemed to have no other end, in whichever order the two come", async () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ] as const) {
      const tenant = `t${++tenants}`;
      const spans = call(4, `c${order[0]}`);
      // The called end starts in the next five minutes.
      const late = { ...spans[2]!, startUnixNano: spans[2]!.startUnixNano + 90_000_000_000n };
      const far = { ...late, endUnixNano: late.startUnixNano + 1_000n };
      const parts = { 1: spans.slice(0, 2), 2: [far] };
      const job = await newJob();
      await insert(tenant, parts[order[0]]);
      await job.run({ everything: true });
      expect(await calls(tenant)).not.toContain("web > cart 1");
      await insert(tenant, parts[order[1]]);
      spanReads = 0;
      await job.run({ everything: true });
      // The spans of the caller's five minutes, which are only claimed, are not read again; the others are.
      expect(spanReads).toBe(order[0] === 1 ? 1 : 2);
      expect(await calls(tenant)).toEqual(BOTH);
      // It counts where the called end started.
      expect(await calls(tenant, [5, 10])).toEqual(["web > cart 1"]);
    }
  });

  it("sums hours up, and reads past them when a late span comes", async () => {
    const tenant = `t${++tenants}`;
    await insert(tenant, [...call(1, "d1"), ...call(31, "d2")]);
    const job = await newJob();
    await job.run({ everything: true });
    expect(await hoursOf(tenant)).toBe(1);
    expect(await calls(tenant)).toEqual(["user > web 2", "web > cart 2"]);
    await insert(tenant, call(32, "d3"));
    // Only the five minutes are stored: the hour is not what it was made of any more.
    workingInserts = 1;
    nextInsert = "never happens";
    await expect(job.run({ everything: true })).rejects.toThrow(EngineUnreachable);
    expect(await calls(tenant)).toEqual(["user > web 3", "web > cart 3"]);
    expect(await calls(tenant, [31, 33])).toEqual(["user > web 2", "web > cart 2"]);
    await job.run({ everything: true });
    expect(await calls(tenant)).toEqual(["user > web 3", "web > cart 3"]);
  });

  it("stays behind while it has read less than has arrived, for a minute", async () => {
    const tenant = `t${++tenants}`;
    await insert(tenant, call(1, "e1"));
    const bucket = (HOUR + 60_000) / 300_000;
    await engine.execute(
      {
        sql: "INSERT INTO spanhouse.call_arrivals SELECT {tenant:String}, {bucket:UInt32}, today(), 1",
        parameters: { tenant, bucket: Math.floor(bucket) },
      },
      { settings: { insert_deduplicate: 0 } },
    );
    const run = await (await newJob()).run({ everything: true });
    expect(run.staleSteps).toBe(1);
    expect(run.lagSeconds).toBeGreaterThan(3_000);
    // What can be read is there already.
    expect(await calls(tenant)).toEqual(BOTH);
    // The spans of an insert are seen right after its numbers. What is not there a minute later never was.
    const later = await (await newJob()).run({ everything: true, nowMs: Date.now() + 61_000 });
    expect(later.staleSteps).toBe(0);
  });

  it("never writes two generations of a step under one number", async () => {
    const tenant = `t${++tenants}`;
    await engine.execute({ sql: "SYSTEM STOP MERGES spanhouse.call_graphs" });
    const [web, client, cart] = call(1, "a7");
    await insert(tenant, [cart!]);
    const job = await newJob();
    await job.run({ everything: true });
    // The caller is half an hour later by its clock. Its five minutes are computed first, and those of the called
    // end because of it; then these once more, because of what else has come.
    const late = 1_800_000_000_000n;
    const move = ({ startUnixNano, endUnixNano, ...span }: Span): Span => ({
      ...{ ...span, startUnixNano: startUnixNano + late, endUnixNano: endUnixNano + late },
    });
    await insert(tenant, [move(web!), move(client!), ...call(1, "a8")]);
    await job.run({ everything: true });
    const sql = `SELECT count(), uniqExact(generation) FROM spanhouse.call_graphs
WHERE tenant = {tenant:String} AND step_seconds = 300 AND step = ${Math.floor((HOUR + 60_000) / 300_000)}`;
    const row = rowReader(await engine.read({ sql, parameters: { tenant } }));
    const [rows, generations] = [Number(row.uint64()), Number(row.uint64())];
    await engine.execute({ sql: "SYSTEM START MERGES spanhouse.call_graphs" });
    expect(rows).toBeGreaterThanOrEqual(3);
    expect(generations).toBe(rows);
    expect(await calls(tenant)).toEqual(["user > web 2", "web > cart 2"]);
  });

  it("stops between two steps, and goes on the next time", async () => {
    const tenant = `t${++tenants}`;
    await insert(tenant, [...call(1, "f1"), ...call(41, "f2")]);
    const run = await (await newJob()).run({ everything: true, signal: AbortSignal.abort() });
    expect([run.computedSteps, run.staleSteps >= 2]).toEqual([0, true]);
    await (await newJob()).run({ everything: true });
    expect(await calls(tenant)).toEqual(["user > web 2", "web > cart 2"]);
  });
});

async function hoursOf(tenant: string): Promise<number> {
  const sql =
    "SELECT count() FROM spanhouse.call_graphs FINAL WHERE tenant = {tenant:String} AND step_seconds = 3600";
  return Number(rowReader(await engine.read({ sql, parameters: { tenant } })).uint64());
}

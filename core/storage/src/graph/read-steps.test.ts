import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callLatencyBinOf } from "@spanhouse/model";
import { afterAll, beforeAll, expect, it } from "vitest";
import { storageConfigSchema } from "../config.ts";
import { openEmbeddedEngine } from "../connection/embedded-engine.ts";
import type { Engine } from "../connection/engine.ts";
import { GRAPH_STEPS_PER_READ } from "../limits.ts";
import { openStore } from "../open-store.ts";
import type { Store } from "../store.ts";
import { insertSettings } from "../write/insert-settings.ts";
import { CallEndNumbers } from "./call-end-numbers.ts";
import { UNKNOWN, type ServiceEdge, type ServiceNode } from "./call-graph.ts";
import { addBin, CallSums } from "./call-sums.ts";
import { CLIENT, SERVER } from "./call-sums-table.ts";
import type { ScopedStep } from "./edge-scope.ts";
import { stepReader } from "./read-steps.ts";
import { StepCache } from "./step-cache.ts";
import { StepCalls } from "./step-calls.ts";
import { writeCallGraph } from "./write-call-graph.ts";

/** Sums of steps that are written here, without the job, against plain sums of the same numbers. */

const LAYOUT = { database: "spanhouse", cluster: "" };
const FIRST_STEP = Math.floor(Date.now() / 300_000) - GRAPH_STEPS_PER_READ * 2;
/** Generations are times, and what is old expires. */
const NOW_MS = Date.now();
const WHOLE = { first: 0, last: 59 };

let folder: string;
let store: Store;
let engine: Engine;
let reads = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spanhouse-read-steps-"));
  store = await openStore(storageConfigSchema.parse({}), { dataFolder: folder });
  const real = await openEmbeddedEngine({ folder: join(folder, "store"), memoryBytesMax: 0 });
  engine = {
    ...real,
    read: (query, options) => {
      reads += 1;
      return real.read(query, options);
    },
  };
});

afterAll(async () => {
  await engine.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function service(name: string, environment = ""): ServiceNode {
  return { type: "service", name, namespace: "shop", environment };
}

/** Edges whose numbers all depend on the step, in two of its minutes; one of them has only its caller's latency. */
function edgesOf(step: number): readonly ServiceEdge[] {
  const server = { durationNano: 1e6 * (1 + (step % 7)), isError: step % 3 === 0 };
  const client = { durationNano: 3e7, isError: false };
  const database: ServiceNode = { type: "database", name: "db", namespace: "", environment: "" };
  return [1, 4].flatMap((minute) => [
    {
      ...{ minute, client: service("web"), server: service(`cart-${step % 5}`), connection: 0 },
      sums: sumsOf({ client, server, weight: minute, traceId: "ab".repeat(16) }),
    },
    // Only its environment tells it from the one above.
    {
      ...{ minute, client: service("web", "test"), server: service("cart-0"), connection: 0 },
      sums: sumsOf({ server, weight: 0.25, traceId: "cd".repeat(16) }),
    },
    {
      ...{ minute, client: service("web"), server: database, connection: 1 },
      sums: sumsOf({ client, weight: 1, traceId: "ef".repeat(16) }),
    },
  ]);
}

interface End {
  readonly durationNano: number;
  readonly isError: boolean;
}

function sumsOf(call: {
  readonly client?: End;
  readonly server?: End;
  readonly weight: number;
  readonly traceId: string;
}): CallSums {
  const { client, server, weight } = call;
  const sums = new CallSums();
  sums.spans = 1;
  sums.calls = weight;
  sums.errors = client?.isError === true || server?.isError === true ? weight : 0;
  sums.exemplar = call.traceId;
  if (client !== undefined) addBin(sums.clientBins, callLatencyBinOf(client.durationNano), weight);
  if (server !== undefined) addBin(sums.serverBins, callLatencyBinOf(server.durationNano), weight);
  return sums;
}

async function write(
  tenant: string,
  step: number,
  edges: readonly ServiceEdge[],
  generation = NOW_MS,
): Promise<ScopedStep> {
  const calls = new StepCalls(new CallEndNumbers(() => UNKNOWN));
  for (const { minute, connection, sums, ...edge } of edges) {
    const client = calls.numbers.service(edge.client);
    const server = calls.numbers.service(edge.server);
    const place = calls.edges.place({ client, server, minute, connection });
    calls.edges.add(place, sums, Buffer.from(sums.exemplar, "hex"), 0);
    for (const [bin, weight] of sums.clientBins) calls.edges.addBin(place, CLIENT, bin, weight);
    for (const [bin, weight] of sums.serverBins) calls.edges.addBin(place, SERVER, bin, weight);
  }
  const version = { stepSeconds: 300, step, generation, arrivals: edges.length, inputs: 0n };
  await writeCallGraph(engine, LAYOUT, await insertSettings(engine), {
    ...{ tenant, ...version, unchecked: 0, graph: calls.finish() },
    ...{ claims: [], waiting: [] },
  });
  return { ...version, minutes: WHOLE };
}

function nameOf({ type, name, namespace, environment }: ServiceNode): readonly string[] {
  return [type, name, namespace, environment];
}

/** Edges as lines, summed up over minutes and steps, with the latency of the called end or else the caller's. */
function linesOf(edges: readonly ServiceEdge[]): string[] {
  const all = new Map<string, { calls: number; errors: number; bins: Map<number, number> }>();
  for (const { client, server, connection, sums } of edges) {
    const key = JSON.stringify([nameOf(client), nameOf(server), connection, sums.exemplar]);
    const one = all.get(key) ?? { calls: 0, errors: 0, bins: new Map<number, number>() };
    all.set(key, one);
    one.calls += sums.calls;
    one.errors += sums.errors;
    for (const [bin, weight] of sums.latencyBins) {
      one.bins.set(bin, (one.bins.get(bin) ?? 0) + weight);
    }
  }
  return [...all]
    .map(([key, { calls, errors, bins }]) => {
      const sorted = [...bins].sort(([a], [b]) => a - b);
      return `${key} ${calls} ${errors} ${JSON.stringify(sorted)}`;
    })
    .sort();
}

it("adds up all steps, also when they are more than one read has, and asks for each only once", async () => {
  const numbers = Array.from(
    { length: GRAPH_STEPS_PER_READ + 3 },
    (_, index) => FIRST_STEP + index,
  );
  const steps = [];
  for (const step of numbers) steps.push(await write("sums", step, edgesOf(step)));
  const read = stepReader(engine, LAYOUT);
  const expected = linesOf(numbers.flatMap(edgesOf));
  expect(expected.length).toBe(7);
  reads = 0;
  expect(linesOf(await read("sums", steps, {}))).toEqual(expected);
  expect(reads).toBe(2);
  expect(linesOf(await read("sums", steps, {}))).toEqual(expected);
  expect(reads).toBe(2);
});

it("reads again what does not fit into memory", async () => {
  const step = await write("small", FIRST_STEP, edgesOf(FIRST_STEP));
  const read = stepReader(engine, LAYOUT, new StepCache(100));
  reads = 0;
  for (const times of [1, 2]) {
    expect(linesOf(await read("small", [step], {}))).toEqual(linesOf(edgesOf(FIRST_STEP)));
    expect(reads).toBe(times);
  }
});

it("adds up only the minutes that are asked for", async () => {
  const read = stepReader(engine, LAYOUT);
  const edges = edgesOf(FIRST_STEP);
  const only = { ...service("later"), name: "later" };
  const late = { ...edges[0]!, minute: 4, client: only };
  const step = await write("minutes", FIRST_STEP, [...edges, late]);
  for (const [first, last] of [
    [0, 3],
    [1, 1],
    [2, 4],
    [2, 3],
  ] as const) {
    const expected = [...edges, late].filter(({ minute }) => minute >= first && minute <= last);
    const steps = [{ ...step, minutes: { first, last } }];
    expect(linesOf(await read("minutes", steps, {}))).toEqual(linesOf(expected));
  }
});

it("reads the newest generation, never an old one for a new one, and nothing where there is none", async () => {
  const read = stepReader(engine, LAYOUT);
  const [before, after] = [edgesOf(FIRST_STEP + 1), edgesOf(FIRST_STEP + 3)];
  const old = await write("new", FIRST_STEP, before);
  expect(linesOf(await read("new", [old], {}))).toEqual(linesOf(before));
  const next = await write("new", FIRST_STEP, after, NOW_MS + 1);
  expect(linesOf(await read("new", [next], {}))).toEqual(linesOf(after));
  // Somebody who knows only of the old one gets the new one as well, and it is kept as the new one.
  const other = stepReader(engine, LAYOUT);
  expect(linesOf(await other("new", [old], {}))).toEqual(linesOf(after));
  reads = 0;
  expect(linesOf(await other("new", [next], {}))).toEqual(linesOf(after));
  expect(reads).toBe(0);
  expect(await read("nobody", [old], {})).toEqual([]);
});

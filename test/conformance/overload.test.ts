import { Agent, get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { attributesOf, newTraceId, testSpan, TEST_START } from "../support/test-span.ts";

// More questions than can be answered: each kind is refused for itself, and none stalls the service.

/** Places for searches in the service, of which the store runs two at a time. */
const SEARCHES_MAX = 16;
const SPANS = 12_000;
const WINDOW = `start=${TEST_START / 1_000n - 3_600_000_000n}&end=${TEST_START / 1_000n + 1n}`;

const traceId = newTraceId();
let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  const words = Array.from({ length: 400 }, (_, index) => `word${(index * 7919) % 1000}`).join(" ");
  await query.insert(
    Array.from({ length: SPANS }, (_, index) =>
      testSpan({
        ...(index === 0 ? { traceId } : {}),
        startUnixNano: TEST_START - BigInt(index),
        attributes: attributesOf({ words: `${index} ${words}` }),
      }),
    ),
  );
}, 60_000);

afterAll(() => query.close());

/** A search that takes seconds: patterns that must be tried on every span and match none. */
function slowSearch(signal: AbortSignal): Promise<Response> {
  const args = Array.from({ length: 20 }, (_, index) => ({
    call: {
      op: "regex",
      args: [{ attr: { key: "words" } }, { scalar: { value: `d[0-9 a-z]{${100 + index}}[A-Z]` } }],
    },
  }));
  const filter = encodeURIComponent(JSON.stringify({ op: "or", args }));
  return fetch(`${query.url}/api/own/search?${WINDOW}&filter=${filter}`, { signal });
}

/** Queries of a lane that run or wait. */
function inLane(name: string): number {
  const { running, waiting } = query.store.load().lanes.find(({ lane }) => lane === name)!;
  return running + waiting;
}

/** Queries that got a session of a lane since the start. */
function startedIn(name: string): number {
  return query.store.load().lanes.find(({ lane }) => lane === name)!.started;
}

describe("while searches take all of their places", () => {
  it("reads traces and refuses further searches", async () => {
    const leaving = new AbortController();
    let ended = 0;
    const held = Array.from({ length: SEARCHES_MAX }, () =>
      slowSearch(leaving.signal)
        .catch(() => undefined)
        .finally(() => ended++),
    );
    await expect.poll(() => inLane("search"), { timeout: 10_000 }).toBe(SEARCHES_MAX);
    for (const path of ["own/search", "own/search/stream", "traces?service=a"]) {
      const refused = await fetch(`${query.url}/api/${path}`);
      expect([path, refused.status]).toEqual([path, 503]);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    const reads = [`traces/${traceId}`, `own/traces/${traceId}`, `traces?traceID=${traceId}`];
    for (const path of [...reads, "services", "own/red", "own/complete/keys", "graph"]) {
      expect([path, (await fetch(`${query.url}/api/${path}`)).status]).toEqual([path, 200]);
    }
    // Else the above says nothing.
    expect(ended).toBe(0);
    expect(inLane("search")).toBe(SEARCHES_MAX);
    leaving.abort();
    await Promise.all(held);
    await expect.poll(() => inLane("search"), { timeout: 10_000 }).toBe(0);
    expect((await fetch(`${query.url}/api/own/search?${WINDOW}&limit=1`)).status).toBe(200);
  });

  it("does not take a place of reads for the traces of a search", async () => {
    const before = { trace: startedIn("trace"), search: startedIn("search") };
    const found = await fetch(`${query.url}/api/traces?${WINDOW}&limit=5`);
    expect(((await found.json()) as { data: unknown[] }).data).toHaveLength(5);
    expect(startedIn("search")).toBeGreaterThan(before.search);
    expect(startedIn("trace")).toBe(before.trace);
  });
});

describe("10,000 requests at once", () => {
  const REQUESTS = 10_000;
  /** Below CONNECTIONS_MAX, beyond which connections are closed. */
  const SOCKETS = 900;

  it("are all answered, or refused with a hint, and the service goes on", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
    const paths = [
      `/api/traces/${traceId}`,
      `/api/own/traces/${traceId}`,
      `/api/own/search?${WINDOW}&limit=1`,
      `/api/traces?${WINDOW}&limit=1`,
      "/api/services",
    ];
    const answers = new Map<string, number>();
    const ask = (path: string): Promise<void> =>
      new Promise((resolve, reject) => {
        get(query.url + path, { agent }, (response) => {
          const { statusCode = 0, headers } = response;
          const isHinted = headers["retry-after"] !== undefined;
          const answer = `${statusCode}${isHinted ? " with a hint" : ""}`;
          answers.set(answer, (answers.get(answer) ?? 0) + 1);
          response.on("end", resolve).on("error", reject).resume();
        }).on("error", reject);
      });
    await Promise.all(
      Array.from({ length: REQUESTS }, (_, index) => ask(paths[index % paths.length]!)),
    );
    agent.destroy();
    const answered = answers.get("200") ?? 0;
    const refused = answers.get("503 with a hint") ?? 0;
    expect(Object.fromEntries(answers)).toEqual({ "200": answered, "503 with a hint": refused });
    expect(answered + refused).toBe(REQUESTS);
    expect(answered).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
    for (const path of paths) {
      expect([path, (await fetch(query.url + path)).status]).toEqual([path, 200]);
    }
  });
});

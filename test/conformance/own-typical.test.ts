import type { OwnErrorBody, OwnTypicalTrace } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { readTypical } from "@spanhouse/query/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { startingAt, wideTrace } from "../support/shop-spans.ts";
import { TEST_START } from "../support/test-span.ts";

/** What traces of an operation have in common, through HTTP over a real store. */

const TRACES = 20;
const START_MS = Number(TEST_START / 1_000_000n);
const WINDOW = `start=${START_MS * 1_000}&end=${(START_MS + 3_600_000) * 1_000}`;
const ASKED = `typical?service=web&operation=GET%20%2Fcart&${WINDOW}`;

let query: QueryOverStore;

function idOf(trace: number): string {
  return trace.toString(16).padStart(32, "0");
}

beforeAll(async () => {
  query = await startQueryOverStore();
  const traces = Array.from({ length: TRACES }, (_, at) =>
    traceFromText(
      `
      web:GET /cart 0..${100 + at} server
        db:SELECT 10..20 client
        ${at % 4 === 0 ? "cache" : "db"}:GET 30..${40 + at} client
    `,
      idOf(at + 1),
    ),
  );
  const others = [
    // Not complete: a parent is missing.
    traceFromText("web:GET /cart 0..500 server\n  db:SELECT 1..2 client parent=ff", idOf(101)),
    // Not a root of the operation.
    traceFromText("gate:GET / 0..900 server\n  web:GET /cart 1..800 server", idOf(102)),
    traceFromText("web:GET /cart 0..700 server", idOf(103)).map((span) => ({
      ...span,
      startUnixNano: span.startUnixNano - 86_400_000_000_000n,
      endUnixNano: span.endUnixNano - 86_400_000_000_000n,
    })),
  ];
  const spans = [...traces, ...others].flatMap((trace, at) =>
    startingAt(START_MS + at * 1_000, trace),
  );
  await query.insert(spans);
});

afterAll(() => query.close());

async function ask(
  path: string,
): Promise<{ readonly status: number; readonly body: OwnTypicalTrace & OwnErrorBody }> {
  const answer = await fetch(`${query.url}/api/own/${path}`);
  return { status: answer.status, body: (await answer.json()) as OwnTypicalTrace & OwnErrorBody };
}

it("sums up the complete traces of a root operation, path by path", async () => {
  const { status, body } = await ask(ASKED);
  expect(status).toBe(200);
  expect([body.traces.length, body.leftOutCount, body.warnings]).toEqual([TRACES, 1, []]);
  expect(body.traces.map(({ rootUs }) => rootUs)).toEqual(
    Array.from({ length: TRACES }, (_, at) => (100 + at) * 1_000),
  );
  expect(body.traces[0]).toMatchObject({ spanCount: 3, serviceCount: 3, depth: 2, errorCount: 0 });
  const [root, ...below] = body.paths;
  expect(root).toMatchObject({ parent: -1, operation: "GET /cart", traceCount: TRACES });
  expect(
    below.map(({ service, operation, traceCount, spanCount }) => [
      ...[service, operation, traceCount, spanCount.p50],
    ]),
  ).toEqual(
    expect.arrayContaining([
      ["db", "SELECT", TRACES, 1],
      ["db", "GET", 15, 1],
      ["cache", "GET", 5, 1],
    ]),
  );
  expect(body.partial).toBeUndefined();
});

it("leaves the compared trace out, takes the newest, and has nothing where nothing is", async () => {
  const without = await ask(`${ASKED}&without=${idOf(TRACES)}`);
  expect(without.body.traces.at(-1)).toMatchObject({ traceId: idOf(TRACES - 1) });
  // The one that is not complete is the newest.
  const some = await ask(`${ASKED}&limit=3`);
  expect(some.body.traces.map(({ traceId }) => traceId)).toEqual([idOf(TRACES - 1), idOf(TRACES)]);
  const none = await ask(`typical?service=nobody&operation=x&${WINDOW}`);
  expect([none.status, none.body.traces, none.body.paths]).toEqual([200, [], []]);
});

it("counts large traces as well, and leaves out those that are too large", async () => {
  const spans = [1_001, 1_002, 1_003].flatMap((trace, at) =>
    startingAt(START_MS, wideTrace(idOf(trace), at === 2 ? 10_001 : 400, 4)),
  );
  await query.insert(spans);
  const { body } = await ask(`typical?service=gateway&operation=GET%20%2Feverything&${WINDOW}`);
  expect(body.traces.map(({ spanCount, depth }) => [spanCount, depth])).toEqual([
    [400, 3],
    [400, 3],
  ]);
  expect(body.leftOutCount).toBe(1);
  expect(body.paths).toHaveLength(400);
  expect(body.paths.every(({ traceCount }) => traceCount === 2)).toBe(true);
});

it("says how many it counted when there is no more time", async () => {
  const asked = {
    ...{ tenant: "", service: "web", operation: "GET /cart", limit: 200, withoutTraceId: "" },
    time: { fromUnixNano: TEST_START, toUnixNano: TEST_START + 3_600_000_000_000n },
    ...{ signal: new AbortController().signal, readTimeMaxMs: -1 },
  };
  const typical = await readTypical(query.store.reader, asked);
  expect(typical.traces).toEqual([]);
  expect(typical.partial).toContain("21 of 21 traces were not read");
  expect(typical.warnings).toEqual([typical.partial]);
});

it.each([
  ["typical?service=web", "operation"],
  [`typical?service=web&operation=x&start=soon`, "start"],
  [`typical?service=web&operation=x&start=2&end=1`, "before"],
  [`${ASKED}&limit=0`, "limit"],
  [`${ASKED}&without=nothing`, "without"],
])("refuses %s", async (path, message) => {
  const { status, body } = await ask(path);
  expect([status, body.error.code]).toEqual([400, "QUERY_INVALID"]);
  expect(body.error.message).toContain(message);
});

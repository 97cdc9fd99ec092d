import type { OwnCriticalLine, OwnCriticalTime, OwnErrorBody } from "@spanhouse/model";
import { EVERY_SPAN } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { readCritical } from "@spanhouse/query/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { startingAt, wideTrace } from "../support/shop-spans.ts";
import { TEST_START } from "../support/test-span.ts";

/** What the traces of a search waited for, through HTTP over a real store. */

const CHECKOUTS = 20;
const START_MS = Number(TEST_START / 1_000_000n);
const WINDOW = `start=${START_MS * 1_000}&end=${(START_MS + 3_600_000) * 1_000}`;

let query: QueryOverStore;

function idOf(trace: number): string {
  return trace.toString(16).padStart(32, "0");
}

beforeAll(async () => {
  query = await startQueryOverStore();
  const checkouts = Array.from({ length: CHECKOUTS }, (_, at) =>
    traceFromText(
      `
      web:POST /checkout 0..${100 + at} server
        payment:Charge 10..${90 + at} client
        stock:Check 20..60 client
    `,
      idOf(at + 1),
    ),
  );
  const others = [
    traceFromText("web:GET /cart 0..500 server\n  db:SELECT 1..400 client", idOf(101)),
    // A parent is missing.
    traceFromText("web:GET /lost 0..50 server\n  db:DELETE 1..2 client parent=ff", idOf(102)),
  ];
  const spans = [...checkouts, ...others].flatMap((trace, at) =>
    startingAt(START_MS + at * 1_000, trace),
  );
  await query.insert(spans);
  await query.insert(startingAt(START_MS, wideTrace(idOf(1_001), 10_001, 4)));
});

afterAll(() => query.close());

async function ask(
  search: string,
): Promise<{ readonly status: number; readonly body: OwnCriticalTime & OwnErrorBody }> {
  const answer = await fetch(`${query.url}/api/own/critical?${WINDOW}&${search}`);
  return { status: answer.status, body: (await answer.json()) as OwnCriticalTime & OwnErrorBody };
}

it("sums up what the traces of a search waited for, whichever of their spans matched", async () => {
  const { status, body } = await ask("service=stock");
  expect(status).toBe(200);
  const [charge, root, ...others] = body.operations;
  expect([body.traceCount, body.limited, body.warnings]).toEqual([CHECKOUTS, false, []]);
  expect(body.totalUs).toBe(CHECKOUTS * 100_000 + ((CHECKOUTS * (CHECKOUTS - 1)) / 2) * 1_000);
  expect([body.p50Us, body.p95Us]).toEqual([109_000, 118_000]);
  expect(charge).toMatchObject({
    ...{ service: "payment", operation: "Charge", traceCount: CHECKOUTS, spanCount: CHECKOUTS },
    ...{ p50Us: 89_000, p95Us: 98_000, p95WithoutUs: 20_000 },
    worst: { traceId: idOf(CHECKOUTS), spanId: "0000000000000002", us: 99_000 },
  });
  expect(root).toMatchObject({ operation: "POST /checkout", totalUs: CHECKOUTS * 20_000 });
  expect(others).toEqual([]);
  expect(body.paths.map(({ parent, service }) => [parent, service])).toEqual([
    [-1, "web"],
    [0, "payment"],
    [0, "stock"],
  ]);
});

it("takes as many as are asked for, in the order of the search, and says when there are more", async () => {
  const longest = await ask("service=payment&order=longest&limit=2");
  expect(longest.body).toMatchObject({ order: "longest", traceCount: 2, limited: true });
  expect(longest.body.totalUs).toBe(118_000 + 119_000);
  const newest = await ask("service=payment&limit=1");
  expect(newest.body).toMatchObject({ order: "newest", limited: true, totalUs: 119_000 });
  const more = await ask("service=payment&limit=100000");
  expect(more.body).toMatchObject({ traceCount: CHECKOUTS, limited: false });
  const traceql = await ask(`q=${encodeURIComponent('{ span:name = "GET /cart" }')}`);
  expect(traceql.body).toMatchObject({ traceCount: 1, totalUs: 500_000 });
  const none = await ask("service=nobody");
  expect(none.body).toMatchObject({ traceCount: 0, operations: [], paths: [], p95Us: 0 });
});

it("says which traces it did not count, and of which spans are missing", async () => {
  const lost = await ask("operation=GET%20%2Flost");
  expect(lost.body).toMatchObject({ traceCount: 1, totalUs: 50_000 });
  expect(lost.body.warnings).toEqual([
    "1 trace has spans that are not on the critical path, because a parent is missing",
  ]);
  const large = await ask("service=gateway");
  expect(large.body.traceCount).toBe(0);
  expect(large.body.warnings).toEqual([
    "1 trace is not counted, having too many spans or not being readable as a whole",
  ]);
  expect(large.body.partial).toBeUndefined();
});

it("says how many it counted when there is no more time", async () => {
  const search = {
    ...{ tenant: "", where: EVERY_SPAN, order: "newest" as const, limit: 200 },
    time: { fromUnixNano: TEST_START, toUnixNano: TEST_START + 3_600_000_000_000n },
  };
  const { signal } = new AbortController();
  const lines: OwnCriticalLine[] = [];
  for await (const line of readCritical(query.store.reader, search, signal, -1)) lines.push(line);
  const answer = lines.map((line) => ("answer" in line ? line.answer : undefined)).at(-1);
  expect(answer?.traceCount).toBe(0);
  expect(answer?.partial).toContain("22 of 23 traces were not read");
});

it("reads no further when nobody waits for the answer any more", async () => {
  const search = {
    ...{ tenant: "", where: EVERY_SPAN, order: "newest" as const, limit: 200 },
    time: { fromUnixNano: TEST_START, toUnixNano: TEST_START + 3_600_000_000_000n },
  };
  const controller = new AbortController();
  const lines = readCritical(query.store.reader, search, controller.signal);
  // One has too many spans, and is not read.
  expect((await lines.next()).value).toEqual({ progress: { readCount: 1, foundCount: 23 } });
  controller.abort(new Error("gone"));
  await expect(lines.next()).rejects.toThrow("gone");
});

it("streams how far it is, then the same answer", async () => {
  const path = `${query.url}/api/own/critical/stream?${WINDOW}&service=web`;
  const text = await (await fetch(path)).text();
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as OwnCriticalLine);
  const foundCount = CHECKOUTS + 2;
  expect(lines.slice(0, -1)).toEqual([
    { progress: { readCount: 0, foundCount } },
    { progress: { readCount: foundCount, foundCount } },
  ]);
  expect(lines.at(-1)).toEqual({ answer: (await ask("service=web")).body });
});

it.each([
  ["limit=x", "invalid syntax"],
  ["order=best", "order"],
  ["filter={}", ""],
])("refuses %s", async (search, message) => {
  for (const route of ["critical", "critical/stream"]) {
    const answer = await fetch(`${query.url}/api/own/${route}?${search}`);
    const body = (await answer.json()) as OwnErrorBody;
    expect([answer.status, body.error.code]).toEqual([400, "QUERY_INVALID"]);
    expect(body.error.message).toContain(message);
  }
});

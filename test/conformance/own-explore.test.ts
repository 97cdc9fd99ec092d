import type { OwnAttributeComparison, OwnErrorBody, OwnHeatmap } from "@spanhouse/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { attributesOf, resourceOf, testSpan, TEST_START } from "../support/test-span.ts";

/** Counts over all matching spans through HTTP; that they are right is checked in test/contract/explore.ts. */

const MINUTE = 60_000_000_000n;
const START_US = TEST_START / 1_000n;
const WINDOW = `start=${START_US}&end=${START_US + 600_000_000n}`;

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  const spans = Array.from({ length: 40 }, (_, index) => {
    const startUnixNano = TEST_START + BigInt(index % 10) * MINUTE;
    const slow = index % 4 === 0;
    return testSpan({
      ...{ startUnixNano, endUnixNano: startUnixNano + (slow ? 1_000_000_000n : 1_000n) },
      statusCode: slow ? 2 : 0,
      resource: resourceOf("cart"),
      attributes: attributesOf({ replica: slow ? "b" : "a", same: "x" }),
    });
  });
  await query.insert(spans);
});

afterAll(() => query.close());

type Body = OwnHeatmap & OwnAttributeComparison & OwnErrorBody;

async function ask(path: string): Promise<{ readonly status: number; readonly body: Body }> {
  const answer = await fetch(`${query.url}/api/own/${path}`);
  return { status: answer.status, body: (await answer.json()) as Body };
}

describe("GET /api/own/heatmap", () => {
  it("counts spans by start and duration", async () => {
    const { body } = await ask(`heatmap?${WINDOW}&service=cart&columns=10`);
    expect(body).toMatchObject({ columns: 10, columnUs: 60_000_000, spanCount: 40 });
    expect(body.startUnixNano).toBe(String(TEST_START));
    const rows = new Map<number, number>();
    for (const { row, spanCount } of body.cells) rows.set(row, (rows.get(row) ?? 0) + spanCount);
    // 2^9.5 <= 1,000 ns < 2^10, and 2^29.5 <= 1 s < 2^30.
    expect([...rows].sort()).toEqual([
      [20, 30],
      [60, 10],
    ]);
    const errors = body.cells.filter(({ errorCount }) => errorCount > 0);
    expect(errors.map(({ row }) => row)).toEqual(errors.map(() => 60));
    expect(errors.reduce((sum, { errorCount }) => sum + errorCount, 0)).toBe(10);
  });

  it("has nothing where nothing matches", async () => {
    const { body } = await ask(`heatmap?${WINDOW}&service=nobody`);
    expect([body.cells, body.spanCount, body.columns]).toEqual([[], 0, 100]);
  });
});

describe("GET /api/own/compare", () => {
  it.each([
    [""],
    ["selectMinDuration=500ms"],
    [
      `selectFilter=${encodeURIComponent('{"op":"eq","args":[{"attr":{"key":"replica"}},{"scalar":{"value":"b"}}]}')}`,
    ],
  ])("says what the selected spans have in common: %s", async (selected) => {
    const { status, body } = await ask(`compare?${WINDOW}&${selected}`);
    expect([status, body.selectedCount, body.otherCount]).toEqual([200, 10, 30]);
    const replica = body.attributes.find(({ key }) => key === "replica")!;
    expect(replica).toMatchObject({ level: "span", difference: 1 });
    expect(replica.values[0]).toEqual({ text: "a", selectedCount: 0, otherCount: 30 });
    expect(body.attributes.map(({ key }) => key).sort()).toEqual(["replica", "status"]);
    expect(body.warnings).toEqual([]);
  });

  it.each([
    [`${WINDOW}&selectMinDuration=long`, "selectMinDuration: "],
    [`${WINDOW}&selectStart=now`, "selectStart: "],
    [`${WINDOW}&selectFilter={`, "selectFilter: "],
    [`${WINDOW}&selectEnd=1&keys=0`, "keys must be a whole number from 1"],
    [`${WINDOW}&selectEnd=1&values=many`, "values must be a whole number from 1"],
    [`start=x&selectEnd=1`, "start"],
  ])("refuses %s", async (search, message) => {
    const { status, body } = await ask(`compare?${search}`);
    expect([status, body.error.code]).toEqual([400, "QUERY_INVALID"]);
    expect(body.error.message).toContain(message);
  });

  it("refuses a heatmap without columns", async () => {
    const { status, body } = await ask(`heatmap?${WINDOW}&columns=0`);
    expect([status, body.error.message]).toEqual([400, expect.stringContaining("columns")]);
  });
});

import type { OwnSearchLine, OwnSearchResult } from "@spanhouse/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { testSpan } from "../support/test-span.ts";

/** A search that runs out of time answers what it has found, and says what it has not searched. */

const SECOND = 1_000_000_000n;
const HOUR = 3_600n * SECOND;
/** The end of a bucket of time: a search begins with the last bucket, of five minutes. */
const END = 5_866_667n * 300n * SECOND;
/** How long before the end each trace starts; the last two in one bucket. */
const AGES = [10n * SECOND, HOUR / 6n, HOUR / 2n, HOUR / 2n + SECOND];
const IDS = AGES.map((_, index) => `a${index.toString(16).padStart(31, "0")}`);
const WINDOW = `start=${(END - HOUR) / 1_000n}&end=${END / 1_000n}`;
const PARTIAL =
  /^the search was stopped because it took too long: spans that started before 20\d\d-.*Z were not searched$/;

let query: QueryOverStore;

beforeAll(async () => {
  // The time is over as soon as anything has been searched.
  query = await startQueryOverStore({ searchTimeMaxMs: 0 });
  await query.insert(
    AGES.map((age, index) =>
      testSpan({
        traceId: IDS[index]!,
        startUnixNano: END - age,
        // The older, the longer.
        endUnixNano: END - age + BigInt(index + 1) * SECOND,
      }),
    ),
  );
});

afterAll(() => query.close());

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(query.url + path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

describe("the own search", () => {
  it("goes on from where it was stopped, until all is found and nothing twice", async () => {
    const found: string[] = [];
    let cursor = "";
    let pages = 0;
    for (; pages < 20; pages++) {
      const path = `/api/own/search?${WINDOW}&cursor=${cursor}`;
      const { traces, nextCursor, partial, limited, warnings } = await ask<OwnSearchResult>(path);
      found.push(...traces.map(({ traceId }) => traceId));
      expect(limited).toBe(false);
      if (nextCursor === undefined) {
        expect(partial).toBeUndefined();
        break;
      }
      expect(partial).toMatch(PARTIAL);
      expect(warnings).toEqual([partial]);
      if (pages === 0) expect(traces.map(({ traceId }) => traceId)).toEqual([IDS[0]]);
      cursor = nextCursor;
    }
    expect(found).toEqual(IDS);
    // Each page gets one bucket further, and the last one finds that there are no more.
    expect(pages).toBe(12);
  });

  it("says the same at the end of a stream", async () => {
    const answer = await fetch(`${query.url}/api/own/search/stream?${WINDOW}`);
    expect(answer.status).toBe(200);
    const lines = (await answer.text()).trimEnd().split("\n");
    const [first, end, ...more] = lines.map((line) => JSON.parse(line) as OwnSearchLine);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ trace: { traceId: IDS[0] } });
    const partial: unknown = expect.stringMatching(PARTIAL);
    expect(end).toMatchObject({ end: { partial, nextCursor: expect.any(String) as unknown } });
  });

  it("ranks what it has seen", async () => {
    const path = `/api/own/search?${WINDOW}&order=longest`;
    const { traces, partial, nextCursor } = await ask<OwnSearchResult>(path);
    expect(traces.map(({ traceId }) => traceId)).toEqual([IDS[0]]);
    expect(partial).toMatch(PARTIAL);
    expect(nextCursor).toBeUndefined();
  });
});

describe("Jaeger's APIs", () => {
  it("give what was found with a warning", async () => {
    const { data, errors } = await ask<{
      readonly data: readonly {
        readonly traceID: string;
        readonly spans: readonly { readonly warnings: readonly string[] | null }[];
      }[];
      readonly errors: unknown;
    }>(`/api/traces?${WINDOW}`);
    expect(errors).toBeNull();
    expect(data.map(({ traceID }) => traceID)).toEqual([IDS[0]]);
    expect(JSON.stringify(data)).toContain("the search was stopped because it took too long");
  });

  it("do so in v3", async () => {
    const time = (unixNano: bigint): string =>
      new Date(Number(unixNano / 1_000_000n)).toISOString();
    const times = `query.startTimeMin=${time(END - HOUR)}&query.startTimeMax=${time(END)}`;
    const { summaries } = await ask<{
      readonly summaries: readonly { readonly traceId: string }[];
    }>(`/api/v3/trace-summaries?${times}`);
    expect(summaries.map(({ traceId }) => traceId)).toEqual([IDS[0]]);
  });
});

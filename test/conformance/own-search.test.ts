import { get } from "node:http";
import type { OwnErrorBody, OwnSearchEnd, OwnSearchLine, OwnSearchResult } from "@spanhouse/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { attributesOf, resourceOf, testSpan, TEST_START } from "../support/test-span.ts";

/** The UI's own search over HTTP: orders, pages, filters, and the answer line by line. */

const SECOND = 1_000_000_000n;
const TRACES = 12;
const WINDOW = `start=${TEST_START / 1_000n - 3_600_000_000n}&end=${TEST_START / 1_000n + 1n}`;

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  const spans = Array.from({ length: TRACES }, (_, index) =>
    Array.from({ length: 1 + (index % 4) }, (__, row) => {
      const startUnixNano = TEST_START - BigInt(index) * 100n * SECOND;
      return testSpan({
        traceId: (index + 1).toString(16).padStart(32, "0"),
        name: `operation ${index}`,
        startUnixNano,
        endUnixNano: startUnixNano + BigInt((index * 5) % TRACES) * SECOND,
        statusCode: row < index % 3 ? 2 : 0,
        attributes: attributesOf({ index: BigInt(index), it: "it's" }),
        resource: resourceOf(index % 2 === 0 ? "even" : "odd"),
        events: [
          {
            timeUnixNano: startUnixNano + 5n,
            name: index === 3 ? "exception" : "log",
            attributes: attributesOf({ at: BigInt(index) }),
            droppedAttributesCount: 0,
          },
        ],
      });
    }),
  ).flat();
  await query.insert(spans);
});

afterAll(() => query.close());

async function ask(
  search: string,
): Promise<{ readonly status: number; readonly body: OwnSearchResult & OwnErrorBody }> {
  const answer = await fetch(`${query.url}/api/own/search?${WINDOW}&${search}`);
  return { status: answer.status, body: (await answer.json()) as OwnSearchResult & OwnErrorBody };
}

/** Numbers of the traces of all pages. */
async function pages(search: string): Promise<number[]> {
  const found: number[] = [];
  let cursor = "";
  for (let page = 0; page <= TRACES; page++) {
    const { body } = await ask(`${search}&cursor=${encodeURIComponent(cursor)}`);
    found.push(...body.traces.map(({ traceId }) => Number.parseInt(traceId, 16) - 1));
    expect(body.limited).toBe(body.nextCursor !== undefined);
    if (body.nextCursor === undefined) return found;
    cursor = body.nextCursor;
  }
  throw new Error("the pages do not end");
}

const all = Array.from({ length: TRACES }, (_, index) => index);

function by(measure: (index: number) => number): number[] {
  return all.toSorted((a, b) => measure(b) - measure(a) || a - b);
}

describe("GET /api/own/search", () => {
  it("goes through all traces in pages, in each order", async () => {
    expect(await pages("limit=5")).toEqual(all);
    expect(await pages("limit=5&order=longest")).toEqual(by((index) => (index * 5) % TRACES));
    expect(await pages("limit=1&order=mostSpans")).toEqual(by((index) => index % 4));
    expect(await pages("limit=12&order=mostErrors")).toEqual(
      by((index) => Math.min(index % 3, 1 + (index % 4))),
    );
  });

  it("takes a filter besides the other parameters", async () => {
    const filter = (op: string, ...args: unknown[]): string =>
      `filter=${encodeURIComponent(JSON.stringify({ op, args }))}`;
    const index = { attr: { key: "index", level: "span" } };
    const over8 = filter("gte", index, { scalar: { value: "8" } });
    expect(await pages(over8)).toEqual([8, 9, 10, 11]);
    expect(await pages(`${over8}&service=odd`)).toEqual([9, 11]);
    expect(await pages(filter("in", index, { list: { values: ["1", "3"] } }))).toEqual([1, 3]);
    const exception = {
      call: {
        op: "eq",
        args: [{ field: { level: "event", name: "name" } }, { scalar: { value: "exception" } }],
      },
    };
    expect(await pages(filter("some", { nested: { level: "event" } }, exception))).toEqual([3]);
    expect(
      await pages(
        filter(
          "regex",
          { field: { level: "span", name: "name" } },
          { scalar: { value: "n 1\\d$" } },
        ),
      ),
    ).toEqual([10, 11]);
  });

  it.each([
    ["order=shortest", "order must be one of newest, longest, mostErrors, mostSpans"],
    ["cursor=' OR 1=1", "the cursor is none that a search has answered"],
    ["filter={", /^filter: /],
    ['filter={"op":"eq"}', "filter: eq takes 2 arguments"],
    [`filter=${"[".repeat(9_000)}`, /^filter: /],
    [
      'filter={"op":"regex","args":[{"attr":{"key":"k"}},{"scalar":{"value":"(a"}}]}',
      "filter: not a regular expression: missing closing ): `(a`",
    ],
    ["limit=0", "invalid parameter: limit must be greater than 0"],
  ])("refuses %.30s", async (search, message) => {
    const { status, body } = await ask(search);
    expect(status).toBe(400);
    expect(body.error.code).toBe("QUERY_INVALID");
    if (typeof message === "string") expect(body.error.message).toBe(message);
    else expect(body.error.message).toMatch(message);
  });

  it("finds SQL as what it is: text", async () => {
    for (const text of ["' OR 1=1 --", "\\'; DROP TABLE spans", "{p0:String}", "it's", "\u0000"]) {
      const found = await pages(`tag=${encodeURIComponent(`it:${text}`)}&limit=100`);
      expect(found, text).toEqual(text === "it's" ? all : []);
      const tag = encodeURIComponent(`${text}:x`);
      expect(await pages(`service=${encodeURIComponent(text)}&tag=${tag}`)).toEqual([]);
    }
  });
});

describe("GET /api/own/search/stream", () => {
  async function lines(search: string): Promise<OwnSearchLine[]> {
    const answer = await fetch(`${query.url}/api/own/search/stream?${WINDOW}&${search}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    const text = await answer.text();
    expect(text.endsWith("\n")).toBe(true);
    return text
      .slice(0, -1)
      .split("\n")
      .map((line) => JSON.parse(line) as OwnSearchLine);
  }

  it("answers the same, a line per trace and one that ends", async () => {
    for (const search of ["limit=5", "limit=100", "limit=3&order=longest", "service=nobody"]) {
      const { body } = await ask(search);
      const { traces, ...end } = body;
      expect(await lines(search)).toEqual([
        ...traces.map((trace) => ({ trace })),
        { end: end satisfies OwnSearchEnd },
      ]);
    }
  });

  it("says that nobody knows how fresh it is where there is no spool", async () => {
    expect((await ask("limit=5")).body.freshness).toBeNull();
    const path = `${query.url}/api/traces?service=even`;
    expect((await fetch(path)).headers.has("spanhouse-pending-spans")).toBe(false);
  });

  it("has a status of its own for what fails before the first line", async () => {
    const answer = await fetch(`${query.url}/api/own/search/stream?limit=x`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: "QUERY_INVALID" } });
  });

  it("takes a client that goes away", async () => {
    await new Promise<void>((resolve, reject) => {
      const request = get(`${query.url}/api/own/search/stream?${WINDOW}`, (answer) => {
        answer.destroy();
        resolve();
      });
      request.on("error", reject);
    });
    expect((await lines("limit=1")).length).toBe(2);
  });
});

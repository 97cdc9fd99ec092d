import type { OwnErrorBody, OwnSearchResult, OwnSpan, Span } from "@spanhouse/model";
import { spanIdFromText, TEXT_TRACE_START, traceFromText } from "@spanhouse/model/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";

/** The UI's own API over a real store: what docs/api/own.md promises. */

const START_US = TEXT_TRACE_START / 1000n;
const WINDOW = `start=${START_US}&end=${START_US + 3_600_000_000n}`;
const SHOP_ID = "5b8aa5a2d2c872e8321cf37308d69df2";
const SAME_ID = "00000000000000010000000000000001";

let query: QueryOverStore;

function shopTrace(): Span[] {
  const spans = traceFromText(
    `
    frontend:GET /checkout 0..12 server
      cart:GET /cart 1..5 server
        cart:SELECT carts 1.5005..3.500625 client error
      frontend:render 7..11
    frontend:late callback 10.5..12.50025 parent=ff
  `,
    SHOP_ID,
  );
  return spans.map((span) =>
    span.name === "SELECT carts"
      ? {
          ...span,
          statusMessage: "deadlock",
          attributes: [
            { key: "db.rows", value: { type: "int", value: 2n ** 53n + 1n } },
            { key: "load", value: { type: "double", value: -0 } },
            { key: "digest", value: { type: "bytes", value: Uint8Array.of(1, 2, 3) } },
            { key: "hosts", value: { type: "array", value: [{ type: "empty" }] } },
          ],
          events: [
            {
              timeUnixNano: TEXT_TRACE_START + 3_400_000n,
              name: "exception",
              attributes: [{ key: "exception.message", value: { type: "string", value: "no" } }],
              droppedAttributesCount: 1,
            },
          ],
          links: [
            {
              traceId: SAME_ID,
              spanId: spanIdFromText("a"),
              traceState: "",
              flags: 0,
              attributes: [],
              droppedAttributesCount: 0,
            },
          ],
        }
      : span,
  );
}

beforeAll(async () => {
  query = await startQueryOverStore();
  const twice = shopTrace().slice(3, 4);
  await query.insert(shopTrace());
  await query.insert([
    ...twice,
    ...traceFromText(
      `
      web:call 100..120 client id=a
        shop:serve 101..119 server id=a parent=
      web:rewound 130..125
    `,
      SAME_ID,
    ),
  ]);
});

afterAll(() => query.close());

async function get<T>(path: string): Promise<T> {
  const response = await fetch(query.url + path);
  expect(response.status, path).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  return (await response.json()) as T;
}

async function refused(path: string): Promise<[number, string]> {
  const response = await fetch(query.url + path);
  const { error } = (await response.json()) as OwnErrorBody;
  return [response.status, error.code];
}

it("answers everything about a span, types included", async () => {
  const path = `/api/own/traces/${SHOP_ID}/spans/3`;
  const span = await get<OwnSpan>(path);
  expect(await get(`${path}?start=${START_US}&end=${START_US}`)).toEqual(span);
  expect(span).toEqual({
    traceId: SHOP_ID,
    spanId: spanIdFromText("3"),
    parentSpanId: spanIdFromText("2"),
    traceState: "",
    flags: 0,
    service: "cart",
    operation: "SELECT carts",
    kind: 3,
    status: { code: 2, message: "deadlock" },
    startUnixNano: String(TEXT_TRACE_START + 1_500_500n),
    endUnixNano: String(TEXT_TRACE_START + 3_500_625n),
    attributes: expect.arrayContaining([
      { key: "db.rows", value: { type: "int", value: "9007199254740993" } },
      { key: "load", value: { type: "double", value: "-0" } },
      { key: "digest", value: { type: "bytes", value: "AQID" } },
      { key: "hosts", value: { type: "array", value: [{ type: "empty" }] } },
    ]) as unknown,
    droppedAttributesCount: 0,
    events: [
      {
        timeUnixNano: String(TEXT_TRACE_START + 3_400_000n),
        name: "exception",
        attributes: [{ key: "exception.message", value: { type: "string", value: "no" } }],
        droppedAttributesCount: 1,
      },
    ],
    droppedEventsCount: 0,
    links: [
      {
        traceId: SAME_ID,
        spanId: spanIdFromText("a"),
        traceState: "",
        flags: 0,
        attributes: [],
        droppedAttributesCount: 0,
      },
    ],
    droppedLinksCount: 0,
    resource: {
      attributes: [{ key: "service.name", value: { type: "string", value: "cart" } }],
      droppedAttributesCount: 0,
      schemaUrl: "",
    },
    scope: {
      name: "test",
      version: "1.0.0",
      attributes: [],
      droppedAttributesCount: 0,
      schemaUrl: "",
    },
  });
});

it("finds traces newest first, with a summary of each", async () => {
  const result = await get<OwnSearchResult>(`/api/own/search?${WINDOW}`);
  expect(result).toMatchObject({ limit: 100, limited: false, warnings: [] });
  expect(result.traces.map((trace) => trace.traceId)).toEqual([SAME_ID, SHOP_ID]);
  expect(result.traces[1]).toMatchObject({
    rootService: "frontend",
    rootOperation: "GET /checkout",
    startUnixNano: String(TEXT_TRACE_START),
    durationUs: 12500.25,
    errorCount: 1,
  });
});

it("says when the limit cut the list", async () => {
  const result = await get<OwnSearchResult>(`/api/own/search?${WINDOW}&limit=1`);
  expect(result).toMatchObject({ limit: 1, limited: true });
  expect(result.traces.map((trace) => trace.traceId)).toEqual([SAME_ID]);
});

it("takes the conditions of Jaeger's search", async () => {
  const found = async (parameters: string): Promise<readonly string[]> => {
    const { traces } = await get<OwnSearchResult>(`/api/own/search?${WINDOW}&${parameters}`);
    return traces.map((trace) => trace.traceId);
  };
  expect(await found("service=cart&tag=error:true")).toEqual([SHOP_ID]);
  expect(await found("service=web&tag=error:true")).toEqual([]);
  expect(await found("minDuration=15ms")).toEqual([SAME_ID]);
});

it("lists services and operations", async () => {
  expect(await get("/api/own/services")).toEqual({ services: ["cart", "frontend", "shop", "web"] });
  expect(await get("/api/own/operations?service=cart")).toEqual({
    operations: [
      { name: "GET /cart", kind: 2 },
      { name: "SELECT carts", kind: 3 },
    ],
  });
});

it.each([
  ["/api/own/search?limit=x", 400, "QUERY_INVALID"],
  ["/api/own/search?tag=lonely", 400, "QUERY_INVALID"],
  ["/api/own/operations", 400, "QUERY_INVALID"],
  ["/api/own/traces/xyz", 400, "QUERY_INVALID"],
  ["/api/own/traces/1/spans/xyz", 400, "QUERY_INVALID"],
  ["/api/own/traces/1/spans/1?occurrence=-1", 400, "QUERY_INVALID"],
  ["/api/own/traces/123", 404, "QUERY_NOT_FOUND"],
  [`/api/own/traces/${SHOP_ID}/spans/99`, 404, "QUERY_NOT_FOUND"],
  ["/api/own/nothing", 404, "QUERY_NOT_FOUND"],
])("refuses %s with %i %s", async (path, status, code) => {
  expect(await refused(path)).toEqual([status, code]);
});

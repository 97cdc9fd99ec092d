import {
  decodeAttributeColumn,
  spanIdsHash,
  type OwnAttributeKeys,
  type OwnAttributes,
  type OwnErrorBody,
  type OwnSpan,
  type OwnTraceLinks,
  type OwnTraceStatistics,
  type Span,
  type TraceAttributeColumn,
  type TracePage,
} from "@spanhouse/model";
import {
  spanIdFromText,
  TEXT_TRACE_ID,
  TEXT_TRACE_START,
  traceFromText,
} from "@spanhouse/model/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { readTraceAnswer } from "../support/trace-answer.ts";

/** Traces in the UI's own API over a real store: what docs/api/own.md and trace-container.md promise. */

const SHOP_ID = "5b8aa5a2d2c872e8321cf37308d69df2";
const SAME_ID = "00000000000000010000000000000001";
const SKEWED_ID = "00000000000000020000000000000002";

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
  const none = { attributes: [], droppedAttributesCount: 0 };
  const link = { spanId: spanIdFromText("a"), traceState: "", flags: 0, ...none };
  const event = { name: "exception", ...none };
  return spans.map((span) =>
    span.name === "SELECT carts"
      ? {
          ...span,
          statusMessage: "deadlock",
          attributes: [{ key: "db.rows", value: { type: "int", value: 7n } }],
          events: [{ ...event, timeUnixNano: TEXT_TRACE_START + 3_400_000n }],
          links: [
            { ...link, traceId: SAME_ID },
            { ...link, traceId: TEXT_TRACE_ID },
          ],
        }
      : span,
  );
}

/** The clock of the second host is a second late. */
function skewedTrace(): Span[] {
  const spans = traceFromText("web:call 0..10 client\n  shop:serve 1002..1006 server", SKEWED_ID);
  return spans.map((span, index) => ({
    ...span,
    resource: {
      ...span.resource,
      attributes: [
        ...span.resource.attributes,
        { key: "host.name", value: { type: "string", value: `host-${index}` } },
      ],
    },
  }));
}

beforeAll(async () => {
  query = await startQueryOverStore();
  const twice = shopTrace().slice(3, 4);
  await query.insert([...shopTrace(), ...skewedTrace()]);
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

async function getPage(path: string, headers: Record<string, string> = {}): Promise<TracePage> {
  const answer = await fetch(`${query.url}/api/own/traces/${path}`, { headers });
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("vary")).toBe("accept-encoding");
  return readTraceAnswer(answer);
}

async function getJson<T>(path: string): Promise<T> {
  const answer = await fetch(`${query.url}/api/own/traces/${path}`);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

async function refused(path: string): Promise<[number, string]> {
  const answer = await fetch(`${query.url}/api/own/traces/${path}`);
  const { error } = (await answer.json()) as OwnErrorBody;
  return [answer.status, error.code];
}

const MS = 1_000_000;

describe("a trace in a container", () => {
  it("has its rows in pre-order, and everything that is said of it", async () => {
    const page = await getPage(SHOP_ID);
    expect(page).toEqual({
      traceId: SHOP_ID,
      startUnixNano: TEXT_TRACE_START,
      durationNano: 12_500_250,
      spanCount: 5,
      errorCount: 1,
      depthMax: 2,
      isTruncated: false,
      fromRow: 0,
      count: 5,
      services: ["frontend", "cart"],
      serviceSpanCount: Uint32Array.of(3, 2),
      serviceErrorCount: Uint32Array.of(0, 1),
      operations: ["GET /checkout", "GET /cart", "SELECT carts", "render", "late callback"],
      warnings: [
        "1 span names a parent that is not in the trace",
        "1 span was a repetition and left out",
      ],
      columns: {
        spanId: Uint32Array.of(...[1, 2, 3, 4, 5].flatMap((id) => [0, id * 2 ** 24])),
        parentRow: Int32Array.of(-1, 0, 1, 0, -1),
        subtreeEnd: Int32Array.of(4, 3, 3, 4, 5),
        depth: Uint8Array.of(0, 1, 2, 1, 0),
        service: Uint8Array.of(0, 1, 1, 0, 0),
        operation: Uint8Array.of(0, 1, 2, 3, 4),
        kind: Uint8Array.of(2, 2, 3, 1, 1),
        status: Uint8Array.of(0, 0, 2, 0, 0),
        flags: Uint8Array.of(0, 0, 0, 2, 1),
        startNano: Float64Array.of(0, 1 * MS, 1_500_500, 7 * MS, 10.5 * MS),
        durationNano: Float64Array.of(12 * MS, 4 * MS, 2_000_125, 4 * MS, 2_000_250),
        coveredNano: Float64Array.of(8 * MS, 2_000_125, 0, 0, 0),
        eventCount: Uint8Array.of(0, 0, 1, 0, 0),
        linkCount: Uint8Array.of(0, 0, 2, 0, 0),
      },
      events: { row: Int32Array.of(2), startNano: Float64Array.of(3.4 * MS) },
      orphans: {
        row: Int32Array.of(4),
        reason: Uint8Array.of(1),
        parentSpanId: Uint32Array.of(0, 0xff * 2 ** 24),
      },
      repeats: { row: new Int32Array(), occurrence: new Uint32Array() },
      criticalPath: {
        row: Int32Array.of(0, 1, 2, 1, 0, 3, 0),
        startNano: Float64Array.of(0, 1 * MS, 1_500_500, 3_500_625, 5 * MS, 7 * MS, 11 * MS),
        endNano: Float64Array.of(1 * MS, 1_500_500, 3_500_625, 5 * MS, 7 * MS, 11 * MS, 12 * MS),
      },
    });
  });

  it("tells spans that share an id apart by occurrence", async () => {
    const page = await getPage(SAME_ID);
    expect([...page.columns.flags]).toEqual([4, 4, 8]);
    expect([...page.columns.durationNano]).toEqual([20 * MS, 18 * MS, 0]);
    expect(page.repeats).toEqual({ row: Int32Array.of(1), occurrence: Uint32Array.of(1) });
    const path = `${SAME_ID}/spans/a`;
    expect((await getJson<OwnSpan>(path)).operation).toBe("call");
    expect((await getJson<OwnSpan>(`${path}?occurrence=1`)).operation).toBe("serve");
    expect(await refused(`${path}?occurrence=2`)).toEqual([404, "QUERY_NOT_FOUND"]);
  });

  it("comes in pages, each complete without the others", async () => {
    const page = await getPage(`${SHOP_ID}?from=2&count=2`);
    expect(page).toMatchObject({ spanCount: 5, fromRow: 2, count: 2 });
    expect(page.operations).toEqual(["SELECT carts", "render"]);
    expect([...page.columns.parentRow]).toEqual([1, 0]);
    expect([...page.events.row]).toEqual([2]);
    expect([...page.criticalPath.row]).toEqual([2, 3]);
    expect(page.orphans.row).toHaveLength(0);
    expect((await getPage(`${SHOP_ID}?from=9`)).count).toBe(0);
    const last = await getPage(`${SHOP_ID}?from=4&count=100`);
    expect([last.count, last.orphans.row[0]]).toEqual([1, 4]);
  });

  it("comes without marks of events on request", async () => {
    const page = await getPage(`${SHOP_ID}?events=false`);
    expect([page.events.row.length, page.columns.eventCount[2]]).toEqual([0, 1]);
  });

  it("has clocks corrected on request only, up to the given duration, and says so", async () => {
    expect([...(await getPage(SKEWED_ID)).columns.startNano]).toEqual([0, 1002 * MS]);
    const corrected = await getPage(`${SKEWED_ID}?clockSkew=10s`);
    expect([...corrected.columns.startNano]).toEqual([0, 3 * MS]);
    expect([...corrected.columns.flags]).toEqual([0, 16]);
    expect(corrected.durationNano).toBe(10 * MS);
    expect(corrected.warnings).toEqual(["1 span was moved, because clocks of hosts differ"]);
    const less = await getPage(`${SKEWED_ID}?clockSkew=1ms`);
    expect([...less.columns.startNano]).toEqual([0, 1002 * MS]);
    expect(less.warnings).toEqual([
      "1 span was not moved, although clocks of hosts differ: by too much",
    ]);
  });

  it("is compressed as the client asks when it is large", async () => {
    const traceId = "00000000000000030000000000000003";
    const [seed] = traceFromText("web:many 0..1", traceId);
    const spans = Array.from({ length: 2_000 }, (_, index) => ({
      ...seed!,
      spanId: (index + 1).toString(16).padStart(16, "0"),
    }));
    await query.insert(spans);
    const url = `${query.url}/api/own/traces/${traceId}`;
    for (const [accepted, encoding] of [
      ["gzip, br", "br"],
      ["gzip, br;q=0", "gzip"],
      ["identity", null],
    ] as const) {
      const answer = await fetch(url, { headers: { "accept-encoding": accepted } });
      expect(answer.headers.get("content-encoding")).toBe(encoding);
      expect((await readTraceAnswer(answer)).spanCount).toBe(2_000);
    }
    expect((await getPage(SHOP_ID, { "accept-encoding": "br" })).spanCount).toBe(5);
  });
});

describe("attributes of some spans", () => {
  it("are answered for rows, and for ids", async () => {
    const rows = await getJson<OwnAttributes>(`${SHOP_ID}/attributes?rows=2-4`);
    expect(rows.spans).toEqual([
      {
        spanId: spanIdFromText("3"),
        statusMessage: "deadlock",
        attributes: [{ key: "db.rows", value: { type: "int", value: "7" } }],
        droppedAttributesCount: 0,
      },
      { spanId: spanIdFromText("4"), statusMessage: "", attributes: [], droppedAttributesCount: 0 },
    ]);
    const ids = await getJson<OwnAttributes>(`${SHOP_ID}/attributes?spanId=4&spanId=3&spanId=99`);
    expect(ids.spans).toEqual([...rows.spans].reverse());
    expect((await getJson<OwnAttributes>(`${SHOP_ID}/attributes`)).spans).toHaveLength(5);
  });
});

describe("an attribute of all spans", () => {
  async function column(path: string): Promise<TraceAttributeColumn> {
    const answer = await fetch(`${query.url}/api/own/traces/${path}`);
    expect(answer.headers.get("content-type")).toBe("application/vnd.spanhouse.trace");
    const read = decodeAttributeColumn(await answer.arrayBuffer());
    if (!read.ok) throw new Error(read.error);
    return read.value;
  }

  it("is answered by row, of the span or of its resource, and the rows are those of the page", async () => {
    const { columns } = await getPage(SHOP_ID);
    const rows = await column(`${SHOP_ID}/attributes/column?key=db.rows&ids=true`);
    expect([rows.values, [...rows.of]]).toEqual([["7"], [0, 0, 1, 0, 0]]);
    expect(rows.idsHash).toBe(spanIdsHash(columns.spanId));
    expect(rows.spanId).toEqual(columns.spanId);
    const services = await column(`${SHOP_ID}/attributes/column?key=service.name`);
    expect([services.values, [...services.of]]).toEqual([
      ["frontend", "cart"],
      [1, 2, 2, 1, 1],
    ]);
    expect(services.spanId).toBeUndefined();
    const none = await column(`${SHOP_ID}/attributes/column?key=service.name&level=span`);
    expect([none.values, [...none.of]]).toEqual([[], [0, 0, 0, 0, 0]]);
    const hosts = await column(`${SKEWED_ID}/attributes/column?key=host.name&level=resource`);
    expect(hosts.values).toEqual(["host-0", "host-1"]);
  });

  it("is named by the keys that there are", async () => {
    expect(await getJson<OwnAttributeKeys>(`${SHOP_ID}/attributes/keys`)).toEqual({
      keys: [
        { key: "db.rows", level: "span" },
        { key: "service.name", level: "resource" },
      ],
      limited: false,
    });
  });

  it.each([
    [`${SHOP_ID}/attributes/column`, 400, "QUERY_INVALID"],
    [`${SHOP_ID}/attributes/column?key=${"k".repeat(1_025)}`, 400, "QUERY_INVALID"],
    [`${SHOP_ID}/attributes/column?key=a&level=scope`, 400, "QUERY_INVALID"],
    [`${SHOP_ID}/attributes/column?key=a&ids=1`, 400, "QUERY_INVALID"],
    ["ff/attributes/column?key=a", 404, "QUERY_NOT_FOUND"],
    ["ff/attributes/keys", 404, "QUERY_NOT_FOUND"],
  ])("%s is answered %i %s", async (path, status, code) => {
    expect(await refused(path)).toEqual([status, code]);
  });
});

it("sums a trace up by service, operation and kind", async () => {
  const statistics = await getJson<OwnTraceStatistics>(`${SHOP_ID}/statistics`);
  expect(statistics).toMatchObject({ traceId: SHOP_ID, spanCount: 5, operationsLimited: false });
  const services = statistics.services.map(({ service, spanCount, errorCount, selfUs }) => [
    ...[service, spanCount, errorCount, selfUs],
  ]);
  expect(services).toEqual([
    ["frontend", 3, 0, 10_000.25],
    ["cart", 2, 1, 4_000],
  ]);
  expect(statistics.operations[0]).toEqual({
    service: "frontend",
    operation: "GET /checkout",
    ...{ spanCount: 1, errorCount: 0, totalUs: 12_000, selfUs: 4_000 },
    ...{ p50Us: 12_000, p95Us: 12_000, maxUs: 12_000 },
  });
  expect(statistics.kinds.map(({ kind, spanCount }) => [kind, spanCount])).toEqual([
    [2, 2],
    [1, 2],
    [3, 1],
  ]);
});

it("says what the spans link to, and whether it is stored", async () => {
  const links = await getJson<OwnTraceLinks>(`${SHOP_ID}/links`);
  expect(links).toEqual({
    traceId: SHOP_ID,
    linkCount: 2,
    links: [
      {
        row: 2,
        spanId: spanIdFromText("3"),
        linkedTraceId: SAME_ID,
        linkedSpanId: spanIdFromText("a"),
        linkedTrace: {
          rootService: "web",
          rootOperation: "call",
          startUnixNano: String(TEXT_TRACE_START + 100_000_000n),
          spanCount: 3,
        },
      },
      {
        row: 2,
        spanId: spanIdFromText("3"),
        linkedTraceId: TEXT_TRACE_ID,
        linkedSpanId: spanIdFromText("a"),
        linkedTrace: null,
      },
    ],
  });
  expect((await getJson<OwnTraceLinks>(`${SAME_ID}/links`)).links).toEqual([]);
});

it.each([
  [`${SHOP_ID}?from=x`, 400, "QUERY_INVALID"],
  [`${SHOP_ID}?count=-1`, 400, "QUERY_INVALID"],
  [`${SHOP_ID}?events=no`, 400, "QUERY_INVALID"],
  [`${SHOP_ID}?clockSkew=5`, 400, "QUERY_INVALID"],
  [`${SHOP_ID}?clockSkew=25h`, 400, "QUERY_INVALID"],
  [`${SHOP_ID}?start=x`, 400, "QUERY_INVALID"],
  [`${SHOP_ID}/attributes?rows=5-4`, 400, "QUERY_INVALID"],
  [`${SHOP_ID}/attributes?rows=0-501`, 400, "QUERY_INVALID"],
  [`${SHOP_ID}/attributes?spanId=xyz`, 400, "QUERY_INVALID"],
  ["123/attributes", 404, "QUERY_NOT_FOUND"],
  ["123/statistics", 404, "QUERY_NOT_FOUND"],
  ["123/links", 404, "QUERY_NOT_FOUND"],
])("refuses %s with %i %s", async (path, status, code) => {
  expect(await refused(path)).toEqual([status, code]);
});

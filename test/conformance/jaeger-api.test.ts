import type { Attribute, AttributeValue, Span } from "@spanhouse/model";
import { spanIdFromText, TEXT_TRACE_START, traceFromText } from "@spanhouse/model/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";

/**
 * Jaeger's HTTP API over a real store. Spans come in as OTLP bytes; answers are compared with the bodies
 * Jaeger 2.20 gives for them, written out here. Times are milliseconds after TEXT_TRACE_START.
 */

const START_US = Number(TEXT_TRACE_START / 1000n);
const WINDOW = `start=${START_US - 1}&end=${START_US + 3_600_000_000}`;
const SHOP_ID = "0af7651916cd43dd8448eb211c80319c";
const SHORT_ID = "0000000000000000" + "00000000000000ab";
const ZIPKIN_ID = "0000000000000001" + "0000000000000001";
const OLD_ID = "0000000000000002" + "0000000000000002";

let query: QueryOverStore;

function attribute(key: string, value: AttributeValue): Attribute {
  return { key, value };
}

function text(key: string, value: string): Attribute {
  return attribute(key, { type: "string", value });
}

/** A trace with everything that has a spelling of its own. */
function shopTrace(): Span[] {
  const [root, cart, sql, late] = traceFromText(
    `
    web:GET /checkout 1000..1100 server
      cart:GET /cart 1010..1040.5 server
        cart:SELECT 1020..1030 client error
    web:late 1050..1060 parent=ff
  `,
    SHOP_ID,
  );
  const cartResource = {
    ...cart!.resource,
    attributes: [text("service.name", "cart"), text("host.name", "h1"), text("cloud.region", "eu")],
  };
  return [
    root!,
    {
      ...cart!,
      resource: cartResource,
      traceState: "vendor=1",
      flags: 0x101,
      attributes: [
        text("http.route", "/cart"),
        attribute("http.response.status_code", { type: "int", value: 200n }),
        attribute("cart.big", { type: "int", value: 2n ** 60n }),
        attribute("cart.cached", { type: "bool", value: true }),
        attribute("cart.load", { type: "double", value: 0.25 }),
        attribute("cart.digest", { type: "bytes", value: Uint8Array.of(1, 2, 3) }),
        attribute("cart.items", {
          type: "array",
          value: [
            { type: "string", value: "a" },
            { type: "int", value: 1n },
          ],
        }),
      ],
    },
    {
      ...sql!,
      resource: cartResource,
      statusMessage: "deadlock",
      events: [
        {
          timeUnixNano: TEXT_TRACE_START + 1_025_000_999n,
          name: "exception",
          attributes: [text("exception.message", "deadlock")],
          droppedAttributesCount: 0,
        },
      ],
      links: [
        {
          traceId: SHORT_ID,
          spanId: spanIdFromText("cd"),
          traceState: "",
          flags: 0,
          attributes: [],
          droppedAttributesCount: 0,
        },
      ],
    },
    late!,
  ];
}

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert([
    ...shopTrace(),
    ...traceFromText("batch:nightly job 5000..65000 ok", SHORT_ID),
    ...traceFromText(
      `
      web:call 2000..2100 client id=a
        shop:serve 2010..2090 server id=a parent=
          shop:inside 2020..2030
    `,
      ZIPKIN_ID,
    ).map((span) =>
      span.name === "inside" ? { ...span, parentSpanId: spanIdFromText("a") } : span,
    ),
    ...traceFromText("batch:ancient -400000000..-399999000", OLD_ID),
  ]);
});

afterAll(() => query.close());

interface Envelope {
  readonly data: readonly { readonly traceID: string; readonly spans: readonly JaegerSpan[] }[];
  readonly errors: unknown;
}

interface JaegerSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { readonly spanID: string }[];
  readonly warnings: readonly string[] | null;
}

async function get(path: string): Promise<unknown> {
  const response = await fetch(query.url + path);
  expect(response.status, path).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  return response.json();
}

async function refused(
  path: string,
): Promise<{ status: number; body: string; type: string | null }> {
  const response = await fetch(query.url + path);
  return {
    status: response.status,
    body: await response.text(),
    type: response.headers.get("content-type"),
  };
}

async function found(parameters: string): Promise<readonly string[]> {
  const { data } = (await get(`/api/traces?${WINDOW}&${parameters}`)) as Envelope;
  return data.map((trace) => trace.traceID);
}

function tag(key: string, type: string, value: unknown): object {
  return { key, type, value };
}

const SCOPE_TAGS = [
  tag("otel.scope.name", "string", "test"),
  tag("otel.scope.version", "string", "1.0.0"),
];

describe("GET /api/traces/{traceID}", () => {
  it("answers the trace in Jaeger's words", async () => {
    expect(await get(`/api/traces/${SHOP_ID}`)).toEqual({
      data: [
        {
          traceID: SHOP_ID,
          spans: [
            {
              traceID: SHOP_ID,
              spanID: spanIdFromText("1"),
              operationName: "GET /checkout",
              references: [],
              startTime: START_US + 1_000_000,
              duration: 100_000,
              tags: [...SCOPE_TAGS, tag("span.kind", "string", "server")],
              logs: [],
              processID: "p1",
              warnings: null,
            },
            {
              traceID: SHOP_ID,
              spanID: spanIdFromText("2"),
              flags: 1,
              operationName: "GET /cart",
              references: [{ refType: "CHILD_OF", traceID: SHOP_ID, spanID: spanIdFromText("1") }],
              startTime: START_US + 1_010_000,
              duration: 30_500,
              tags: [
                ...SCOPE_TAGS,
                tag("cart.big", "int64", "1152921504606846976"),
                tag("cart.cached", "bool", true),
                tag("cart.digest", "binary", "AQID"),
                tag("cart.items", "string", '["a",1]'),
                tag("cart.load", "float64", 0.25),
                tag("http.response.status_code", "int64", 200),
                tag("http.route", "string", "/cart"),
                tag("span.kind", "string", "server"),
                tag("w3c.tracestate", "string", "vendor=1"),
              ],
              logs: [],
              processID: "p2",
              warnings: null,
            },
            {
              traceID: SHOP_ID,
              spanID: spanIdFromText("3"),
              operationName: "SELECT",
              references: [
                { refType: "CHILD_OF", traceID: SHOP_ID, spanID: spanIdFromText("2") },
                {
                  refType: "FOLLOWS_FROM",
                  traceID: "00000000000000ab",
                  spanID: spanIdFromText("cd"),
                },
              ],
              startTime: START_US + 1_020_000,
              duration: 10_000,
              tags: [
                ...SCOPE_TAGS,
                tag("span.kind", "string", "client"),
                tag("otel.status_code", "string", "ERROR"),
                tag("error", "bool", true),
                tag("otel.status_description", "string", "deadlock"),
              ],
              logs: [
                {
                  timestamp: START_US + 1_025_000,
                  fields: [
                    tag("event", "string", "exception"),
                    tag("exception.message", "string", "deadlock"),
                  ],
                },
              ],
              processID: "p2",
              warnings: null,
            },
            {
              traceID: SHOP_ID,
              spanID: spanIdFromText("4"),
              operationName: "late",
              references: [{ refType: "CHILD_OF", traceID: SHOP_ID, spanID: spanIdFromText("ff") }],
              startTime: START_US + 1_050_000,
              duration: 10_000,
              tags: [...SCOPE_TAGS, tag("span.kind", "string", "internal")],
              logs: [],
              processID: "p1",
              warnings: [`parent span ${spanIdFromText("ff")} is not in the trace`],
            },
          ],
          processes: {
            p1: { serviceName: "web", tags: [] },
            p2: {
              serviceName: "cart",
              tags: [tag("cloud.region", "string", "eu"), tag("host.name", "string", "h1")],
            },
          },
          warnings: null,
        },
      ],
      total: 0,
      limit: 0,
      offset: 0,
      errors: null,
    });
  });

  it.each([
    ["few digits", "ab"],
    ["16 digits", "00000000000000ab"],
    ["32 digits", SHORT_ID],
    ["capital letters", "AB"],
    ["base64", "AAAAAAAAAAAAAAAAAAAAqw=="],
    ["base64 without padding", "AAAAAAAAAKs"],
  ])("finds a trace by an id of %s", async (_, id) => {
    const { data } = (await get(`/api/traces/${id}`)) as Envelope;
    expect(data.map((trace) => trace.traceID)).toEqual(["00000000000000ab"]);
  });

  it("takes times as hints that never hide the trace", async () => {
    expect(await get(`/api/traces/ab?start=1&end=2`)).toEqual(await get(`/api/traces/ab`));
  });

  it("gives a server that shares its client's id an id of its own, and its children follow", async () => {
    const { data } = (await get(`/api/traces/${ZIPKIN_ID}`)) as Envelope;
    const [call, serve, inside] = data[0]!.spans;
    expect(call!.spanID).toBe(spanIdFromText("a"));
    expect(serve!.spanID).not.toBe(spanIdFromText("a"));
    expect(serve!.references[0]!.spanID).toBe(spanIdFromText("a"));
    expect(inside!.references[0]!.spanID).toBe(serve!.spanID);
  });

  it("leaves spans as they were sent when asked for raw", async () => {
    const { data } = (await get(`/api/traces/${ZIPKIN_ID}?raw=true`)) as Envelope;
    expect(data[0]!.spans.map((span) => span.spanID)).toEqual(
      ["a", "a", "3"].map((digits) => spanIdFromText(digits)),
    );
  });

  it("indents when asked for prettyPrint", async () => {
    const pretty = await (await fetch(`${query.url}/api/traces/ab?prettyPrint=true`)).text();
    expect(pretty).toBe(JSON.stringify(await get("/api/traces/ab"), null, 4));
  });

  it("answers 404 for a trace that is not there, as text with a line end", async () => {
    expect(await refused("/api/traces/123")).toEqual({
      status: 404,
      type: "text/plain; charset=utf-8",
      body: '{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":404,"msg":"trace not found"}]}\n',
    });
  });

  it.each([
    ["/api/traces/xyz", 'strconv.ParseUint: parsing "xyz": invalid syntax'],
    [
      `/api/traces/${"a".repeat(33)}`,
      `TraceID cannot be longer than 32 hex characters: ${"a".repeat(33)}`,
    ],
    [
      "/api/traces/ab?start=x",
      "unable to parse param 'start': strconv.ParseInt: parsing \"x\": invalid syntax",
    ],
    [
      "/api/traces/ab?raw=x",
      "unable to parse param 'raw': strconv.ParseBool: parsing \"x\": invalid syntax",
    ],
  ])("answers 400 to %s", async (path, msg) => {
    const { status, body } = await refused(path);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ data: null, errors: [{ code: 400, msg }] });
  });
});

describe("GET /api/traces", () => {
  it("answers newest first, the same every time, without a service too", async () => {
    const all = ["00000000000000ab", ZIPKIN_ID, SHOP_ID];
    expect(await found("")).toEqual(all);
    expect(await found("")).toEqual(all);
    expect(await found("limit=2")).toEqual(all.slice(0, 2));
  });

  it.each([
    ["service=cart", [SHOP_ID]],
    ["service=web", [ZIPKIN_ID, SHOP_ID]],
    ["service=web&operation=call", [ZIPKIN_ID]],
    ["service=cart&operation=call", []],
    ["minDuration=1s", ["00000000000000ab"]],
    ["service=web&maxDuration=50ms", [SHOP_ID]],
    ["tag=error:true", [SHOP_ID]],
    ["service=cart&tag=error:false", [SHOP_ID]],
    ["service=cart&tag=error:false&operation=SELECT", []],
    ["tag=span.kind:server", [ZIPKIN_ID, SHOP_ID]],
    ["service=web&tag=span.kind:client", [ZIPKIN_ID]],
    ["tag=otel.status_code:OK", ["00000000000000ab"]],
    ["tag=otel.status_code:ERROR", [SHOP_ID]],
    ["tag=otel.status_code:OK&tag=error:true", []],
    ["tag=http.route:/cart", [SHOP_ID]],
    ["tag=http.response.status_code:200", [SHOP_ID]],
    ["tag=http.response.status_code:404", []],
    ["tag=cart.cached:true", [SHOP_ID]],
    ["tag=cart.big:1152921504606846976", [SHOP_ID]],
    ["tag=cart.load:0.25", [SHOP_ID]],
    ["tag=host.name:h1", [SHOP_ID]],
    ["tag=cloud.region:eu&tag=http.route:/cart", [SHOP_ID]],
    ['tags={"cloud.region":"eu","http.route":"/other"}', []],
    ["tag=nothing:here", []],
    [`traceID=ab&traceID=${SHOP_ID}&service=nobody`, ["00000000000000ab", SHOP_ID]],
  ])("finds by %s", async (parameters, ids) => {
    expect(await found(parameters)).toEqual(ids);
  });

  it("answers an empty list, never null", async () => {
    expect(await get(`/api/traces?${WINDOW}&service=nobody`)).toEqual({
      data: [],
      total: 0,
      limit: 0,
      offset: 0,
      errors: null,
    });
  });

  it("looks at the last 48 hours when no time is given", async () => {
    const now = (BigInt(Date.now()) - 60_000n) * 1_000_000n;
    const id = "0000000000000003" + "0000000000000003";
    const [recent] = traceFromText("fresh:now 0..1", id);
    await query.insert([{ ...recent!, startUnixNano: now, endUnixNano: now + 1_000_000n }]);
    const { data } = (await get("/api/traces?lookback=1h")) as Envelope;
    expect(data.map((trace) => trace.traceID)).toEqual([id]);
  });

  it("names traces that are not there beside those that are", async () => {
    const answer = (await get("/api/traces?traceID=ab&traceID=123")) as Envelope;
    expect(answer.data.map((trace) => trace.traceID)).toEqual(["00000000000000ab"]);
    expect(answer.errors).toEqual([{ msg: "trace not found", traceID: "0000000000000123" }]);
  });

  it("answers 400 with Jaeger's sentence", async () => {
    const { status, type, body } = await refused("/api/traces?service=web&tag=lonely");
    expect({ status, type }).toEqual({ status: 400, type: "text/plain; charset=utf-8" });
    expect(JSON.parse(body)).toMatchObject({
      errors: [
        { code: 400, msg: "malformed 'tag' parameter, expecting key:value, received: lonely" },
      ],
    });
  });
});

describe("services and operations", () => {
  it("lists services with their count", async () => {
    expect(await get("/api/services")).toMatchObject({
      data: expect.arrayContaining(["batch", "cart", "shop", "web"]) as unknown,
      limit: 0,
      offset: 0,
      errors: null,
    });
  });

  it("lists operations of a service by name", async () => {
    expect(await get("/api/services/cart/operations")).toEqual({
      data: ["GET /cart", "SELECT"],
      total: 2,
      limit: 0,
      offset: 0,
      errors: null,
    });
    expect(await get("/api/services/no%20body/operations")).toMatchObject({ data: [], total: 0 });
  });

  it("lists operations with their kinds", async () => {
    expect(await get("/api/operations?service=cart")).toMatchObject({
      data: [
        { name: "GET /cart", spanKind: "server" },
        { name: "SELECT", spanKind: "client" },
      ],
      total: 2,
    });
    expect(await get("/api/operations?service=cart&spanKind=client")).toMatchObject({
      data: [{ name: "SELECT", spanKind: "client" }],
      total: 1,
    });
    expect(await get("/api/operations?service=cart&spanKind=tea")).toMatchObject({ data: [] });
  });

  it("needs a service for operations", async () => {
    const { status, body } = await refused("/api/operations");
    expect(status).toBe(400);
    expect(body).toContain("parameter 'service' is required");
  });
});

it("answers 404 in plain text to everything else below /api", async () => {
  for (const path of [
    "/api",
    "/api/",
    "/api/dependencies/a",
    "/api/traces/a/b",
    "/api/v3",
    "/api/v3/nothing",
  ]) {
    expect(await refused(path)).toEqual({
      status: 404,
      type: "text/plain; charset=utf-8",
      body: "404 page not found\n",
    });
  }
});

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startCollectorAndQuery, type CollectorAndQuery } from "../support/collector-and-query.ts";

// What Jaeger's UI, Grafana's data source for Jaeger and Kiali ask, word for word, of a whole Spanhouse: spans come
// in through the OTLP door, answers are what these clients take apart. Their requests were taken from their sources.

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const ROOT_ID = "b7ad6b7169203331";
const CHILD_ID = "00f067aa0ba902b7";
const NANO_PER_MICRO = 1_000n;
const START = BigInt(Math.floor(Date.now() / 1_000) - 120) * 1_000_000_000n;
const START_US = Number(START / NANO_PER_MICRO);
const WINDOW_US = `start=${START_US - 60_000_000}&end=${START_US + 60_000_000}`;

let spanhouse: CollectorAndQuery;

function attribute(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}

function resourceSpans(service: string, span: object): object {
  const attributes = [attribute("service.name", service)];
  return { resource: { attributes }, scopeSpans: [{ scope: {}, spans: [span] }] };
}

const ROOT = {
  ...{ traceId: TRACE_ID, spanId: ROOT_ID, name: "GET /checkout", kind: 2 },
  startTimeUnixNano: String(START),
  endTimeUnixNano: String(START + 100_000_000n),
  attributes: [attribute("http.status_code", "200"), attribute("istio.cluster_id", "Kubernetes")],
  status: {},
};
const CHILD = {
  ...{ traceId: TRACE_ID, spanId: CHILD_ID, parentSpanId: ROOT_ID, name: "GET /cart", kind: 2 },
  startTimeUnixNano: String(START + 10_000_000n),
  endTimeUnixNano: String(START + 40_000_000n),
  status: { code: 2 },
};
const OTLP = { resourceSpans: [resourceSpans("checkout", ROOT), resourceSpans("cart", CHILD)] };

function tag(key: string, type: string, value: unknown): object {
  return { key, type, value };
}

const CHILD_OF_ROOT = { refType: "CHILD_OF", traceID: TRACE_ID, spanID: ROOT_ID };

/** The trace as Jaeger's JSON. */
const TRACE = {
  traceID: TRACE_ID,
  spans: [
    {
      ...{ traceID: TRACE_ID, spanID: ROOT_ID, operationName: "GET /checkout", references: [] },
      ...{ startTime: START_US, duration: 100_000 },
      tags: [
        tag("http.status_code", "string", "200"),
        tag("istio.cluster_id", "string", "Kubernetes"),
        tag("span.kind", "string", "server"),
      ],
      ...{ logs: [], processID: "p1", warnings: null },
    },
    {
      ...{ traceID: TRACE_ID, spanID: CHILD_ID, operationName: "GET /cart" },
      references: [CHILD_OF_ROOT],
      ...{ startTime: START_US + 10_000, duration: 30_000 },
      tags: [
        tag("span.kind", "string", "server"),
        tag("otel.status_code", "string", "ERROR"),
        tag("error", "bool", true),
      ],
      ...{ logs: [], processID: "p2", warnings: null },
    },
  ],
  processes: {
    p1: { serviceName: "checkout", tags: [] },
    p2: { serviceName: "cart", tags: [] },
  },
  warnings: null,
};

const NOT_COUNTED = { total: 0, limit: 0, offset: 0, errors: null };
const TRACES = { data: [TRACE], ...NOT_COUNTED };
const SERVICES = { data: ["cart", "checkout"], total: 2, limit: 0, offset: 0, errors: null };

const SUMMARIES = {
  summaries: [
    {
      traceId: TRACE_ID,
      rootServiceName: "checkout",
      rootOperationName: "GET /checkout",
      minStartTimeUnixNano: String(START),
      maxEndTimeUnixNano: String(START + 100_000_000n),
      spanCount: 2,
      errorSpanCount: 1,
      services: [
        { name: "cart", spanCount: 1, errorSpanCount: 1 },
        { name: "checkout", spanCount: 1 },
      ],
    },
  ],
};

beforeAll(async () => {
  spanhouse = await startCollectorAndQuery();
  const sent = await fetch(`${spanhouse.doorUrl("otlp_http")}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(OTLP),
  });
  expect(sent.status).toBe(200);
  // A trace is there at once; what is found in rollups comes with the insert.
  await vi.waitFor(async () => expect(await ask("/api/services")).toEqual([200, SERVICES]), {
    timeout: 15_000,
    interval: 100,
  });
});

afterAll(() => spanhouse.close());

async function ask(path: string, init: RequestInit = {}): Promise<[number, unknown]> {
  const answer = await fetch(spanhouse.queryUrl + path, init);
  return [answer.status, JSON.parse(await answer.text())];
}

/** RFC 3339 as Go's `time.RFC3339Nano` writes it. */
function rfc3339(unixUs: number): string {
  return new Date(unixUs / 1_000).toISOString();
}

describe("Jaeger's UI", () => {
  it.each([
    ["/api/services", SERVICES],
    [
      "/api/services/checkout/operations",
      { data: ["GET /checkout"], total: 1, limit: 0, offset: 0, errors: null },
    ],
    [
      "/api/operations?service=cart&spanKind=server",
      {
        data: [{ name: "GET /cart", spanKind: "server" }],
        ...{ total: 1, limit: 0, offset: 0, errors: null },
      },
    ],
    [
      `/api/traces?${WINDOW_US}&limit=20&lookback=1h&maxDuration&minDuration&operation=GET%20%2Fcart&service=cart&tags=%7B%22error%22%3A%22true%22%7D`,
      TRACES,
    ],
    [`/api/traces/${TRACE_ID}`, TRACES],
    [
      `/api/traces?traceID=${TRACE_ID}&traceID=1`,
      { ...TRACES, errors: [{ msg: "trace not found", traceID: "0000000000000001" }] },
    ],
    ["/api/metrics/minstep", { data: 10_000, ...NOT_COUNTED }],
  ])("asks %s", async (path, body) => {
    expect(await ask(path)).toEqual([200, body]);
  });

  it("asks for a trace that is not there, and shows the message", async () => {
    expect(await ask("/api/traces/1234")).toEqual([
      404,
      { data: null, ...NOT_COUNTED, errors: [{ code: 404, msg: "trace not found" }] },
    ]);
  });

  it("archives, as often as somebody likes", async () => {
    const archive = (id: string): Promise<[number, unknown]> =>
      ask(`/api/archive/${id}`, { method: "POST" });
    const archived = [200, { data: [], ...NOT_COUNTED, errors: [] }];
    expect(await archive(TRACE_ID)).toEqual(archived);
    expect(await archive(TRACE_ID)).toEqual(archived);
    expect(await ask(`/api/traces/${TRACE_ID}`)).toEqual([200, TRACES]);
    const missing = { code: 404, msg: "trace not found" };
    expect(await archive("1234")).toEqual([404, { data: null, ...NOT_COUNTED, errors: [missing] }]);
    const [status] = await archive("not-an-id");
    expect(status).toBe(400);
  });

  it("sends a file of OTLP to be transformed", async () => {
    const [status, body] = await ask("/api/transform", {
      method: "POST",
      body: JSON.stringify(OTLP),
    });
    expect([status, body]).toEqual([200, TRACES]);
    const refused = await ask("/api/transform", { method: "POST", body: "{" });
    expect(refused).toMatchObject([400, { data: null, errors: [{ code: 400 }] }]);
  });

  it("asks for the graph of services of a week", async () => {
    const path = `/api/dependencies?endTs=${Date.now()}&lookback=604800000`;
    const [status, body] = await ask(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...NOT_COUNTED, data: expect.any(Array) as unknown });
  });

  it("asks for what the Monitor tab shows", async () => {
    const common = `service=cart&endTs=${Date.now()}&lookback=3600000&step=60000&ratePer=600000&spanKind=server`;
    const families = ["latencies", "calls", "errors"].map((type) =>
      ask(
        `/api/metrics/${type}?${common}&groupByOperation=true${type === "latencies" ? "&quantile=0.95" : ""}`,
      ),
    );
    for (const [index, value] of [30, 1 / 600, 1].entries()) {
      const [status, body] = await families[index]!;
      expect(status).toBe(200);
      const family = body as {
        metrics: { labels: unknown; metricPoints: { gaugeValue: { doubleValue: number } }[] }[];
      };
      expect(family).toMatchObject({
        name: ["latencies", "call_rate", "error_rate"].map((name) => `service_operation_${name}`)[
          index
        ],
        type: "GAUGE",
        metrics: [
          {
            labels: [
              { name: "operation", value: "GET /cart" },
              { name: "service_name", value: "cart" },
            ],
          },
        ],
      });
      const { gaugeValue, ...rest } = family.metrics[0]!.metricPoints.at(-1)! as {
        gaugeValue: { doubleValue: number };
        timestamp?: string;
      };
      expect(rest.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Math.abs(gaugeValue.doubleValue - value) / value).toBeLessThan(0.02);
    }
  });

  it("asks API v3 for summaries, under the names it uses", async () => {
    const path =
      `/api/v3/trace-summaries?query.service_name=checkout&query.start_time_min=${rfc3339(START_US - 1_000_000)}` +
      `&query.start_time_max=${rfc3339(START_US + 60_000_000)}&query.num_traces=20`;
    expect(await ask(path)).toEqual([200, SUMMARIES]);
  });
});

describe("Grafana's data source", () => {
  it.each([
    ["/api/services", SERVICES],
    [`/api/traces?limit=20&service=cart&tags=%7B%22error%22%3A%22true%22%7D`, TRACES],
    [`/api/traces/${TRACE_ID}?end=${START_US + 60_000_000}&start=${START_US - 60_000_000}`, TRACES],
    ["/api/v3/services", { services: ["cart", "checkout"] }],
    [
      "/api/v3/operations?service=checkout",
      { operations: [{ name: "GET /checkout", spanKind: "server" }] },
    ],
  ])("asks %s", async (path, body) => {
    expect(await ask(path)).toEqual([200, body]);
  });

  const result = { result: OTLP };

  it("asks API v3 for a trace and for traces, with times that are not escaped", async () => {
    const times = (min: string, max: string): string =>
      `${min}=${rfc3339(START_US - 1_000_000)}&${max}=${rfc3339(START_US + 60_000_000)}`;
    const trace = `/api/v3/traces/${TRACE_ID}?${times("start_time", "end_time")}`;
    expect(await ask(trace)).toEqual([200, result]);
    const search = `/api/v3/traces?query.duration_min=50ms&query.service_name=checkout&${times(
      "query.start_time_min",
      "query.start_time_max",
    )}`;
    expect(await ask(search)).toEqual([200, result]);
    expect(await ask(search.replace("50ms", "5s"))).toEqual([
      404,
      { error: { httpCode: 404, message: "No traces found" } },
    ]);
  });
});

describe("Kiali", () => {
  it.each([
    ["/api/services", SERVICES],
    [
      `/api/traces?end=${START_US + 60_000_000}&limit=100&service=checkout&start=${START_US - 60_000_000}&tags=%7B%22istio.cluster_id%22%3A%22Kubernetes%22%7D`,
      TRACES,
    ],
    [
      `/api/traces?end=${START_US + 60_000_000}&limit=15&minDuration=90000us&service=checkout&start=${START_US - 60_000_000}`,
      TRACES,
    ],
    [`/api/traces/${TRACE_ID}`, TRACES],
  ])("asks %s", async (path, body) => {
    const headers = { accept: "application/json", "content-type": "application/json" };
    expect(await ask(path, { headers })).toEqual([200, body]);
  });
});

describe("a POST of API v3", () => {
  const query = {
    serviceName: "checkout",
    startTimeMin: rfc3339(START_US - 1_000_000),
    startTimeMax: rfc3339(START_US + 60_000_000),
  };

  it("asks as a GET does", async () => {
    const post = (path: string, body: unknown): Promise<[number, unknown]> =>
      ask(path, { method: "POST", body: JSON.stringify(body) });
    expect(await post("/api/v3/trace-summaries", { query })).toEqual([200, SUMMARIES]);
    expect(await post("/api/v3/traces", { query })).toEqual([200, { result: OTLP }]);
    expect(await post("/api/v3/traces", { query: { serviceName: "a" } })).toEqual([
      400,
      {
        error: {
          httpCode: 400,
          message: "query.startTimeMin and query.startTimeMax are required",
        },
      },
    ]);
    expect(await post("/api/v3/traces", { quer: {} })).toMatchObject([400, {}]);
  });
});

describe("API v3", () => {
  it.each([
    ["/api/v3/traces/xyz", 400, "malformed parameter trace_id"],
    ["/api/v3/traces/1?startTime=abc", 400, "malformed parameter startTime"],
    ["/api/v3/traces/1?raw_traces=foobar", 400, "malformed parameter raw_traces"],
    ["/api/v3/traces/1", 404, "No traces found"],
    ["/api/v3/traces", 400, "are required"],
    ["/api/v3/trace-summaries?query.num_traces=-1", 400, "malformed parameter query.num_traces"],
    ["/api/v3/traces?query.attributes=1", 400, "malformed parameter query.attributes"],
    ["/api/v3/traces?query.filter=%7B", 400, "malformed parameter query.filter"],
    ["/api/v3/dependencies", 400, "startTime is required"],
  ])("answers %s with %d", async (path, status, message) => {
    const [answered, body] = await ask(path);
    expect(answered).toBe(status);
    expect(body).toMatchObject({
      error: { httpCode: status, message: expect.stringContaining(message) as unknown },
    });
  });
});

import { serviceNameOf, SpanRecorder, type Span } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { REFUSED_SPANS_MAX, ZIPKIN_LIST_ITEMS_MAX } from "../limits.ts";
import { decodeZipkinV2Json } from "./v2-json.ts";

const US = 1_700_000_000_123_456;
const IDS = { traceId: "48485a3953bb6124", id: "2", timestamp: US };
const encoder = new TextEncoder();

function decodeText(text: string): {
  readonly outcome: DecodeOutcome;
  readonly spans: readonly Span[];
} {
  const recorder = new SpanRecorder();
  const outcome = decodeZipkinV2Json(encoder.encode(text), recorder);
  expect(recorder.open).toBe("nothing");
  return { outcome, spans: recorder.spans };
}

function decode(...spans: readonly object[]): readonly Span[] {
  const { outcome, spans: decoded } = decodeText(JSON.stringify(spans));
  expect(outcome).toEqual({ status: "decoded", spans: spans.length, rejected: 0, reason: "" });
  return decoded;
}

/** Attributes as plain values. */
function attributesOf(span: Span): Record<string, unknown> {
  return Object.fromEntries(
    span.attributes.map(({ key, value }) => [key, "value" in value ? value.value : undefined]),
  );
}

/** The attributes of a span with these tags. */
function attributesWith(tags: object, more: object = {}): Record<string, unknown> {
  return attributesOf(decode({ ...IDS, tags, ...more })[0]!);
}

it("decodes everything a span can say", () => {
  const [span] = decode({
    ...{
      traceId: "5982fe77008310cc80f1da5e10147517",
      parentId: "bd7a977555f6b982",
      id: "ebf33e1a81dc6f71",
    },
    ...{ kind: "CLIENT", name: "get /api", timestamp: US, duration: 207_000 },
    localEndpoint: { serviceName: "frontend", ipv4: "10.0.0.1", port: 3306 },
    remoteEndpoint: { serviceName: "backend", ipv6: "2001:db8::c001", port: 9000 },
    annotations: [
      { timestamp: US + 5, value: "wr" },
      { timestamp: US + 9, value: "retry" },
    ],
    tags: { "http.path": "/api", "clnt/finagle.version": "6.45.0" },
    ...{ debug: true, shared: true },
  });
  const start = BigInt(US) * 1000n;
  expect(span).toMatchObject({
    ...{ traceId: "5982fe77008310cc80f1da5e10147517", spanId: "ebf33e1a81dc6f71" },
    ...{ parentSpanId: "bd7a977555f6b982", name: "get /api", kind: 3, flags: 0, statusCode: 0 },
    ...{ startUnixNano: start, endUnixNano: start + 207_000_000n },
    events: [
      { timeUnixNano: start + 5_000n, name: "wr" },
      { timeUnixNano: start + 9_000n, name: "retry" },
    ],
    resource: { attributes: [{ key: "service.name", value: { value: "frontend" } }] },
  });
  expect(attributesOf(span!)).toEqual({
    "http.path": "/api",
    "clnt/finagle.version": "6.45.0",
    "network.local.address": "10.0.0.1",
    "network.local.port": 3306n,
    "peer.service": "backend",
    "network.peer.address": "2001:db8::c001",
    "network.peer.port": 9000n,
    "zipkin.debug": true,
    "zipkin.shared": true,
  });
});

describe("fields", () => {
  it("come in any order, may be null or unknown, and the last of repeated ones counts", () => {
    const { spans } = decodeText(`[ {"localEndpoint" : {"serviceName":"first"}, "tags":{"a":"1"},
      "annotations":[{"value":"x","timestamp":1}], "future":{"a":[1,{"b":null}]}, "parentId":null,
      "tags":{"b":"2"}, "annotations":[], "name":null, "duration":null, "kind":null, "shared":false,
      "timestamp":1, "id":"0000000000000003", "id":"2", "trac\\u0065Id":"1",
      "localEndpoint":{"ipv4":null,"serviceName":"second"}} ]`);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      ...{ traceId: "0".repeat(31) + "1", spanId: "0".repeat(15) + "2", parentSpanId: "" },
      ...{ name: "", events: [], startUnixNano: 1_000n, endUnixNano: 1_000n },
    });
    expect(serviceNameOf(spans[0]!.resource)).toBe("second");
    expect(attributesOf(spans[0]!)).toEqual({ b: "2" });
  });

  it("may be escaped, each alone and with its neighbour", () => {
    const { spans } =
      decodeText(`[{"traceId":"\\u0031","id":"\\u0032","timestamp":"\\u0031","name":"a\\nb",
      "kind":"\\u0053ERVER","localEndpoint":{"serviceName":"\\u00fc"},"remoteEndpoint":{"serviceName":"\\""},
      "tags":{"k\\t":"plain","plain":"v\\t","\\u0065rror":"b\\u00f6se","both\\\\":"\\ud83d\\ude00"},
      "annotations":[{"timestamp":1,"value":"\\/"}]}]`);
    expect(spans[0]).toMatchObject({
      ...{ traceId: "0".repeat(31) + "1", spanId: "0".repeat(15) + "2", kind: 2, name: "a\nb" },
      ...{ startUnixNano: 1_000n, statusCode: 2, statusMessage: "böse" },
      events: [{ name: "/" }],
    });
    expect(serviceNameOf(spans[0]!.resource)).toBe("ü");
    expect(attributesOf(spans[0]!)).toEqual({
      ...{ "k\t": "plain", plain: "v\t", "both\\": "😀", "peer.service": '"' },
    });
  });

  it.each([
    ["CLIENT", 3],
    ["SERVER", 2],
    ["PRODUCER", 4],
    ["CONSUMER", 5],
    ["server", 2],
    [undefined, 1],
    ["", 1],
    ["OTHER", 1],
  ])("has the kind %s", (kind, expected) => {
    expect(decode({ ...IDS, kind })[0]!.kind).toBe(expected);
  });

  it("takes the kind from a tag when there is no other", () => {
    expect(decode({ ...IDS, tags: { "span.kind": "consumer" } })[0]).toMatchObject({
      ...{ kind: 5, attributes: [] },
    });
    expect(attributesWith({ "span.kind": "server" }, { kind: "CLIENT" })).toEqual({
      "span.kind": "server",
    });
  });

  it("pads short ids, takes long ones in either case, and ignores a parent of zeros or itself", () => {
    const [span] = decode({
      traceId: "ABCDEFABCDEFABCDEF",
      id: "AB",
      parentId: "1",
      timestamp: US,
    });
    expect(span).toMatchObject({
      ...{ traceId: "00000000000000abcdefabcdefabcdef", spanId: "00000000000000ab" },
      parentSpanId: "0000000000000001",
    });
    for (const parentId of ["", "0", "0000000000000000", "2", "0000000000000002"]) {
      expect(decode({ ...IDS, parentId })[0]!.parentSpanId).toBe("");
    }
  });

  it("prefers the IPv4 address, in either order", () => {
    const both = { ipv6: "::1", ipv4: "1.2.3.4" };
    const turned = { ipv4: "1.2.3.4", ipv6: "::1" };
    for (const localEndpoint of [both, turned]) {
      expect(attributesWith({}, { localEndpoint })).toEqual({ "network.local.address": "1.2.3.4" });
    }
  });

  it("takes plain values of tags as the text they are written with", () => {
    expect(attributesWith({ a: 1.5e3, b: true, c: null, d: "" })).toEqual({
      ...{ a: "1500", b: "true", c: "", d: "" },
    });
  });
});

describe("time", () => {
  it("keeps 64 bits of nanoseconds", () => {
    const [span] = decode({ ...IDS, timestamp: "18446744073709551", duration: 0 });
    expect(span!.startUnixNano).toBe(18_446_744_073_709_551_000n);
  });

  it("begins at the earliest annotation when there is no timestamp, and says so", () => {
    const annotations = [9, 4, 7].map((timestamp) => ({ timestamp, value: "x" }));
    const [span] = decode({ traceId: "1", id: "2", duration: 3, annotations });
    expect(span).toMatchObject({ startUnixNano: 4_000n, endUnixNano: 7_000n });
    expect(attributesOf(span!)).toEqual({ "otel.zipkin.absentField.startTime": true });
  });

  it("begins at its receipt when nothing says when it was", () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const [span] = decode({ traceId: "1", id: "2", timestamp: 0 });
    expect(span!.startUnixNano).toBeGreaterThanOrEqual(before);
    expect(span!.endUnixNano).toBe(span!.startUnixNano);
    expect(attributesOf(span!)).toEqual({ "otel.zipkin.absentField.startTime": true });
  });
});

describe("status", () => {
  it.each([
    [{ error: "true" }, [2, ""], {}],
    [{ error: "" }, [2, ""], {}],
    [{ error: "boom" }, [2, "boom"], {}],
    [{ error: "FALSE" }, [0, ""], { error: "FALSE" }],
    [{ "otel.status_code": "OK", error: "x" }, [1, ""], { error: "x" }],
    [{ "otel.status_code": "ERROR" }, [2, ""], {}],
    [{ "otel.status_code": "ERROR", error: "late" }, [2, "late"], {}],
    [{ "otel.status_code": "Error", "otel.status_description": "d", error: "true" }, [2, "d"], {}],
    [
      { "otel.status_code": "ERROR", "otel.status_description": "d", error: "e" },
      [2, "d"],
      { error: "e" },
    ],
    [{ "otel.status_code": "ODD" }, [0, ""], { "otel.status_code": "ODD" }],
  ])("is read from tags: %j", (tags, status, attributes) => {
    const [span] = decode({ ...IDS, tags });
    expect([span!.statusCode, span!.statusMessage]).toEqual(status);
    expect(attributesOf(span!)).toEqual(attributes);
  });
});

describe("what OpenTelemetry's exporters write as tags", () => {
  it("goes back to scope, resource, counts and trace state", () => {
    const [span] = decode({
      ...IDS,
      localEndpoint: { serviceName: "web" },
      tags: {
        ...{ "http.route": "/", "host.header": "kept?", "service.name": "web" },
        ...{
          "telemetry.sdk.name": "opentelemetry",
          "k8s.pod.name": "web-1",
          "service.version": "1",
        },
        ...{ "otel.scope.name": "http", "otel.library.name": "http", "otel.scope.version": "2" },
        ...{ "otel.dropped_attributes_count": "3", "otel.dropped_events_count": "4" },
        ...{ "otel.dropped_links_count": "5", "w3c.tracestate": "a=b" },
      },
    });
    expect(span).toMatchObject({
      ...{ scope: { name: "http", version: "2" }, traceState: "a=b" },
      ...{ droppedAttributesCount: 3, droppedEventsCount: 4, droppedLinksCount: 5 },
    });
    expect(attributesOf(span!)).toEqual({ "http.route": "/" });
    expect(span!.resource.attributes.map(({ key }) => key)).toEqual([
      ...["service.name", "host.header", "telemetry.sdk.name", "k8s.pod.name", "service.version"],
    ]);
  });

  it("stays a tag when nothing says that OpenTelemetry sent the span", () => {
    expect(attributesWith({ "k8s.pod.name": "web-1", "service.version": "1" })).toEqual({
      ...{ "k8s.pod.name": "web-1", "service.version": "1" },
    });
  });

  it("does not repeat endpoints that are tags, too", () => {
    const tags = { "peer.service": "db", "network.peer.port": "5432" };
    const remoteEndpoint = { serviceName: "other", ipv4: "1.2.3.4", port: 1 };
    expect(attributesWith(tags, { remoteEndpoint })).toEqual({
      ...tags,
      "network.peer.address": "1.2.3.4",
    });
  });

  it("names the service by a tag where no endpoint does", () => {
    const [span] = decode({ ...IDS, tags: { "service.name": "web" } });
    expect(serviceNameOf(span!.resource)).toBe("web");
    expect(span!.attributes).toEqual([]);
  });
});

it("opens a resource only when it is another than before", () => {
  const of = (serviceName: string): object => ({ ...IDS, localEndpoint: { serviceName } });
  const spans = decode(of("a"), of("a"), of("b"), of("ab"), of("a"), IDS, IDS);
  expect(spans.map(({ resource }) => serviceNameOf(resource))).toEqual([
    ...["a", "a", "b", "ab", "a", "", ""],
  ]);
  const resources = spans.map(({ resource }) => resource);
  expect(resources[0]).toBe(resources[1]);
  expect(resources[5]).toBe(resources[6]);
  expect(new Set(spans.map(({ scope }) => scope)).size).toBe(1);
});

describe("what is wrong in a span costs that span", () => {
  it.each([
    ["traceId must be 1 to 32", { traceId: undefined }],
    ["traceId must be 1 to 32", { traceId: "0" }],
    ["traceId must be 1 to 32", { traceId: "g" }],
    ["traceId must be 1 to 32", { traceId: "1".repeat(33) }],
    ["id must be 1 to 16", { id: "1".repeat(17) }],
    ["id must be 1 to 16", { id: "" }],
    ["parentId must be 1 to 16", { parentId: "x" }],
    ["traceId must be a string", { traceId: 5 }],
    ["timestamp must be an unsigned", { timestamp: -1 }],
    ["timestamp must be an unsigned", { timestamp: 1.5 }],
    ["timestamp must be an unsigned", { timestamp: {} }],
    ["between 1970 and 2554", { timestamp: 19_000_000_000_000_000 }],
    ["between 1970 and 2554", { duration: 18_000_000_000_000_000 }],
    ["tags must be an object", { tags: [] }],
    ["a tag must be a string", { tags: { a: {} } }],
    ["annotations must be an array", { annotations: {} }],
    ["an annotation must be an object", { annotations: [5] }],
    ["an annotation needs", { annotations: [{ timestamp: 1 }] }],
    ["an annotation needs", { annotations: [{ value: "x" }] }],
    ["between 1970 and 2554", { annotations: [{ timestamp: 2e16, value: "x" }] }],
    ["a port must be", { localEndpoint: { port: 65_536 } }],
    ["an endpoint must be an object", { remoteEndpoint: "x" }],
    ["debug must be true or false", { debug: "true" }],
    ["kind must be a string", { kind: 1 }],
  ])("%s", (reason, wrong) => {
    const body = JSON.stringify([IDS, { ...IDS, ...wrong }, IDS]);
    const { outcome, spans } = decodeText(body);
    expect(outcome).toMatchObject({ status: "decoded", spans: 2, rejected: 1 });
    expect(outcome.reason).toContain(reason);
    expect(spans).toHaveLength(2);
  });

  it.each([
    ["tags", (index: number) => `"${index}":""`, "{", "}"],
    ["annotations", () => `{"timestamp":1,"value":""}`, "[", "]"],
  ])("more %s than the bound", (name, item, open, close) => {
    const list = (count: number): string =>
      Array.from({ length: count }, (_, at) => item(at)).join();
    const span = (count: number): string =>
      `{"traceId":"1","id":"2","timestamp":1,"${name}":${open}${list(count)}${close}}`;
    const { outcome } = decodeText(
      `[${span(ZIPKIN_LIST_ITEMS_MAX)},${span(ZIPKIN_LIST_ITEMS_MAX + 1)},${span(1)}]`,
    );
    expect(outcome).toEqual({
      ...{ status: "decoded", spans: 2, rejected: 1 },
      reason: "1 span: a span has too many tags or annotations (1)",
    });
  });
});

it("refuses a request with more bad spans than the bound, and does not look at the rest", () => {
  const bad = (count: number): string => "5,".repeat(count);
  expect(decodeText(`[${bad(REFUSED_SPANS_MAX)}{"traceId":"1","id":"2"}]`).outcome).toMatchObject({
    ...{ status: "decoded", spans: 1, rejected: REFUSED_SPANS_MAX },
  });
  const { outcome, spans } = decodeText(`[${bad(REFUSED_SPANS_MAX + 1)}{"traceId":"1","id":"2"}]`);
  expect(spans).toEqual([]);
  expect(outcome).toEqual({
    status: "malformed",
    reason: "more than 100000 spans break a rule of the format: a span must be an object, …",
  });
});

describe("what is not a list of spans is malformed", () => {
  it.each([
    ["", "the JSON is cut short"],
    ["{}", "the request must be an array"],
    ['{"spans":[]}', "the request must be an array"],
    ["[{]", 'not JSON: unexpected "]"'],
    ['[{"traceId":"1"', "the JSON is cut short"],
    ["[".repeat(300_000), "nested deeper than 200000 levels"],
  ])("%#", (body, problem) => {
    const { outcome } = decodeText(body);
    expect(outcome.status).toBe("malformed");
    expect(outcome.reason).toContain(problem);
  });

  it("not an empty list, nor what is deep in a field that nobody knows", () => {
    expect(decodeText("[]").outcome).toMatchObject({ status: "decoded", spans: 0, rejected: 0 });
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const { outcome } = decodeText(`[{"traceId":"1","id":"2","x":${deep}},${deep}]`);
    expect(outcome).toMatchObject({ status: "decoded", spans: 1, rejected: 1 });
  });
});

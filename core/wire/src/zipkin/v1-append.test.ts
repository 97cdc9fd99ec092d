import { serviceNameOf, SpanRecorder, type Span } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { appendZipkinV1Spans } from "./v1-append.ts";
import type {
  ZipkinV1Annotation,
  ZipkinV1BinaryAnnotation,
  ZipkinV1Endpoint,
  ZipkinV1Span,
} from "./v1-span.ts";

const TRACE_ID = "000000000000000048485a3953bb6124";
const T = 1_700_000_000_000_000n;

const FRONTEND = host("frontend", "10.0.0.1", 8080);
const BACKEND = host("backend", "10.0.0.2", 9000);

function host(serviceName: string, ipv4 = "", port = 0): ZipkinV1Endpoint {
  return { serviceName, ipv4, ipv6: "", port };
}

function at(offsetUs: number, value: string, where?: ZipkinV1Endpoint): ZipkinV1Annotation {
  return { timestampUs: T + BigInt(offsetUs), value, host: where };
}

function tag(
  key: string,
  value: ZipkinV1BinaryAnnotation["value"] | string,
  where?: ZipkinV1Endpoint,
): ZipkinV1BinaryAnnotation {
  const typed = typeof value === "string" ? ({ type: "string", value } as const) : value;
  return { key, value: typed, host: where };
}

function spanOf(overrides: Partial<ZipkinV1Span>): ZipkinV1Span {
  return {
    ...{ traceId: TRACE_ID, id: "0000000000000002", parentId: "0000000000000001", name: "get" },
    ...{ timestampUs: undefined, durationUs: undefined, debug: false },
    ...{ annotations: [], binaryAnnotations: [] },
    ...overrides,
  };
}

function append(...spans: readonly ZipkinV1Span[]): {
  readonly outcome: DecodeOutcome;
  readonly spans: readonly Span[];
} {
  const recorder = new SpanRecorder();
  const outcome = appendZipkinV1Spans(spans, recorder);
  expect(recorder.open).toBe("nothing");
  return { outcome, spans: recorder.spans };
}

/** The only span that comes out, its times in microseconds after T. */
function one(overrides: Partial<ZipkinV1Span>): ReturnType<typeof shown> {
  const { spans } = append(spanOf(overrides));
  expect(spans).toHaveLength(1);
  return shown(spans[0]!);
}

function shown(span: Span) {
  const sinceUs = (nano: bigint): number => Number(nano / 1000n - T);
  return {
    service: serviceNameOf(span.resource),
    kind: span.kind,
    parent: span.parentSpanId,
    time: [sinceUs(span.startUnixNano), sinceUs(span.endUnixNano)],
    attributes: Object.fromEntries(
      span.attributes.map(({ key, value }) => [key, "value" in value ? value.value : undefined]),
    ),
    events: span.events.map((event) => [sinceUs(event.timeUnixNano), event.name]),
    status: [span.statusCode, span.statusMessage],
  };
}

describe("sides of a call", () => {
  const cs = at(0, "cs", FRONTEND);
  const sr = at(10, "sr", BACKEND);
  const ss = at(80, "ss", BACKEND);
  const cr = at(100, "cr", FRONTEND);

  it("makes a client and a server of one span that saw both", () => {
    const { outcome, spans } = append(
      spanOf({
        annotations: [cs, at(5, "sent", FRONTEND), sr, at(20, "found", BACKEND), ss, cr],
        binaryAnnotations: [
          tag("http.path", "/api", FRONTEND),
          tag("sql", "select 1", BACKEND),
          tag("sa", { type: "bool", value: true }, BACKEND),
          tag("ca", { type: "bool", value: true }, FRONTEND),
        ],
      }),
    );
    expect(outcome).toEqual({ status: "decoded", spans: 2, rejected: 0, reason: "" });
    expect(spans.map(({ spanId }) => spanId)).toEqual(["0000000000000002", "0000000000000002"]);
    expect(spans.map(shown)).toEqual([
      {
        ...{ service: "frontend", kind: 3, parent: "0000000000000001", time: [0, 100] },
        attributes: {
          "http.path": "/api",
          "network.local.address": "10.0.0.1",
          "network.local.port": 8080n,
          "peer.service": "backend",
          "network.peer.address": "10.0.0.2",
          "network.peer.port": 9000n,
        },
        events: [[5, "sent"]],
        status: [0, ""],
      },
      {
        ...{ service: "backend", kind: 2, parent: "0000000000000001", time: [10, 80] },
        attributes: {
          sql: "select 1",
          "network.local.address": "10.0.0.2",
          "network.local.port": 9000n,
          "peer.service": "frontend",
          "network.peer.address": "10.0.0.1",
          "network.peer.port": 8080n,
          "zipkin.shared": true,
        },
        events: [[20, "found"]],
        status: [0, ""],
      },
    ]);
  });

  it("lets the caller own timestamp and duration", () => {
    const span = spanOf({ timestampUs: T - 1n, durationUs: 200n, annotations: [cs, sr, ss, cr] });
    const times = append(span).spans.map((made) => shown(made).time);
    expect(times).toEqual([
      [-1, 199],
      [10, 80],
    ]);
  });

  it("calls a lone server shared when it has no timestamp", () => {
    expect(one({ annotations: [sr, ss] })).toMatchObject({
      kind: 2,
      time: [10, 80],
      attributes: { "zipkin.shared": true },
    });
    const owner = one({ annotations: [sr, ss], timestampUs: T, durationUs: 1n });
    expect(owner.attributes).not.toHaveProperty("zipkin.shared");
  });

  it("keeps an annotation of a side that its times do not repeat", () => {
    const client = one({ timestampUs: T - 5n, durationUs: 105n, annotations: [cs, cr] });
    expect(client).toMatchObject({ time: [-5, 100], events: [[0, "cs"]] });
  });

  it("knows producers and consumers", () => {
    expect(one({ annotations: [at(0, "ms", FRONTEND), at(3, "ws", FRONTEND)] })).toMatchObject({
      ...{ kind: 4, time: [0, 3], service: "frontend" },
    });
    expect(one({ annotations: [at(7, "wr", BACKEND), at(9, "mr", BACKEND)] })).toMatchObject({
      ...{ kind: 5, time: [7, 9], service: "backend" },
    });
  });

  it("gives a note of the caller to the caller when both ends are one service", () => {
    const { spans } = append(
      spanOf({ annotations: [at(0, "cs", FRONTEND), at(1, "sr", FRONTEND), at(2, "x", FRONTEND)] }),
    );
    expect(spans.map((span) => shown(span).events)).toEqual([[[2, "x"]], []]);
  });
});

describe("local spans", () => {
  it("takes service and component from lc", () => {
    const local = one({
      ...{ timestampUs: T, durationUs: 5n },
      binaryAnnotations: [tag("lc", "cache", FRONTEND)],
    });
    expect(local).toMatchObject({
      ...{ service: "frontend", kind: 1, time: [0, 5], events: [] },
      attributes: { component: "cache" },
    });
  });

  it("begins and ends with its annotations when it says nothing else, and says so", () => {
    const local = one({ annotations: [at(9, "b", FRONTEND), at(2, "a"), at(4, "c")] });
    expect(local).toMatchObject({
      time: [2, 9],
      attributes: { "otel.zipkin.absentField.startTime": true },
    });
    expect(local.events).toEqual([
      [9, "b"],
      [2, "a"],
      [4, "c"],
    ]);
  });

  it("stands at the time of receipt when nothing says when it was", () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const { spans } = append(spanOf({ durationUs: 7n }));
    const [span] = spans;
    expect(span!.startUnixNano).toBeGreaterThanOrEqual(before);
    expect(span!.endUnixNano - span!.startUnixNano).toBe(7_000n);
    expect(shown(span!).attributes).toEqual({ "otel.zipkin.absentField.startTime": true });
  });

  it("knows both ends by their addresses alone", () => {
    const local = one({
      ...{ timestampUs: T, durationUs: 1n },
      binaryAnnotations: [
        tag("ca", { type: "bool", value: true }, FRONTEND),
        tag("sa", { type: "bool", value: true }, BACKEND),
      ],
    });
    expect(local).toMatchObject({ service: "frontend", attributes: { "peer.service": "backend" } });
  });
});

describe("values", () => {
  it("keeps the types of binary annotations", () => {
    const values = [
      { type: "bool", value: false },
      { type: "bytes", value: new Uint8Array([1, 2]) },
      { type: "int", value: -(2n ** 63n) },
      { type: "double", value: 1.5 },
      { type: "string", value: "ü" },
    ] as const;
    const { spans } = append(
      spanOf({ timestampUs: T, binaryAnnotations: values.map((value) => tag(value.type, value)) }),
    );
    expect(spans[0]!.attributes).toEqual(values.map((value) => ({ key: value.type, value })));
  });

  it.each([
    ["the text true", "true", [2, ""], {}],
    ["an empty text", "", [2, ""], {}],
    ["another text", "boom", [2, "boom"], {}],
    ["true", { type: "bool", value: true }, [2, ""], {}],
    ["the text false", "false", [0, ""], { error: "false" }],
    ["false", { type: "bool", value: false }, [0, ""], { error: false }],
  ] as const)("reads the status from error: %s", (_, value, status, attributes) => {
    const span = one({ timestampUs: T, binaryAnnotations: [tag("error", value)] });
    expect(span).toMatchObject({ status, attributes });
    expect(Object.keys(span.attributes)).toEqual(Object.keys(attributes));
  });

  it("does not repeat an endpoint that a binary annotation gives", () => {
    const annotations = [at(0, "cs", FRONTEND), at(1, "cr", FRONTEND)];
    const binaryAnnotations = [
      tag("peer.service", "said"),
      tag("sa", { type: "bool", value: true }, { ...BACKEND, ipv4: "", port: 0 }),
    ];
    expect(one({ annotations, binaryAnnotations }).attributes["peer.service"]).toBe("said");
    const { spans } = append(spanOf({ annotations, binaryAnnotations }));
    expect(spans[0]!.attributes.filter(({ key }) => key === "peer.service")).toHaveLength(1);
  });

  it("marks debug, and takes a parent of zeros or the span itself for none", () => {
    expect(one({ timestampUs: T, debug: true }).attributes).toEqual({ "zipkin.debug": true });
    for (const parentId of ["", "0000000000000000", "0000000000000002"]) {
      expect(one({ timestampUs: T, parentId }).parent).toBe("");
    }
  });

  it("takes a timestamp and a duration of 0 for none", () => {
    const annotations = [at(3, "cs", FRONTEND), at(5, "cr", FRONTEND)];
    expect(one({ timestampUs: 0n, durationUs: 0n, annotations }).time).toEqual([3, 5]);
  });

  it("tells the truth about a negative duration", () => {
    expect(one({ timestampUs: T, durationUs: -5n }).time).toEqual([0, -5]);
  });
});

describe("refusals", () => {
  it.each([
    ["traceId must be 1 to 32 hexadecimal digits", { traceId: "0".repeat(32) }],
    ["traceId must be 1 to 32 hexadecimal digits", { traceId: "x".repeat(32) }],
    ["id must be 1 to 16 hexadecimal digits", { id: "0".repeat(16) }],
    ["parentId must be 1 to 16 hexadecimal digits", { parentId: "12" }],
    ["timestamp and duration must be microseconds", { timestampUs: -1n }],
    ["timestamp and duration must be microseconds", { timestampUs: 2n ** 63n - 1n }],
    ["timestamp and duration must be microseconds", { durationUs: -(2n ** 63n) }],
    [
      "too long",
      {
        binaryAnnotations: [tag("k", { type: "bytes", value: new Uint8Array(1024 * 1024 + 1) })],
      },
    ],
  ])("leaves out one span and keeps the others: %s", (reason, overrides) => {
    const good = spanOf({ timestampUs: T });
    const { outcome, spans } = append(good, spanOf({ timestampUs: T, ...overrides }), good);
    expect(outcome).toMatchObject({ status: "decoded", spans: 2, rejected: 1 });
    expect(outcome.reason).toContain(reason);
    expect(spans).toHaveLength(2);
  });
});

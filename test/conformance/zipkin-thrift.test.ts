import { expect, it } from "vitest";
import type { Span } from "@spanhouse/model";
import { SpanRecorder } from "@spanhouse/model/testing";
import {
  appendZipkinV1Spans,
  decodeJaegerDatagram,
  decodeJaegerDatagrams,
  decodeZipkinV1Thrift,
  readZipkinV1Thrift,
  type ZipkinV1Span,
} from "@spanhouse/wire";
import { jaegerPacket, packetsBody, SMALL_BATCH } from "../support/jaeger-packets.ts";
import {
  int64,
  ZIPKIN_CORE_TYPE as TYPE,
  zipkinList,
  zipkinPacket,
  type ZipkinCoreSpan,
} from "../support/zipkin-core-thrift.ts";

// Bytes of the generated code of `zipkin-encoder-thrift` in the protocols of the npm package `thrift`.

const FRONTEND = { ipv4: 0x0a000001, port: 8080, service_name: "frontend" };
const BACKEND = {
  ipv4: 0,
  port: 50_000 - 65_536,
  service_name: "backend",
  ipv6: Buffer.from("20010db8000000000000000000000001", "hex"),
};

const SPANS: readonly ZipkinCoreSpan[] = [
  {
    trace_id: int64(0x48485a3953bb6124n),
    trace_id_high: int64(0x5b8aa5a2d2c872e8n),
    id: int64(-1n),
    parent_id: int64(1n),
    name: "get",
    debug: true,
    timestamp: int64(1_700_000_000_000_000n),
    duration: int64(2_500n),
    annotations: [
      { timestamp: int64(1_700_000_000_000_000n), value: "cs", host: FRONTEND },
      { timestamp: int64(1_700_000_000_000_900n), value: "retry" },
      { timestamp: int64(1_700_000_000_002_500n), value: "cr", host: FRONTEND },
    ],
    binary_annotations: [
      tag("text", TYPE.string, Buffer.from("Zoë")),
      tag("bool", TYPE.bool, Buffer.of(1)),
      tag("bytes", TYPE.bytes, Buffer.of(1, 2)),
      tag("short", TYPE.i16, Buffer.from("fffe", "hex")),
      tag("int", TYPE.i32, Buffer.from("7fffffff", "hex")),
      tag("long", TYPE.i64, Buffer.from("8000000000000000", "hex")),
      tag("double", TYPE.double, Buffer.from("3ff8000000000000", "hex")),
      tag("short double", TYPE.double, Buffer.of(1)),
      { key: "sa", value: Buffer.of(1), annotation_type: TYPE.bool, host: BACKEND },
    ],
  },
  { trace_id: int64(7n), id: int64(8n) },
];

function tag(
  key: string,
  annotation_type: number,
  value: Buffer,
): NonNullable<ZipkinCoreSpan["binary_annotations"]>[number] {
  return { key, value, annotation_type, host: FRONTEND };
}

const FRONTEND_READ = { serviceName: "frontend", ipv4: "10.0.0.1", ipv6: "", port: 8080 };
const BACKEND_READ = { serviceName: "backend", ipv4: "", ipv6: "2001:db8::1", port: 50_000 };

const READ: readonly ZipkinV1Span[] = [
  {
    traceId: "5b8aa5a2d2c872e848485a3953bb6124",
    id: "ffffffffffffffff",
    parentId: "0000000000000001",
    name: "get",
    timestampUs: 1_700_000_000_000_000n,
    durationUs: 2_500n,
    debug: true,
    annotations: [
      { timestampUs: 1_700_000_000_000_000n, value: "cs", host: FRONTEND_READ },
      { timestampUs: 1_700_000_000_000_900n, value: "retry", host: undefined },
      { timestampUs: 1_700_000_000_002_500n, value: "cr", host: FRONTEND_READ },
    ],
    binaryAnnotations: [
      { key: "text", value: { type: "string", value: "Zoë" }, host: FRONTEND_READ },
      { key: "bool", value: { type: "bool", value: true }, host: FRONTEND_READ },
      { key: "bytes", value: { type: "bytes", value: Uint8Array.of(1, 2) }, host: FRONTEND_READ },
      { key: "short", value: { type: "int", value: -2n }, host: FRONTEND_READ },
      { key: "int", value: { type: "int", value: 2n ** 31n - 1n }, host: FRONTEND_READ },
      { key: "long", value: { type: "int", value: -(2n ** 63n) }, host: FRONTEND_READ },
      { key: "double", value: { type: "double", value: 1.5 }, host: FRONTEND_READ },
      {
        key: "short double",
        value: { type: "bytes", value: Uint8Array.of(1) },
        host: FRONTEND_READ,
      },
      { key: "sa", value: { type: "bool", value: true }, host: BACKEND_READ },
    ],
  },
  {
    traceId: "00000000000000000000000000000007",
    id: "0000000000000008",
    parentId: "",
    name: "",
    timestampUs: undefined,
    durationUs: undefined,
    debug: false,
    annotations: [],
    binaryAnnotations: [],
  },
];

/** What READ means, except for the time of receipt of what has no time. */
function expected(): readonly Span[] {
  const recorder = new SpanRecorder();
  appendZipkinV1Spans(READ, recorder);
  return timeless(recorder.spans);
}

function timeless(spans: readonly Span[]): readonly Span[] {
  return spans.map((span) =>
    span.name === "" ? { ...span, startUnixNano: 0n, endUnixNano: 0n } : span,
  );
}

it("reads a bare list of spans", () => {
  const spans: ZipkinV1Span[] = [];
  const take = (span: ZipkinV1Span): void => void spans.push(span);
  const refuse = (reason: string): void => expect.unreachable(reason);
  expect(readZipkinV1Thrift(zipkinList(SPANS), take, refuse)).toMatchObject({ ok: true });
  expect(spans).toEqual(READ);
});

it("appends a bare list of spans", () => {
  const recorder = new SpanRecorder();
  const outcome = decodeZipkinV1Thrift(zipkinList(SPANS), recorder);
  expect(outcome).toMatchObject({ status: "decoded", spans: 2, rejected: 0 });
  expect(timeless(recorder.spans)).toEqual(expected());
});

it.each(["compact", "binary"] as const)(
  "appends a packet with them in the %s protocol",
  (protocol) => {
    const recorder = new SpanRecorder();
    const outcome = decodeJaegerDatagram(zipkinPacket(protocol, SPANS), recorder);
    expect(outcome).toMatchObject({ status: "decoded", spans: 2, rejected: 0 });
    expect(timeless(recorder.spans)).toEqual(expected());
  },
);

it("appends nothing of a packet that is cut short", () => {
  const packet = zipkinPacket("compact", SPANS);
  for (let length = 0; length < packet.length; length++) {
    const recorder = new SpanRecorder();
    expect(decodeJaegerDatagram(packet.subarray(0, length), recorder).status).toBe("malformed");
    expect(recorder.spans).toEqual([]);
  }
});

it("takes packets of both kinds in one body", () => {
  const refused: ZipkinCoreSpan = { trace_id: int64(0n), id: int64(8n) };
  const body = packetsBody([
    jaegerPacket(SMALL_BATCH, "compact"),
    zipkinPacket("compact", [...SPANS, refused]),
    jaegerPacket(SMALL_BATCH, "binary"),
    zipkinPacket("binary", SPANS),
  ]);
  const recorder = new SpanRecorder();
  expect(decodeJaegerDatagrams(body, recorder)).toMatchObject({
    status: "decoded",
    spans: 8,
    rejected: 1,
    reason: /^1 span: /,
    packets: 4,
    malformedPackets: 0,
  });
  expect(recorder.spans.map(({ name }) => name)).toEqual([
    "GET /",
    "",
    "get",
    "",
    "GET /",
    "",
    "get",
    "",
  ]);
});

it("is malformed when it is no list of structures", () => {
  const list = zipkinList(SPANS);
  const other = Uint8Array.from(list);
  other[0] = 11;
  for (const body of [other, list.subarray(1), new Uint8Array(0)]) {
    expect(decodeZipkinV1Thrift(body, new SpanRecorder()).status).toBe("malformed");
  }
});

import fc from "fast-check";
import type {
  JaegerBatchInput,
  JaegerReferenceInput,
  JaegerSpanInput,
  JaegerTagInput,
} from "./jaeger-batch.ts";

/** Batches that property tests draw: every kind of tag, and often tags that mean something. */

const text = fc.string({ unit: "binary", maxLength: 12 });
const micros = fc.bigInt({ min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER) });

function id(bytes: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((drawn) => drawn.some((byte) => byte !== 0))
    .map((drawn) => Buffer.from(drawn).toString("hex"));
}

const traceId = fc.oneof(
  id(16),
  id(8).map((short) => short.padStart(32, "0")),
);

function keyed(key: fc.Arbitrary<string>): fc.Arbitrary<JaegerTagInput> {
  return fc.oneof(
    fc.record({ key, type: fc.constant("string" as const), value: text }),
    fc.record({
      key,
      type: fc.constant("float64" as const),
      // The library that writes them has no negative zero, and other NaNs than JavaScript.
      value: fc.double({ noNaN: true }).map((value) => value + 0),
    }),
    fc.record({ key, type: fc.constant("bool" as const), value: fc.boolean() }),
    fc.record({
      key,
      type: fc.constant("int64" as const),
      value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    }),
    fc.record({
      key,
      type: fc.constant("binary" as const),
      value: fc.uint8Array({ maxLength: 8 }).map((drawn) => Uint8Array.from(drawn)),
    }),
  );
}

function of(key: string, ...values: readonly string[]): fc.Arbitrary<JaegerTagInput> {
  return fc.constantFrom(...values).map((value) => ({ key, type: "string" as const, value }));
}

/** Tags that become fields of the span, in the right form and in others. */
const meaningful: fc.Arbitrary<JaegerTagInput> = fc.oneof(
  of("span.kind", "client", "server", "producer", "consumer", "internal", "CLIENT", "other", ""),
  fc.constantFrom<JaegerTagInput>(
    { key: "error", type: "bool", value: true },
    { key: "error", type: "bool", value: true },
    { key: "error", type: "bool", value: false },
    { key: "error", type: "string", value: "true" },
  ),
  of("otel.status_code", "OK", "ERROR", "ERROR", "UNSET", "ok", "Error", "7", ""),
  of("otel.status_description", "broken", "down", ""),
  of("http.status_message", "broken", "down", ""),
  of("http.status_code", "200", "404", "503", "1000"),
  fc
    .constantFrom(200n, 404n, 500n, 599n, 600n)
    .map((value) => ({ key: "http.status_code", type: "int64" as const, value })),
  of("otel.scope.name", "io.example", "other", ""),
  of("otel.scope.version", "1.2", ""),
  of("otel.library.name", "io.example", ""),
  of("otel.library.version", "1.2", ""),
  of("w3c.tracestate", "a=b", ""),
  keyed(
    fc.constantFrom(
      ...["span.kind", "error", "otel.status_code", "otel.status_description", "http.status_code"],
      ...["otel.scope.name", "w3c.tracestate", "event"],
    ),
  ),
);

const tag = fc.oneof(keyed(text), meaningful);

const processTag = fc.oneof(
  keyed(text),
  of("hostname", "a-host", ""),
  of("host.name", "a-host", "b-host"),
  of("jaeger.version", "Node-3.19.0", "", "x".repeat(80)),
  of("opencensus.exporterversion", "Jaeger-Node-3.19.0", "other"),
  of("service.name", "other"),
  of("client-uuid", "5f2e"),
  keyed(fc.constantFrom("hostname", "jaeger.version", "service.name")),
);

const field = fc.oneof(
  keyed(text),
  of("event", "retry", "exception", ""),
  keyed(fc.constant("event")),
);

const span: fc.Arbitrary<JaegerSpanInput> = fc
  .record({
    traceId,
    spanId: id(8),
    parentSpanId: fc.oneof(fc.constant("0".repeat(16)), id(8)),
    name: text,
    flags: fc.constantFrom(0, 1, 2, 3, 8, 11),
    startUs: micros,
    durationUs: fc.bigInt({ min: 0n, max: 2n ** 45n }),
    tags: fc.array(tag, { maxLength: 8 }),
    logs: fc.array(fc.record({ timestampUs: micros, fields: fc.array(field, { maxLength: 4 }) }), {
      maxLength: 3,
    }),
  })
  .chain((drawn) =>
    references(drawn.traceId, drawn.parentSpanId).map((list) => ({ ...drawn, references: list })),
  );

/** To anything, to another span of the trace, or to the parent. */
function references(
  ownTraceId: string,
  parentSpanId: string,
): fc.Arbitrary<readonly JaegerReferenceInput[]> {
  const type = fc.constantFrom("CHILD_OF" as const, "FOLLOWS_FROM" as const);
  const own = fc.constant(ownTraceId);
  const parents = /^0*$/.test(parentSpanId) ? id(8) : fc.constant(parentSpanId);
  return fc.array(
    fc.oneof(
      fc.record({ type, traceId, spanId: id(8) }),
      fc.record({ type, traceId: own, spanId: id(8) }),
      fc.record({ type, traceId: own, spanId: parents }),
    ),
    { maxLength: 4 },
  );
}

export const arbitraryJaegerBatch: fc.Arbitrary<JaegerBatchInput> = fc.record({
  serviceName: text.filter((name) => name !== ""),
  processTags: fc.array(processTag, { maxLength: 5 }),
  spans: fc.array(span, { minLength: 1, maxLength: 3 }),
});

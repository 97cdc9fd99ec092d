import protobuf from "protobufjs";

/** The part of a span that tests compare. Ids are lower-case hexadecimal text. */
export interface ReadSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
}

/** An independent reader (protobufjs) of the fields of OTLP that tell spans apart. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { repeated ScopeSpans scope_spans = 2; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    bytes parent_span_id = 4;
    string name = 5;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
  }`);
const request = root.lookupType("Request");

interface RawSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}
interface RawRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[];
  }[];
}

/** All spans of an `ExportTraceServiceRequest`, in its order. */
export function readRequest(body: Uint8Array): ReadSpan[] {
  const raw = request.toObject(request.decode(body), {
    defaults: true,
    arrays: true,
    bytes: String,
    longs: String,
  }) as unknown as RawRequest;
  const spans = raw.resourceSpans.flatMap((resource) =>
    resource.scopeSpans.flatMap((scope) => scope.spans),
  );
  return spans.map((span) => ({
    traceId: hexOf(span.traceId),
    spanId: hexOf(span.spanId),
    parentSpanId: hexOf(span.parentSpanId),
    name: span.name,
    startUnixNano: BigInt(span.startTimeUnixNano),
    endUnixNano: BigInt(span.endTimeUnixNano),
  }));
}

function hexOf(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}

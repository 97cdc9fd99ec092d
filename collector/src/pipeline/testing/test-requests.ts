import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "@spanhouse/wire";

/**
 * A wire format for tests: `<request>:<spans>`, for example `7:3`, is request 7 with three spans. Its spans
 * have trace id = request and span id = 1, 2, 3. `7:bad` is malformed.
 */
export function testRequest(request: number, spans: number): Uint8Array {
  return Buffer.from(`${request}:${spans}`);
}

export function decodeTestRequest(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  const [request, count] = Buffer.from(body).toString().split(":").map(Number);
  if (request === undefined || count === undefined || Number.isNaN(count)) {
    return { status: "malformed", reason: "not request:spans" };
  }
  const source = Buffer.alloc(64);
  source.write("orders", 32);
  appender.useSource(source);
  appender.openResource();
  appender.closeResource();
  appender.openScope();
  appender.closeScope();
  for (let span = 1; span <= count; span++) {
    source.writeUInt32BE(request, 12);
    source.writeUInt32BE(span, 20);
    appender.openSpan();
    appender.traceId(0);
    appender.spanId(16);
    appender.name(32, 38);
    appender.startUnixNano(span, request);
    appender.endUnixNano(span + 5, request);
    appender.closeSpan();
  }
  return { status: "decoded", spans: count, rejected: 0, reason: "" };
}

import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { JsonCursor, JsonTypeError } from "../json/json-cursor.ts";
import { checkJson } from "../json/json-syntax.ts";
import { ZIPKIN_V1_SPAN_BYTES_MAX } from "../limits.ts";
import { ZIPKIN_REFUSALS } from "./refusals.ts";
import { ZipkinV1Batch } from "./v1-append.ts";
import { readZipkinV1JsonSpan } from "./v1-json-span.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Decodes the body of `POST /api/v1/spans` in JSON (zipkin-api.yaml) and appends its spans. They become
 * objects one by one, each of at most ZIPKIN_V1_SPAN_BYTES_MAX. What is wrong within a span costs that span.
 * Only what the appender throws (a block that is full) is thrown.
 */
export function decodeZipkinV1Json(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length);
  const syntax = checkJson(bytes);
  if ("problem" in syntax) {
    return { status: "malformed", reason: `${syntax.problem}, at byte ${syntax.at}` };
  }
  const cursor = new JsonCursor();
  cursor.open(bytes, syntax);
  try {
    return decodeSpans(cursor, appender);
  } catch (error) {
    if (!(error instanceof JsonTypeError)) throw error;
    return { status: "malformed", reason: `${error.message}, at byte ${cursor.at}` };
  }
}

function decodeSpans(cursor: JsonCursor, appender: SpanAppender): DecodeOutcome {
  const batch = new ZipkinV1Batch(appender);
  if (!cursor.enterArray("the request")) return batch.outcome();
  do {
    cursor.peek();
    const start = cursor.at;
    cursor.skipValue();
    if (cursor.at - start > ZIPKIN_V1_SPAN_BYTES_MAX) {
      batch.refuse(ZIPKIN_REFUSALS.size);
      continue;
    }
    // The syntax has been checked, so this does not throw.
    const value: unknown = JSON.parse(utf8.decode(cursor.bytes.subarray(start, cursor.at)));
    const span = readZipkinV1JsonSpan(value);
    if (span.ok) batch.append(span.value);
    else batch.refuse(span.error);
  } while (!batch.isMalformed && cursor.more());
  return batch.outcome();
}

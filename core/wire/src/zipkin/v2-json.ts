import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { JsonCursor, JsonTypeError } from "../json/json-cursor.ts";
import { checkJson } from "../json/json-syntax.ts";
import { RefusalCounts } from "../refusals.ts";
import { ZipkinV2Appender } from "./v2-append.ts";
import { ZipkinV2JsonSpanReader } from "./v2-json-span.ts";
import { ZipkinV2Span } from "./v2-span.ts";

/** Decoding is synchronous, so one decoder serves all requests and keeps its buffers and its guesses. */
let decoder: ZipkinV2JsonDecoder | undefined;

/**
 * Decodes the body of `POST /api/v2/spans` in JSON (`ListOfSpans` of zipkin2-api.yaml) and appends its
 * spans: hexadecimal ids of up to 32 and 16 digits, times in microseconds, tags that are texts (numbers and
 * booleans are taken as the text they are written with); unknown keys are passed over, of repeated ones the
 * last counts. What is wrong within a span costs that span. Only what the appender throws (a block that is
 * full) is thrown.
 */
export function decodeZipkinV2Json(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  // A plain Uint8Array whatever came in (often a Buffer): V8 compiles the byte loops for one kind of array.
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.length);
  decoder ??= new ZipkinV2JsonDecoder();
  return decoder.decode(bytes, appender);
}

class ZipkinV2JsonDecoder {
  readonly #cursor = new JsonCursor();
  readonly #span = new ZipkinV2Span();
  readonly #reader = new ZipkinV2JsonSpanReader(this.#cursor, this.#span);

  decode(bytes: Uint8Array, appender: SpanAppender): DecodeOutcome {
    const syntax = checkJson(bytes);
    if ("problem" in syntax) {
      return { status: "malformed", reason: `${syntax.problem}, at byte ${syntax.at}` };
    }
    const cursor = this.#cursor;
    cursor.open(bytes, syntax);
    try {
      return this.#spans(new ZipkinV2Appender(appender));
    } catch (error) {
      if (!(error instanceof JsonTypeError)) throw error;
      return { status: "malformed", reason: `${error.message}, at byte ${cursor.at}` };
    } finally {
      cursor.close();
      this.#span.close();
    }
  }

  #spans(appender: ZipkinV2Appender): DecodeOutcome {
    const cursor = this.#cursor;
    const refusals = new RefusalCounts();
    let spanCount = 0;
    if (!cursor.enterArray("the request")) return refusals.outcome(0);
    do {
      cursor.peek();
      const start = cursor.at;
      const refusal = this.#reader.read() ?? appender.append(this.#span);
      if (refusal === undefined) {
        spanCount++;
        continue;
      }
      refusals.add(refusal);
      cursor.at = start;
      cursor.skipValue();
    } while (!refusals.isTooMany && cursor.more());
    return refusals.outcome(spanCount);
  }
}

import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { ZipkinV1Batch } from "./v1-append.ts";
import { readZipkinV1Thrift } from "./v1-thrift.ts";

/** Decodes the body of `POST /api/v1/spans` in Thrift (`list<Span>` in the binary protocol) and appends its spans. */
export function decodeZipkinV1Thrift(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  const batch = new ZipkinV1Batch(appender);
  const read = readZipkinV1Thrift(
    body,
    (span) => batch.append(span),
    (reason) => batch.refuse(reason),
  );
  return read.ok ? batch.outcome() : { status: "malformed", reason: read.error };
}

import type { SpanAppender } from "@spanhouse/model";
import type { DecodeOutcome } from "../decode-outcome.ts";
import { MalformedThrift } from "../thrift/thrift-reader.ts";
import { ZipkinV1Batch } from "./v1-append.ts";
import { readZipkinV1Thrift } from "./v1-thrift.ts";

/** Decodes the body of `POST /api/v1/spans` in Thrift (`list<Span>` in the binary protocol) and appends its spans. */
export function decodeZipkinV1Thrift(body: Uint8Array, appender: SpanAppender): DecodeOutcome {
  const batch = new ZipkinV1Batch(appender);
  // Ends the reading of a request that is malformed because of its spans.
  const goOn = (): void => {
    if (batch.isMalformed) throw new MalformedThrift("too many spans are refused");
  };
  const read = readZipkinV1Thrift(
    body,
    (span) => {
      batch.append(span);
      goOn();
    },
    (reason) => {
      batch.refuse(reason);
      goOn();
    },
  );
  if (read.ok || batch.isMalformed) return batch.outcome();
  return { status: "malformed", reason: read.error };
}

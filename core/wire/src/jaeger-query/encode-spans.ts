import type { Resource, Span } from "@spanhouse/model";
import type { JaegerTraceSource } from "../jaeger-json/answer.ts";
import { spellingOf } from "../jaeger-json/from-jaeger.ts";
import type { JaegerKeyValue } from "../jaeger-json/key-value.ts";
import { toJaegerProcess } from "../jaeger-json/process.ts";
import { toJaegerSpan, type JaegerSpan } from "../jaeger-json/span-json.ts";
import { encodeMessage } from "../message/encode-message.ts";
import { inMessages } from "../message/in-messages.ts";
import {
  JAEGER_V2,
  type JaegerProcessDraft,
  type JaegerSpanDraft,
  type JaegerTagDraft,
} from "./api-v2.ts";

/** Spans per message of a stream, as in Jaeger. */
const CHUNK_SPANS = 10;
const TRACE_ID_DIGITS = 32;

/**
 * The spans of a trace as messages `SpansResponseChunk`: what Jaeger's JSON says, with all nanoseconds. Each
 * span has its process with it.
 */
export function* encodeSpansChunks(
  trace: JaegerTraceSource,
): Generator<Uint8Array, void, undefined> {
  const processOf = processes(trace.sortTags);
  const rows = trace.spans.map((span, index) => ({ span, index }));
  yield* inMessages(rows, CHUNK_SPANS, (some) => {
    const spans = some.map(({ span, index }) => {
      const warnings = trace.spanWarnings.get(index) ?? [];
      const json = toJaegerSpan(span, { processId: "", warnings, sortTags: trace.sortTags });
      return toDraft(span, json, processOf(span));
    });
    return encodeMessage(JAEGER_V2.findTraces.output, { spans });
  });
}

/** The process of a span, made once for all spans of a resource. */
function processes(sortTags: boolean): (span: Span) => JaegerProcessDraft {
  const bySpelling = new Map<number | undefined, Map<Resource, JaegerProcessDraft>>();
  return ({ resource, scope }) => {
    const spelling = spellingOf(scope);
    let byResource = bySpelling.get(spelling);
    if (byResource === undefined) {
      byResource = new Map<Resource, JaegerProcessDraft>();
      bySpelling.set(spelling, byResource);
    }
    let process = byResource.get(resource);
    if (process === undefined) {
      const { serviceName, tags } = toJaegerProcess(resource, spelling, sortTags);
      byResource.set(resource, (process = { serviceName, tags: tags.map(toTagDraft) }));
    }
    return process;
  };
}

function toDraft(span: Span, json: JaegerSpan, process: JaegerProcessDraft): JaegerSpanDraft {
  const durationNano = span.endUnixNano - span.startUnixNano;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    operationName: span.name,
    references: json.references.map(({ refType, traceID, spanID }) => ({
      traceId: traceID.padStart(TRACE_ID_DIGITS, "0"),
      spanId: spanID,
      refType: refType === "CHILD_OF" ? 0 : 1,
    })),
    flags: json.flags,
    startTime: span.startUnixNano,
    duration: durationNano < 0n ? 0n : durationNano,
    tags: json.tags.map(toTagDraft),
    logs: json.logs.map(({ fields }, index) => ({
      timestamp: span.events[index]!.timeUnixNano,
      fields: fields.map(toTagDraft),
    })),
    process,
    warnings: json.warnings ?? [],
  };
}

function toTagDraft({ key, type, value }: JaegerKeyValue): JaegerTagDraft {
  switch (type) {
    case "string":
      return { key, vType: 0, vStr: String(value) };
    case "bool":
      return { key, vType: 1, vBool: value === true };
    case "int64":
      return { key, vType: 2, vInt64: BigInt(value) };
    case "float64":
      return { key, vType: 3, vFloat64: Number(value) };
    case "binary":
      return { key, vType: 4, vBinary: Buffer.from(String(value), "base64") };
  }
}

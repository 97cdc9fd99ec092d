import { SpanRecorder, type Span } from "@spanhouse/model";
import { decodeJaegerJson } from "../jaeger-json/decode-traces.ts";
import { checkJson } from "../json/json-syntax.ts";
import { TRACE_FILE_PROBLEMS_MAX } from "../limits.ts";
import { decodeOtlpJson } from "../otlp/json.ts";
import { decodeZipkinV1Json } from "../zipkin/v1-json.ts";
import { decodeZipkinV2Json } from "../zipkin/v2-json.ts";
import { findParts, type TraceFileFormat, type TraceFilePart } from "./find-parts.ts";
import { skipJson, skipSpace } from "./skip-json.ts";

const DECODERS = {
  "OTLP JSON": decodeOtlpJson,
  "Jaeger JSON": decodeJaegerJson,
  "Zipkin v2 JSON": decodeZipkinV2Json,
  "Zipkin v1 JSON": decodeZipkinV1Json,
} as const;

export interface TraceFile {
  readonly formats: readonly TraceFileFormat[];
  readonly spans: readonly Span[];
  /** Spans that break a rule of their format and are left out. */
  readonly rejected: number;
  /** What is wrong, and where, the first TRACE_FILE_PROBLEMS_MAX of it; empty when all is well. */
  readonly problems: readonly string[];
  /** The file has more spans than were asked for; the rest was not read. */
  readonly isTruncated: boolean;
}

/** Ends the reading of a file; caught where it began. */
class EnoughSpans extends Error {
  override readonly name = "EnoughSpans";
}

const LINE_END = 0x0a;
const NO_JSON = "this is no JSON, which begins with { or [";
const NO_TRACES =
  "this is not OTLP, Jaeger or Zipkin JSON: it has no resourceSpans, no data or spans, and is no list of spans";

/**
 * Reads a file of traces, which it recognises by its content: OTLP JSON (requests, one per line or in a list, and
 * what the API answers), Jaeger JSON (answers, traces, lists of them), Zipkin JSON of both versions. What is broken
 * costs the outermost value that it is in, so a line of a file of lines.
 */
export function decodeTraceFile(bytes: Uint8Array, spansMax: number): TraceFile {
  return new FileDecoder(bytes, spansMax).decode();
}

class FileDecoder {
  readonly #bytes: Uint8Array;
  readonly #spansMax: number;
  readonly #formats = new Set<TraceFileFormat>();
  readonly #problems: string[] = [];
  #spans: Span[] = [];
  #rejected = 0;

  constructor(bytes: Uint8Array, spansMax: number) {
    this.#bytes = bytes;
    this.#spansMax = spansMax;
  }

  decode(): TraceFile {
    let isTruncated = false;
    try {
      this.#values();
    } catch (error) {
      if (!(error instanceof EnoughSpans)) throw error;
      isTruncated = true;
    }
    return {
      formats: [...this.#formats],
      spans: this.#spans,
      rejected: this.#rejected,
      problems: this.#problems,
      isTruncated,
    };
  }

  #values(): void {
    const bytes = this.#bytes;
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    let at = skipSpace(bytes, hasMark ? 3 : 0);
    if (at === bytes.length) this.#problem("the file is empty", at);
    else if (bytes[at] !== 0x7b && bytes[at] !== 0x5b) this.#problem(NO_JSON, at);
    else {
      while (at < bytes.length) {
        const end = skipJson(bytes, at);
        const isSound = this.#value(at, end);
        // Of a broken line nobody knows where it ends, so the next line that begins as one does is read again;
        // as often as problems are told, because each time may go to the end of the file.
        const isLast = this.#problems.length === TRACE_FILE_PROBLEMS_MAX;
        const again = isSound || isLast ? -1 : nextObjectLine(bytes, at, end);
        // A bracket too many is no value, and passed over.
        at = again >= 0 ? again : skipSpace(bytes, Math.max(end, at + 1));
      }
    }
  }

  /** False when it is not sound JSON of a format that is known. */
  #value(start: number, end: number): boolean {
    const parts = findParts(this.#bytes, start, end);
    if (parts === undefined) this.#problem(this.#syntaxProblem(start, end) ?? NO_TRACES, start);
    let isSound = parts !== undefined;
    for (const part of parts ?? []) if (!this.#part(part)) isSound = false;
    return isSound;
  }

  /** False when it is malformed. */
  #part({ format, start, end }: TraceFilePart): boolean {
    const spans: Span[] = [];
    const room = this.#spansMax - this.#spans.length;
    // One for each part: after a malformed one it is in the middle of a span.
    const recorder = new SpanRecorder((span) => {
      if (spans.length === room) throw new EnoughSpans();
      spans.push(span);
    });
    this.#formats.add(format);
    try {
      const outcome = DECODERS[format](this.#bytes.subarray(start, end), recorder);
      if (outcome.status === "malformed") {
        this.#problem(this.#syntaxProblem(start, end) ?? outcome.reason, start);
        return false;
      }
      this.#rejected += outcome.rejected;
      if (outcome.reason !== "") this.#problem(outcome.reason, start);
    } catch (error) {
      if (error instanceof EnoughSpans) this.#take(spans);
      throw error;
    }
    this.#take(spans);
    return true;
  }

  #take(spans: Span[]): void {
    if (this.#spans.length === 0) this.#spans = spans;
    else for (const span of spans) this.#spans.push(span);
  }

  /** With the place in the file. Undefined when it is sound JSON. */
  #syntaxProblem(start: number, end: number): string | undefined {
    const syntax = checkJson(this.#bytes.subarray(start, end));
    return "problem" in syntax ? `${syntax.problem}, at byte ${start + syntax.at}` : undefined;
  }

  #problem(text: string, at: number): void {
    if (this.#problems.length === TRACE_FILE_PROBLEMS_MAX) return;
    this.#problems.push(`line ${lineOf(this.#bytes, at)}: ${text}`);
  }
}

/** Where a line that begins with an object begins, behind the first of a range; -1 without one. */
function nextObjectLine(bytes: Uint8Array, start: number, end: number): number {
  for (let at = bytes.indexOf(LINE_END, start); at >= 0 && at + 1 < end;) {
    if (bytes[at + 1] === 0x7b) return at + 1;
    at = bytes.indexOf(LINE_END, at + 1);
  }
  return -1;
}

function lineOf(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let end = bytes.indexOf(LINE_END); end >= 0 && end < at; line++) {
    end = bytes.indexOf(LINE_END, end + 1);
  }
  return line;
}

import type { Resource, Span } from "@spanhouse/model";
import { spellingOf } from "./from-jaeger.ts";
import { toJaegerProcess, type JaegerProcess } from "./process.ts";
import { toJaegerSpan } from "./span-json.ts";
import { toJaegerTraceId } from "./trace-id.ts";

/**
 * The bodies of Jaeger's HTTP API. Every answer has one envelope:
 *
 *   {"data": …, "total": 0, "limit": 0, "offset": 0, "errors": null}
 *
 * Traces come as pieces of text, because a large trace as one text would stop the process for as long
 * as it takes to write it.
 */

/** A trace to be written. Its spans have unique ids and the order in which they are written. */
export interface JaegerTraceSource {
  readonly spans: readonly Span[];
  /** By index of the span. */
  readonly spanWarnings: ReadonlyMap<number, readonly string[]>;
  readonly warnings: readonly string[];
  readonly sortTags: boolean;
}

export interface JaegerAnswerError {
  readonly code?: number;
  readonly msg: string;
  /** 32 digits. */
  readonly traceId?: string;
}

const INDENT = 4;
/** Pieces are about this long, so that a socket is given neither crumbs nor boulders. */
const PIECE_CHARS = 64 * 1024;

/** An answer whose data is small: names of services and operations. */
export function encodeJaegerList(data: readonly unknown[], pretty: boolean): string {
  const body = { data, total: data.length, limit: 0, offset: 0, errors: null };
  return JSON.stringify(body, null, pretty ? INDENT : 0);
}

/** An answer whose data is small and not counted. */
export function encodeJaegerData(
  data: unknown,
  errors: readonly JaegerAnswerError[] | null,
  pretty: boolean,
): string {
  const body = { data, total: 0, limit: 0, offset: 0, errors: errors?.map(toErrorJson) ?? null };
  return JSON.stringify(body, null, pretty ? INDENT : 0);
}

/** The body of an error, with the line end Jaeger's has. */
export function encodeJaegerError(code: number, msg: string): string {
  const body = { data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] };
  return `${JSON.stringify(body)}\n`;
}

/** An answer of traces, in pieces. `errors` are about traces that could not be answered. */
export function* encodeJaegerTraces(
  traces: Iterable<JaegerTraceSource>,
  errors: readonly JaegerAnswerError[],
  pretty: boolean,
): Generator<string, void, undefined> {
  const layout = pretty ? PRETTY : COMPACT;
  let piece = layout.head;
  let separator = layout.firstTrace;
  for (const trace of traces) {
    piece += separator;
    separator = layout.nextTrace;
    for (const text of encodeTrace(trace, layout)) {
      piece += text;
      if (piece.length < PIECE_CHARS) continue;
      yield piece;
      piece = "";
    }
  }
  if (separator === layout.nextTrace) piece += layout.lastTrace;
  yield piece + layout.tail(errors.length === 0 ? null : errors.map(toErrorJson));
}

function toErrorJson(error: JaegerAnswerError): object {
  return {
    ...(error.code === undefined ? {} : { code: error.code }),
    msg: error.msg,
    ...(error.traceId === undefined ? {} : { traceID: toJaegerTraceId(error.traceId) }),
  };
}

/** Numbers processes p1, p2, … in order of first appearance; equal ones are one. */
class Processes {
  readonly byId: Record<string, JaegerProcess> = {};
  readonly #sortTags: boolean;
  /** Of spans from elsewhere, and of those from Jaeger, by how their process is spelled. */
  readonly #idsBySpelling = new Map<number | undefined, Map<Resource, string>>();
  readonly #idByText = new Map<string, string>();

  constructor(sortTags: boolean) {
    this.#sortTags = sortTags;
  }

  idOf({ resource, scope }: Span): string {
    const spelling = spellingOf(scope);
    let idByResource = this.#idsBySpelling.get(spelling);
    if (idByResource === undefined) {
      idByResource = new Map<Resource, string>();
      this.#idsBySpelling.set(spelling, idByResource);
    }
    let id = idByResource.get(resource);
    if (id === undefined) {
      id = this.#idOfProcess(toJaegerProcess(resource, spelling, this.#sortTags));
      idByResource.set(resource, id);
    }
    return id;
  }

  #idOfProcess(process: JaegerProcess): string {
    const text = JSON.stringify(process);
    let id = this.#idByText.get(text);
    if (id === undefined) {
      id = `p${this.#idByText.size + 1}`;
      this.#idByText.set(text, id);
      this.byId[id] = process;
    }
    return id;
  }
}

function* encodeTrace(trace: JaegerTraceSource, layout: Layout): Generator<string> {
  const processes = new Processes(trace.sortTags);
  yield layout.traceHead(toJaegerTraceId(trace.spans[0]?.traceId ?? ""));
  let separator = layout.firstSpan;
  for (const [index, span] of trace.spans.entries()) {
    const json = toJaegerSpan(span, {
      processId: processes.idOf(span),
      warnings: trace.spanWarnings.get(index) ?? [],
      sortTags: trace.sortTags,
    });
    yield separator + layout.span(json);
    separator = layout.nextSpan;
  }
  if (separator === layout.nextSpan) yield layout.lastSpan;
  yield layout.traceTail(processes.byId, trace.warnings.length === 0 ? null : trace.warnings);
}

/** The text around the parts, compact or with four spaces per level. */
interface Layout {
  readonly head: string;
  readonly firstTrace: string;
  readonly nextTrace: string;
  readonly lastTrace: string;
  readonly tail: (errors: readonly object[] | null) => string;
  readonly traceHead: (traceId: string) => string;
  readonly firstSpan: string;
  readonly nextSpan: string;
  readonly lastSpan: string;
  readonly span: (span: object) => string;
  readonly traceTail: (processes: object, warnings: readonly string[] | null) => string;
}

const COMPACT: Layout = {
  head: `{"data":[`,
  firstTrace: "",
  nextTrace: ",",
  lastTrace: "",
  tail: (errors) => `],"total":0,"limit":0,"offset":0,"errors":${JSON.stringify(errors)}}`,
  traceHead: (traceId) => `{"traceID":"${traceId}","spans":[`,
  firstSpan: "",
  nextSpan: ",",
  lastSpan: "",
  span: (span) => JSON.stringify(span),
  traceTail: (processes, warnings) =>
    `],"processes":${JSON.stringify(processes)},"warnings":${JSON.stringify(warnings)}}`,
};

const PRETTY: Layout = {
  head: `{\n    "data": [`,
  firstTrace: "\n        ",
  nextTrace: ",\n        ",
  lastTrace: "\n    ",
  tail: (errors) =>
    `],\n    "total": 0,\n    "limit": 0,\n    "offset": 0,\n    "errors": ${indented(errors, 1)}\n}`,
  traceHead: (traceId) => `{\n            "traceID": "${traceId}",\n            "spans": [`,
  firstSpan: "\n                ",
  nextSpan: ",\n                ",
  lastSpan: "\n            ",
  span: (span) => indented(span, 4),
  traceTail: (processes, warnings) =>
    `],\n            "processes": ${indented(processes, 3)},` +
    `\n            "warnings": ${indented(warnings, 3)}\n        }`,
};

/** Indented JSON that stands `level` levels deep. Line ends inside of texts are escaped, so all others are layout. */
function indented(value: unknown, level: number): string {
  return JSON.stringify(value, null, INDENT).replaceAll("\n", `\n${" ".repeat(level * INDENT)}`);
}

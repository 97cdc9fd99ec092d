import {
  columnsOfSpans,
  encodeTracePage,
  type OwnAttributes,
  type OwnErrorBody,
  type OwnTraceLinks,
  type Span,
} from "@spanhouse/model";
import {
  assembleColumns,
  type AssembledColumns,
  linksOf,
  spanContents,
  spansByOccurrence,
  toOwnSpan,
  toOwnSpanAttributes,
  toTracePage,
} from "@spanhouse/model/assembly";
import type { TraceFile } from "@spanhouse/wire/trace-file";
import { type FileSummary, type FileTrace, summarizeSpans } from "./file-summary.ts";
import { FILE_LINKS_MAX } from "./limits.ts";

/** An answer as the query service would give it to the same question. */
export interface FileAnswer {
  readonly status: number;
  /** JSON, or the container of a trace. */
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const TRACE = /^\/traces\/([0-9a-f]{32})(?:\/(links|attributes|spans)(?:\/([0-9a-f]{16}))?)?$/;
const ROWS = /^(\d+)-(\d+)$/;

/**
 * The traces of a file, which answer what the trace page asks the query service: the same questions, the same
 * assembly, the same answers.
 */
export class OpenedFile {
  readonly summary: FileSummary;
  readonly #traces = new Map<string, Span[]>();
  readonly #summaries: ReadonlyMap<string, FileTrace>;
  /** The trace that was asked for last, assembled. */
  #recent: { readonly traceId: string; readonly trace: AssembledColumns } | undefined;

  constructor(file: TraceFile) {
    for (const span of file.spans) {
      const spans = this.#traces.get(span.traceId);
      if (spans === undefined) this.#traces.set(span.traceId, [span]);
      else spans.push(span);
    }
    const traces = [...this.#traces].map(([id, spans]) => summarizeSpans(id, spans));
    this.#summaries = new Map(traces.map((trace) => [trace.traceId, trace]));
    const { formats, rejected, problems, isTruncated, spans } = file;
    this.summary = { formats, rejected, problems, isTruncated, spanCount: spans.length, traces };
  }

  /** Answers a path below that of the API, such as `/traces/…/links`, with its query. */
  answer(path: string): FileAnswer {
    const { pathname, searchParams } = new URL(path, "file:");
    const [, traceId = "", part, spanId] = TRACE.exec(pathname) ?? [];
    const spans = this.#traces.get(traceId);
    if (spans === undefined) return notFound(`there is no trace ${traceId} in the file`);
    if (part === undefined) return this.#page(traceId, spans);
    if (part === "links") return json(this.#links(traceId, spans));
    if (part === "attributes") {
      return json(this.#attributes(traceId, spans, searchParams.get("rows") ?? ""));
    }
    const found = spansByOccurrence(spans.filter((span) => span.spanId === spanId));
    const span = found[Number(searchParams.get("occurrence") ?? 0)];
    return span === undefined
      ? notFound("there is no such span in the file")
      : json(toOwnSpan(span));
  }

  #page(traceId: string, spans: readonly Span[]): FileAnswer {
    const trace = this.#assembled(traceId, spans);
    const page = toTracePage(traceId, trace, {
      ...{ isTruncated: false, unreadFiles: 0 },
      window: { from: 0, to: trace.rowCount },
    });
    return { status: 200, body: encodeTracePage(page) };
  }

  #assembled(traceId: string, spans: readonly Span[]): AssembledColumns {
    if (this.#recent?.traceId === traceId) return this.#recent.trace;
    const trace = assembleColumns(columnsOfSpans(spans, spanContents(spans)));
    this.#recent = { traceId, trace };
    return trace;
  }

  #attributes(traceId: string, spans: readonly Span[], rows: string): OwnAttributes {
    const { index } = this.#assembled(traceId, spans);
    const [, from = "0", to = "0"] = ROWS.exec(rows) ?? [];
    const wanted = [...index.subarray(Number(from), Number(to))];
    return { spans: wanted.map((at) => toOwnSpanAttributes(spans[at]!)) };
  }

  #links(traceId: string, spans: readonly Span[]): OwnTraceLinks {
    const { links, linkCount } = linksOf(this.#assembled(traceId, spans), FILE_LINKS_MAX);
    return {
      ...{ traceId, linkCount },
      links: links.map((link) => ({
        ...link,
        linkedTrace: this.#summaries.get(link.linkedTraceId) ?? null,
      })),
    };
  }
}

function json(body: unknown): FileAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

function notFound(message: string): FileAnswer {
  const body: OwnErrorBody = { error: { code: "QUERY_NOT_FOUND", message } };
  return { status: 404, body: JSON.stringify(body) };
}

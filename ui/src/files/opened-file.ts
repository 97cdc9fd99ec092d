import {
  columnsOfSpans,
  encodeAttributeColumn,
  encodeTracePage,
  type OwnAttributeKeys,
  type OwnTraceLinks,
  type Span,
} from "@spanhouse/model";
import {
  assembleColumns,
  type AssembledColumns,
  attributeOfRows,
  linksOf,
  spanContents,
  spansByOccurrence,
  toAttributeColumn,
  toOwnSpan,
  toTracePage,
} from "@spanhouse/model/assembly";
import type { TraceFile } from "@spanhouse/wire/trace-file";
import { type FileSummary, type FileTrace, summarizeSpans } from "./file-summary.ts";
import { FILE_KEYS_MAX, FILE_LINKS_MAX } from "./limits.ts";

/** An answer as the query service would give it to the same question, or what of it the file does not have. */
export type FileAnswer =
  | {
      readonly status: 200;
      /** JSON, or the container of a trace or of an attribute. */
      readonly body: string | Uint8Array<ArrayBuffer>;
    }
  | { readonly status: 404; readonly missing: "trace" | "span"; readonly traceId: string };

const TRACE =
  /^\/traces\/([0-9a-f]{32})(?:\/(links|attributes\/keys|attributes\/column|spans)(?:\/([0-9a-f]{16}))?)?$/;

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
    if (spans === undefined) return { status: 404, missing: "trace", traceId };
    if (part === undefined) return this.#page(traceId, spans);
    if (part === "links") return json(this.#links(traceId, spans));
    if (part === "attributes/keys") return json(keysOf(spans));
    if (part === "attributes/column") {
      const level = searchParams.get("level") ?? "any";
      return this.#column(traceId, spans, searchParams.get("key") ?? "", level);
    }
    const found = spansByOccurrence(spans.filter((span) => span.spanId === spanId));
    const span = found[Number(searchParams.get("occurrence") ?? 0)];
    return span === undefined ? { status: 404, missing: "span", traceId } : json(toOwnSpan(span));
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

  /** At any level it is of the span, or else of its resource. The rows are always those of the page. */
  #column(traceId: string, spans: readonly Span[], key: string, level: string): FileAnswer {
    const trace = this.#assembled(traceId, spans);
    const ofSpans = attributeOfRows(trace, spans, key, "span");
    const ofResources = attributeOfRows(trace, spans, key, "resource");
    const valueOf = (row: number) =>
      (level === "resource" ? undefined : ofSpans(row)) ??
      (level === "span" ? undefined : ofResources(row));
    const column = toAttributeColumn(traceId, trace, valueOf, { withIds: false });
    return { status: 200, body: encodeAttributeColumn(column) };
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

function keysOf(spans: readonly Span[]): OwnAttributeKeys {
  const ofSpans = new Set<string>();
  const ofResources = new Set<string>();
  const resources = new Set(spans.map(({ resource }) => resource));
  for (const { attributes } of spans) for (const { key } of attributes) ofSpans.add(key);
  for (const { attributes } of resources) for (const { key } of attributes) ofResources.add(key);
  const keys = [
    ...[...ofSpans].map((key) => ({ key, level: "span" as const })),
    ...[...ofResources].map((key) => ({ key, level: "resource" as const })),
  ];
  keys.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { keys: keys.slice(0, FILE_KEYS_MAX), limited: keys.length > FILE_KEYS_MAX };
}

function json(body: unknown): FileAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

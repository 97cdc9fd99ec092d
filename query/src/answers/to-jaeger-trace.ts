import type { Span } from "@spanhouse/model";
import {
  type AssembledTrace,
  assembleTrace,
  truncationWarning,
  unreadWarning,
} from "@spanhouse/model/assembly";
import type { JaegerTraceSource } from "@spanhouse/wire";
import { unusedSpanIds } from "../assemble/unused-span-ids.ts";
import type { ReadTrace } from "../reads/read-traces.ts";
import { AttributeAdjuster } from "./adjust-attributes.ts";
import { clockWarning, shiftSpan } from "./shift-span.ts";

const ZERO_TRACE_ID = "0".repeat(32);

export interface JaegerTraceOptions {
  /** The spans as they were sent; else they are put in order first. */
  readonly raw: boolean;
  /** Clocks of hosts are corrected, by up to this, in nanoseconds. Left alone when undefined. */
  readonly clockSkewNanoMax?: number;
}

/** A trace for Jaeger's API. */
export function toJaegerTrace(read: ReadTrace, options: JaegerTraceOptions): JaegerTraceSource {
  const { unreadFiles = 0 } = read;
  const missing = [
    ...(read.truncated ? [truncationWarning(read.spans.length)] : []),
    ...(unreadFiles > 0 ? [unreadWarning(unreadFiles)] : []),
  ];
  if (options.raw) {
    return { spans: read.spans, spanWarnings: new Map(), warnings: missing, sortTags: false };
  }
  const { clockSkewNanoMax } = options;
  const trace = assembleTrace(
    read.spans,
    clockSkewNanoMax === undefined ? {} : { clockSkewNanoMax },
  );
  const warnings = new Map<number, string[]>();
  const warn = (row: number, text: string): void => {
    const texts = warnings.get(row);
    if (texts === undefined) warnings.set(row, [text]);
    else texts.push(text);
  };
  for (const text of missing) warn(0, text);
  for (const [row, copies] of trace.copies) warn(row, `arrived ${copies + 1} times, shown once`);
  const spans = adjustSpans(trace, warn);
  return { spans, spanWarnings: warnings, warnings: missing, sortTags: true };
}

/**
 * Rows as Jaeger's UI can draw them: a server that shares its client's id gets an id of its own, which its
 * children name; parents that would make a ring are left out; so are links to nowhere.
 */
function adjustSpans(
  trace: AssembledTrace,
  warn: (row: number, text: string) => void,
): readonly Span[] {
  const ownIds = new Map<number, string>();
  const nextId = trace.sharedIds.size === 0 ? undefined : unusedSpanIds(trace.spans);
  const attributes = new AttributeAdjuster();
  return trace.spans.map((span, row) => {
    let adjusted = attributes.adjust(span, (text) => warn(row, text));
    const correction = trace.clockCorrections.get(row);
    if (correction !== undefined) {
      adjusted = shiftSpan(adjusted, correction);
      warn(row, clockWarning(correction));
    }
    const parentRow = trace.parentRow[row]!;
    const parent = parentRow < 0 ? undefined : trace.spans[parentRow]!;
    if (nextId !== undefined && parent?.spanId === span.spanId) {
      const spanId = nextId();
      ownIds.set(row, spanId);
      adjusted = { ...adjusted, spanId, parentSpanId: span.spanId };
    } else if (ownIds.has(parentRow)) {
      adjusted = { ...adjusted, parentSpanId: ownIds.get(parentRow)! };
    }
    const orphan = trace.orphans.get(row);
    if (orphan === "missing") {
      warn(row, `parent span ${span.parentSpanId} is not in the trace`);
    } else if (orphan !== undefined) {
      adjusted = { ...adjusted, parentSpanId: "" };
      warn(row, `parent span ${span.parentSpanId} left out: the span would be its own ancestor`);
    }
    const links = span.links.filter((link) => link.traceId !== ZERO_TRACE_ID);
    if (links.length === span.links.length) return adjusted;
    warn(row, `${span.links.length - links.length} links without a trace id left out`);
    return { ...adjusted, links };
  });
}

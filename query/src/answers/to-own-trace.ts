import {
  OWN_EVENT_MARKS_MAX,
  OWN_SPAN_FLAGS,
  serviceNameOf,
  type OwnEventColumns,
  type OwnTrace,
} from "@spanhouse/model";
import { assembleTrace, type AssembledTrace } from "../assemble/assemble-trace.ts";
import type { ReadTrace } from "../reads/read-traces.ts";
import { traceWarnings } from "./trace-warnings.ts";

/** A trace as the columns of the UI's own API. */
export function toOwnTrace(traceId: string, read: ReadTrace): OwnTrace {
  const trace = assembleTrace(read.spans);
  const serviceIndex = new Map(trace.services.map(({ name }, index) => [name, index]));
  const operationIndex = new Map<string, number>();
  for (const { name } of trace.spans) {
    if (!operationIndex.has(name)) operationIndex.set(name, operationIndex.size);
  }
  const { spans, startUnixNano } = trace;
  return {
    traceId,
    startUnixNano: String(startUnixNano),
    durationUs: toUs(trace.endUnixNano - startUnixNano),
    spanCount: spans.length,
    errorCount: trace.errorCount,
    depthMax: trace.depth.reduce((max, depth) => Math.max(max, depth), 0),
    services: trace.services,
    operations: [...operationIndex.keys()],
    spans: {
      spanId: spans.map((span) => span.spanId),
      service: spans.map((span) => serviceIndex.get(serviceNameOf(span.resource))!),
      operation: spans.map((span) => operationIndex.get(span.name)!),
      kind: spans.map((span) => span.kind),
      status: spans.map((span) => span.statusCode),
      startUs: spans.map((span) => toUs(span.startUnixNano - startUnixNano)),
      durationUs: spans.map((span) =>
        span.endUnixNano < span.startUnixNano ? 0 : toUs(span.endUnixNano - span.startUnixNano),
      ),
      depth: [...trace.depth],
      parentRow: [...trace.parentRow],
      subtreeEnd: [...trace.subtreeEnd],
      eventCount: spans.map((span) => span.events.length),
      linkCount: spans.map((span) => span.links.length),
      flags: flagsOf(trace),
    },
    events: eventsOf(trace),
    orphans: [...trace.orphans].map(([row, reason]) => ({
      row,
      parentSpanId: spans[row]!.parentSpanId,
      reason,
    })),
    repeats: [...trace.sharedIds.values()].flatMap((rows) =>
      rows.slice(1).map((row, index) => ({ row, occurrence: index + 1 })),
    ),
    truncated: read.truncated,
    warnings: traceWarnings(trace, read.truncated),
  };
}

/** Marks of the first OWN_EVENT_MARKS_MAX events. */
function eventsOf({ spans, startUnixNano }: AssembledTrace): OwnEventColumns {
  const row: number[] = [];
  const startUs: number[] = [];
  for (const [index, span] of spans.entries()) {
    if (row.length === OWN_EVENT_MARKS_MAX) break;
    const times = span.events.map((event) => toUs(event.timeUnixNano - startUnixNano));
    times.sort((a, b) => a - b);
    for (const time of times.slice(0, OWN_EVENT_MARKS_MAX - row.length)) {
      row.push(index);
      startUs.push(time);
    }
  }
  return { row, startUs };
}

function flagsOf(trace: AssembledTrace): number[] {
  return trace.spans.map((span, row) => {
    let flags = 0;
    if (trace.orphans.has(row)) flags |= OWN_SPAN_FLAGS.orphan;
    if (trace.copies.has(row)) flags |= OWN_SPAN_FLAGS.duplicate;
    if (trace.sharedIds.has(span.spanId)) flags |= OWN_SPAN_FLAGS.sharedId;
    if (span.endUnixNano < span.startUnixNano) flags |= OWN_SPAN_FLAGS.endsBeforeStart;
    return flags;
  });
}

function toUs(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1000;
}

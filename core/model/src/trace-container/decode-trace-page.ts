import { toHex, type Result } from "@spanhouse/base";
import { HEADER, HEADER_FLAG_TRUNCATED } from "./layout.ts";
import { DamagedError, readContainer, type SectionReader } from "./read-container.ts";
import type { TracePage, UnsignedColumn } from "./trace-page.ts";

/** The page that a container holds, whose columns are views of `buffer`; see readContainer. */
export function decodeTracePage(buffer: ArrayBuffer): Result<TracePage, string> {
  return readContainer(buffer, pageOf);
}

function pageOf(view: DataView, read: SectionReader): TracePage {
  const count = view.getUint32(HEADER.count, true);
  const page: TracePage = {
    traceId: toHex(new Uint8Array(view.buffer, HEADER.traceId, 16), 0, 16),
    startUnixNano: view.getBigUint64(HEADER.startUnixNano, true),
    durationNano: view.getFloat64(HEADER.durationNano, true),
    spanCount: view.getUint32(HEADER.spanCount, true),
    errorCount: view.getUint32(HEADER.errorCount, true),
    depthMax: view.getUint32(HEADER.depthMax, true),
    isTruncated: (view.getUint32(HEADER.headerFlags, true) & HEADER_FLAG_TRUNCATED) !== 0,
    fromRow: view.getUint32(HEADER.fromRow, true),
    count,
    services: read.texts("services"),
    serviceSpanCount: read.uint32("serviceSpanCount"),
    serviceErrorCount: read.uint32("serviceErrorCount"),
    operations: read.texts("operations"),
    warnings: read.texts("warnings"),
    columns: {
      spanId: read.uint32("spanId"),
      parentRow: read.int32("parentRow"),
      subtreeEnd: read.int32("subtreeEnd"),
      depth: read.unsigned("depth"),
      service: read.unsigned("service"),
      operation: read.unsigned("operation"),
      kind: read.uint8("kind"),
      status: read.uint8("status"),
      flags: read.uint8("flags"),
      startNano: read.float64("startNano"),
      durationNano: read.float64("durationNano"),
      coveredNano: read.float64("coveredNano"),
      eventCount: read.unsigned("eventCount"),
      linkCount: read.unsigned("linkCount"),
    },
    events: { row: read.int32("eventRow"), startNano: read.float64("eventStartNano") },
    orphans: {
      row: read.int32("orphanRow"),
      reason: read.uint8("orphanReason"),
      parentSpanId: read.uint32("orphanParentSpanId"),
    },
    repeats: { row: read.int32("repeatRow"), occurrence: read.uint32("repeatOccurrence") },
    criticalPath: {
      row: read.int32("criticalRow"),
      startNano: read.float64("criticalStartNano"),
      endNano: read.float64("criticalEndNano"),
    },
  };
  for (const [name, values] of Object.entries(page.columns) as [string, UnsignedColumn][]) {
    const expected = name === "spanId" ? count * 2 : count;
    if (values.length !== expected) throw new DamagedError(`its ${name} has another length`);
  }
  return page;
}

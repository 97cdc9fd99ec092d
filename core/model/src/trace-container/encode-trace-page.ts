import type { TracePage } from "./trace-page.ts";
import { column, texts, writeContainer, type Section } from "./write-container.ts";

/** A page as the bytes of one container; see layout.ts. */
export function encodeTracePage(page: TracePage): Uint8Array<ArrayBuffer> {
  return writeContainer(page, sectionsOf(page));
}

function sectionsOf(page: TracePage): readonly Section[] {
  const { columns, events, orphans, repeats, criticalPath } = page;
  return [
    column("spanId", columns.spanId),
    column("parentRow", columns.parentRow),
    column("subtreeEnd", columns.subtreeEnd),
    column("depth", columns.depth),
    column("service", columns.service),
    column("operation", columns.operation),
    column("kind", columns.kind),
    column("status", columns.status),
    column("flags", columns.flags),
    column("startNano", columns.startNano),
    column("durationNano", columns.durationNano),
    column("coveredNano", columns.coveredNano),
    column("eventCount", columns.eventCount),
    column("linkCount", columns.linkCount),
    texts("services", page.services),
    column("serviceSpanCount", page.serviceSpanCount),
    column("serviceErrorCount", page.serviceErrorCount),
    texts("operations", page.operations),
    texts("warnings", page.warnings),
    column("eventRow", events.row),
    column("eventStartNano", events.startNano),
    column("orphanRow", orphans.row),
    column("orphanReason", orphans.reason),
    column("orphanParentSpanId", orphans.parentSpanId),
    column("repeatRow", repeats.row),
    column("repeatOccurrence", repeats.occurrence),
    column("criticalRow", criticalPath.row),
    column("criticalStartNano", criticalPath.startNano),
    column("criticalEndNano", criticalPath.endNano),
  ];
}

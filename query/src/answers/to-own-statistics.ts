import type { OwnSpanStatistics, OwnTraceStatistics } from "@spanhouse/model";
import {
  type AssembledColumns,
  groupSpans,
  selfTimes,
  type SpanGroup,
} from "@spanhouse/model/assembly";
import { STATISTICS_GROUPS_MAX } from "../limits.ts";

/** Durations and errors of a trace by service, operation and kind. */
export function toOwnStatistics(traceId: string, trace: AssembledColumns): OwnTraceStatistics {
  const { columns, index } = trace;
  const self = selfTimes(trace);
  const serviceAt = (row: number): number => columns.service[index[row]!]!;
  const nameAt = (row: number): number => columns.name[index[row]!]!;
  const kindAt = (row: number): number => columns.kind[index[row]!]!;
  const byService = groupSpans(trace, self, serviceAt);
  const byOperation = groupSpans(
    trace,
    self,
    (row) => serviceAt(row) * columns.names.length + nameAt(row),
  );
  return {
    traceId,
    spanCount: trace.rowCount,
    services: byService.slice(0, STATISTICS_GROUPS_MAX).map((group) => ({
      service: columns.services[serviceAt(group.row)]!,
      ...toStatistics(group),
    })),
    operations: byOperation.slice(0, STATISTICS_GROUPS_MAX).map((group) => ({
      service: columns.services[serviceAt(group.row)]!,
      operation: columns.names[nameAt(group.row)]!,
      ...toStatistics(group),
    })),
    operationsLimited: byOperation.length > STATISTICS_GROUPS_MAX,
    kinds: groupSpans(trace, self, kindAt).map((group) => ({
      kind: kindAt(group.row),
      ...toStatistics(group),
    })),
  };
}

function toStatistics(group: SpanGroup): OwnSpanStatistics {
  return {
    spanCount: group.spanCount,
    errorCount: group.errorCount,
    totalUs: group.totalNano / 1000,
    selfUs: group.selfNano / 1000,
    p50Us: group.p50Nano / 1000,
    p95Us: group.p95Nano / 1000,
    maxUs: group.maxNano / 1000,
  };
}

import type { OwnAttributes, OwnTraceLinks } from "@spanhouse/model";
import { useQuery } from "@tanstack/react-query";
import { type AttributeColumns, AttributeColumnsBuilder } from "../logic/attribute-columns.ts";
import type { Trace } from "../logic/trace.ts";
import { requestJson } from "./request.ts";
import { useTraceOrigin } from "./trace-origin.ts";

/** Rows that one question may name. */
const ROWS_AT_ONCE = 500;
/** Rows whose attributes are read: more would take longer than people wait. The page says so. */
export const ATTRIBUTE_ROWS_MAX = 10_000;

/** The attributes of a trace's first rows as columns, once they are wanted. */
export function useTraceAttributes(trace: Trace, wanted: boolean) {
  const { path } = useTraceOrigin();
  return useQuery({
    queryKey: ["attributes", path, trace.traceId],
    queryFn: ({ signal }) => readAttributes(`${path}/${trace.traceId}/attributes`, trace, signal),
    enabled: wanted,
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
}

/** What the spans of a trace link to; asked for only when some do. */
export function useTraceLinks({ traceId, spans }: Trace) {
  const path = `${useTraceOrigin().path}/${encodeURIComponent(traceId)}/links`;
  return useQuery({
    queryKey: ["links", path],
    queryFn: ({ signal }) => requestJson<OwnTraceLinks>(path, signal),
    enabled: spans.linkCount.some((count) => count > 0),
    staleTime: Infinity,
  });
}

async function readAttributes(
  path: string,
  trace: Trace,
  signal: AbortSignal,
): Promise<AttributeColumns> {
  const builder = new AttributeColumnsBuilder(trace.spans.spanId);
  const rowCount = Math.min(trace.spans.kind.length, ATTRIBUTE_ROWS_MAX);
  for (let from = 0; from < rowCount; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, rowCount);
    const { spans } = await requestJson<OwnAttributes>(`${path}?rows=${from}-${to}`, signal);
    builder.add(from, to, spans);
  }
  return builder.finish(rowCount);
}

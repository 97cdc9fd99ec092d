import type { TraceReader, TraceSummary } from "@spanhouse/storage";

/** The summaries of traces that a search has found, in the order of the ids, without those that retention has removed since. */
export async function summariesOf(
  reader: TraceReader,
  tenant: string,
  traceIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly TraceSummary[]> {
  const summaries = await reader.readSummaries(tenant, traceIds, { signal, lane: "search" });
  return traceIds.flatMap((traceId) => summaries.get(traceId) ?? []);
}

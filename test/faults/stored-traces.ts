import type { Span } from "@spanhouse/model";
import type { TraceReader } from "@spanhouse/storage";

/** What one store has of some traces: spans, and how many its summaries count. Absent traces are absent. */
export type StoredTraces = ReadonlyMap<
  string,
  { readonly spans: readonly Span[]; readonly counted: number }
>;

const TRACES_PER_READ = 250;

export async function storedIn(
  reader: TraceReader,
  traceIds: readonly string[],
): Promise<StoredTraces> {
  const stored = new Map<string, { spans: readonly Span[]; counted: number }>();
  for (let at = 0; at < traceIds.length; at += TRACES_PER_READ) {
    const ids = traceIds.slice(at, at + TRACES_PER_READ);
    const traces = await reader.readTraces("", ids);
    const summaries = await reader.readSummaries("", ids);
    for (const id of ids) {
      const spans = traces.get(id)?.spans ?? [];
      const counted = summaries.get(id)?.spanCount ?? 0;
      if (spans.length + counted > 0) stored.set(id, { spans, counted });
    }
  }
  return stored;
}

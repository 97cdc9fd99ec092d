import type { OwnCriticalLine, OwnCriticalTime } from "@spanhouse/model";
import type { TraceReader, TraceSearch } from "@spanhouse/storage";
import { CriticalTime } from "../assemble/critical-time.ts";
import { TYPICAL_PATHS_MAX, TYPICAL_READ_TIME_MAX_MS } from "../limits.ts";
import { notCounted, notRead, readInBatches } from "./read-in-batches.ts";
import { summariesOf } from "./summaries-of.ts";

type Line = Exclude<OwnCriticalLine, { readonly error: unknown }>;

/** Reads the traces of a search and sums their critical paths up; says how far it is before each part. */
export async function* readCritical(
  reader: TraceReader,
  search: TraceSearch,
  signal: AbortSignal,
  readTimeMaxMs = TYPICAL_READ_TIME_MAX_MS,
): AsyncGenerator<Line, void, undefined> {
  const { tenant, order } = search;
  const untilMs = performance.now() + readTimeMaxMs;
  const { hits, isCut, partial } = await reader.findTraces(search, { signal });
  const traceIds = hits.map(({ traceId }) => traceId);
  const summaries = await summariesOf(reader, tenant, traceIds, signal);
  const foundCount = summaries.length;
  const time = new CriticalTime(TYPICAL_PATHS_MAX);
  let [unread, incomplete] = [0, 0];
  for await (const batch of readInBatches(reader, summaries, { tenant, signal, untilMs })) {
    unread = batch.unreadCount;
    for (const [traceId, trace] of batch.traces) {
      time.add(traceId, trace);
      if (trace.orphanReason.some((reason) => reason !== 0)) incomplete++;
    }
    yield { progress: { readCount: foundCount - unread, foundCount } };
  }
  const missing = [partial, notRead(unread, foundCount)].filter((why) => why !== undefined);
  const warnings = [
    ...missing,
    ...warningsOf(time, { tooLarge: foundCount - unread - time.traceCount, incomplete }),
  ];
  const answer: OwnCriticalTime = {
    ...{ order, traceCount: time.traceCount },
    limited: isCut === true,
    ...(await time.summarize()),
    ...(missing.length === 0 ? {} : { partial: missing.join("; ") }),
    warnings,
  };
  yield { answer };
}

function warningsOf(
  { leftOutSpans }: CriticalTime,
  { tooLarge, incomplete }: { readonly tooLarge: number; readonly incomplete: number },
): readonly string[] {
  const warnings: string[] = [];
  if (tooLarge > 0) {
    const traces = tooLarge === 1 ? "1 trace is" : `${tooLarge} traces are`;
    warnings.push(`${traces} not counted, having too many spans or not being readable as a whole`);
  }
  if (incomplete > 0) {
    const traces = incomplete === 1 ? "1 trace has" : `${incomplete} traces have`;
    warnings.push(`${traces} spans that are not on the critical path, because a parent is missing`);
  }
  return [...warnings, ...notCounted(leftOutSpans)];
}

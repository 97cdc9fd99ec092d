import type { OwnSearchResult } from "@spanhouse/model";
import type { PastedId } from "../logic/pasted-id.ts";
import { isNotFound, requestBytes, requestJson } from "./request.ts";

/** How far back a span is looked for by its id alone. */
const SPAN_LOOKBACK_US = 2 * 86_400_000_000;

/** The trace of an id, and the span when it names one. 16 digits are a span when they are no trace. */
export async function findId(id: PastedId, signal: AbortSignal): Promise<PastedId> {
  if (!id.mayBeSpan || (await hasTrace(id.traceId, signal))) return id;
  const spanId = id.traceId.slice(16);
  const endUs = Date.now() * 1000;
  const query = new URLSearchParams({
    filter: JSON.stringify({
      op: "eq",
      args: [{ field: { level: "span", name: "spanID" } }, { scalar: { value: spanId } }],
    }),
    start: String(endUs - SPAN_LOOKBACK_US),
    end: String(endUs),
    limit: "1",
  });
  const found = await requestJson<OwnSearchResult>(`/api/own/search?${query.toString()}`, signal);
  const trace = found.traces[0];
  return trace === undefined ? id : { traceId: trace.traceId, spanId, mayBeSpan: false };
}

async function hasTrace(traceId: string, signal: AbortSignal): Promise<boolean> {
  try {
    await requestBytes(`/api/own/traces/${traceId}?count=1`, "*/*", signal);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

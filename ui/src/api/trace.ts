import type { OwnSpan } from "@spanhouse/model";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { requestJson } from "./request.ts";
import { useTraceOrigin } from "./trace-origin.ts";
import { requestTrace } from "./trace-pages.ts";
import type { TraceProgress } from "./trace-progress.ts";

/** All spans of a trace as columns; nothing is asked without an id. `onProgress` is told of a trace that takes long. */
export function useTrace(
  traceId: string | undefined,
  onProgress?: (progress: TraceProgress | undefined) => void,
) {
  const { path } = useTraceOrigin();
  return useQuery({
    queryKey: ["trace", path, traceId],
    queryFn:
      traceId === undefined
        ? skipToken
        : ({ signal }) => {
            // What was said of another trace.
            onProgress?.(undefined);
            return requestTrace(`${path}/${encodeURIComponent(traceId)}`, signal, onProgress);
          },
    // Spans may still arrive: whoever opens the trace again gets it anew, and its memory is given back.
    staleTime: Infinity,
    gcTime: 0,
    // Comparing 100,000 rows with the ones before would cost more than it saves.
    structuralSharing: false,
  });
}

/** One span of a trace: which of those with its id, and when the trace was, so that it is found fast. */
export interface SpanAddress {
  readonly spanId: string;
  readonly occurrence: number;
  /** Microseconds since 1970. */
  readonly startUs: number;
  readonly endUs: number;
}

/** Everything about one span; the last one stays while the next is on its way. */
export function useSpan(traceId: string, address: SpanAddress | undefined) {
  const { path: traces } = useTraceOrigin();
  return useQuery({
    queryKey: ["span", traces, traceId, address?.spanId, address?.occurrence],
    queryFn:
      address === undefined
        ? skipToken
        : ({ signal }) => {
            const path = `${traces}/${encodeURIComponent(traceId)}/spans/${address.spanId}`;
            const query = new URLSearchParams({
              start: String(Math.floor(address.startUs)),
              end: String(Math.ceil(address.endUs)),
            });
            if (address.occurrence > 0) query.set("occurrence", String(address.occurrence));
            return requestJson<OwnSpan>(`${path}?${query.toString()}`, signal);
          },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

import type { OwnSearchResult, OwnTraceLinks } from "@spanhouse/model";
import { useQuery } from "@tanstack/react-query";
import type { LinkSource } from "../logic/find-linked.ts";
import type { Trace } from "../logic/trace.ts";
import { requestJson } from "./request.ts";
import { SERVICE_ORIGIN, useTraceOrigin } from "./trace-origin.ts";
import { requestSmallTrace } from "./trace-pages.ts";

/** Work is taken after it was handed over: how long after a trace spans are looked for that link to it. */
const LINKING_WITHIN_US = 86_400_000_000;

/** The trace with those that it is linked with, as one; asked for once it is wanted and the trace is there. */
export function useLinkedTraces(trace: Trace | undefined, wanted: boolean) {
  const { path } = useTraceOrigin();
  return useQuery({
    queryKey: ["linked-traces", path, trace?.traceId, trace?.spanCount],
    queryFn: async ({ signal }) => {
      // Few people ask for it, so that the page of a trace does not load it.
      const [{ findLinked }, { stitchTraces }] = await Promise.all([
        import("../logic/find-linked.ts"),
        import("../logic/stitch-traces.ts"),
      ]);
      const { traces, handOffs, warnings } = await findLinked(trace!, linkSource(path, signal));
      return stitchTraces(traces, handOffs, warnings);
    },
    enabled: wanted && trace !== undefined,
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
}

function linkSource(path: string, signal: AbortSignal): LinkSource {
  const pathOf = (traceId: string): string => `${path}/${encodeURIComponent(traceId)}`;
  return {
    readTrace: (traceId, spansMax) => requestSmallTrace(pathOf(traceId), spansMax, signal),
    readLinks: async ({ traceId, spans }) => {
      if (!spans.linkCount.some((count) => count > 0)) return [];
      return (await requestJson<OwnTraceLinks>(`${pathOf(traceId)}/links`, signal)).links;
    },
    // Nothing searches a file.
    findLinking: (trace, countMax) =>
      path === SERVICE_ORIGIN.path ? requestLinking(trace, countMax, signal) : Promise.resolve([]),
  };
}

async function requestLinking(
  { traceId, startUnixNano, durationUs }: Trace,
  countMax: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const startUs = Number(BigInt(startUnixNano) / 1000n);
  const isIt = {
    op: "eq",
    args: [{ field: { level: "link", name: "traceID" } }, { scalar: { value: traceId } }],
  };
  const query = new URLSearchParams({
    filter: JSON.stringify({ op: "some", args: [{ nested: { level: "link" } }, { call: isIt }] }),
    start: String(startUs),
    end: String(Math.ceil(startUs + durationUs + LINKING_WITHIN_US)),
    limit: String(countMax + 1),
  });
  const found = await requestJson<OwnSearchResult>(`/api/own/search?${query.toString()}`, signal);
  return found.traces.map((trace) => trace.traceId);
}

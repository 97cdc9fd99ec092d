import {
  decodeAttributeColumn,
  TRACE_CONTAINER_TYPE,
  type OwnAttributeKeys,
  type OwnTraceLinks,
  type TraceAttributeColumn,
} from "@spanhouse/model";
import { useQueries, useQuery } from "@tanstack/react-query";
import {
  type AttributeColumn,
  type AttributeColumns,
  toAttributeColumn,
} from "../logic/attribute-columns.ts";
import type { Trace } from "../logic/trace.ts";
import { ApiError, requestBytes, requestJson } from "./request.ts";
import { useTraceOrigin } from "./trace-origin.ts";

/** Attributes of all spans of a trace: the columns of `keys`, and which keys there are, once they are wanted. */
export function useTraceAttributes(
  trace: Trace,
  keys: readonly string[],
  wantsKeys: boolean,
): AttributeColumns {
  const path = `${useTraceOrigin().path}/${trace.traceId}/attributes`;
  return useQueries({
    queries: [
      {
        queryKey: ["attribute-keys", path],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) => requestKeys(path, signal),
        enabled: wantsKeys,
        ...KEPT,
      },
      ...keys.map((key) => ({
        queryKey: ["attribute-column", path, key],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          requestColumn(path, key, trace, signal),
        ...KEPT,
      })),
    ],
    combine,
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

/** Until nobody looks any more; comparing a million rows would cost more than it saves. */
const KEPT = { staleTime: Infinity, gcTime: 0, structuralSharing: false } as const;

/** What one question has answered. */
type Answer =
  { readonly keys: readonly string[] } | { readonly key: string; readonly column: AttributeColumn };

/** Defined once: the answers are put together again only when one of them changes. */
function combine(
  results: readonly { readonly data: Answer | undefined; readonly error: Error | null }[],
): AttributeColumns {
  const columns = new Map<string, AttributeColumn>();
  let keys: readonly string[] = [];
  for (const { data } of results) {
    if (data === undefined) continue;
    if ("keys" in data) keys = data.keys;
    else columns.set(data.key, data.column);
  }
  const failed = results.find(({ error }) => error !== null);
  return { keys, columns, problem: failed?.error?.message };
}

async function requestKeys(path: string, signal: AbortSignal): Promise<Answer> {
  const { keys } = await requestJson<OwnAttributeKeys>(`${path}/keys`, signal);
  return { keys: [...new Set(keys.map(({ key }) => key))] };
}

/** Spans may have come since the trace was read: then the rows are found by the ids, which are large. */
async function requestColumn(
  path: string,
  key: string,
  { spans }: Trace,
  signal: AbortSignal,
): Promise<Answer> {
  const query = new URLSearchParams({ key });
  const column = toAttributeColumn(spans.spanId, await request(path, query, signal));
  if (column !== undefined) return { key, column };
  query.set("ids", "true");
  const byIds = toAttributeColumn(spans.spanId, await request(path, query, signal));
  if (byIds === undefined) throw new ApiError("DAMAGED", "The answer does not name its rows.");
  return { key, column: byIds };
}

async function request(
  path: string,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<TraceAttributeColumn> {
  const url = `${path}/column?${query.toString()}`;
  const answer = decodeAttributeColumn(await requestBytes(url, TRACE_CONTAINER_TYPE, signal));
  if (answer.ok) return answer.value;
  throw new ApiError("DAMAGED", `The answer is not an attribute's column: ${answer.error}.`);
}

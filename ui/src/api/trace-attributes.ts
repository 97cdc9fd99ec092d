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
  toTypedColumn,
  type TypedColumn,
} from "../logic/attribute-columns.ts";
import { type ColumnKey, columnKeyText } from "../logic/column-key.ts";
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
          requestAnyColumn(path, key, trace, signal),
        ...KEPT,
      })),
    ],
    combine,
  });
}

/** The columns with their types, by key and level, once `keys` are wanted; those that have come. */
export function useTypedColumns(
  trace: Trace,
  keys: readonly ColumnKey[],
): { readonly columns: ReadonlyMap<string, TypedColumn>; readonly problem: string | undefined } {
  const path = `${useTraceOrigin().path}/${trace.traceId}/attributes`;
  return useQueries({
    queries: keys.map(({ key, level }) => ({
      queryKey: ["typed-column", path, key, level],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => ({
        of: columnKeyText({ key, level }),
        column: await requestColumn(path, { key, level }, trace, signal, toTypedColumn),
      }),
      ...KEPT,
    })),
    combine: combineTyped,
  });
}

function combineTyped(
  results: readonly {
    readonly data: { readonly of: string; readonly column: TypedColumn } | undefined;
    readonly error: Error | null;
  }[],
) {
  const columns = new Map<string, TypedColumn>();
  for (const { data } of results) if (data !== undefined) columns.set(data.of, data.column);
  return { columns, problem: results.find(({ error }) => error !== null)?.error?.message };
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

async function requestAnyColumn(
  path: string,
  key: string,
  trace: Trace,
  signal: AbortSignal,
): Promise<Answer> {
  return { key, column: await requestColumn(path, { key }, trace, signal, toAttributeColumn) };
}

/** Spans may have come since the trace was read: then the rows are found by the ids, which are large. */
async function requestColumn<Column>(
  path: string,
  asked: Readonly<Record<string, string>>,
  { spans }: Trace,
  signal: AbortSignal,
  toColumn: (spanId: Uint32Array, answer: TraceAttributeColumn) => Column | undefined,
): Promise<Column> {
  const query = new URLSearchParams(asked);
  const column = toColumn(spans.spanId, await request(path, query, signal));
  if (column !== undefined) return column;
  query.set("ids", "true");
  const byIds = toColumn(spans.spanId, await request(path, query, signal));
  if (byIds === undefined) throw new ApiError("DAMAGED", "The answer does not name its rows.");
  return byIds;
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

import {
  decodeAttributeColumn,
  spanIdsHash,
  TRACE_CONTAINER_TYPE,
  type OwnAttributeKeys,
  type OwnTraceLinks,
  type TraceAttributeColumn,
} from "@spanhouse/model";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  type AttributeColumn,
  type AttributeColumns,
  joinAttributeColumns,
  joinTypedColumns,
  toAttributeColumn,
  toTypedColumn,
  type TypedColumn,
} from "../logic/attribute-columns.ts";
import { type ColumnKey, columnKeyText } from "../logic/column-key.ts";
import type { LinkedPart, Trace } from "../logic/trace.ts";
import { text } from "../texts/request.ts";
import { ApiError, requestBytes, requestJson } from "./request.ts";
import { useTraceOrigin } from "./trace-origin.ts";

/** Attributes of all spans of a trace: the columns of `keys`, and which keys there are, once they are wanted. */
export function useTraceAttributes(
  trace: Trace,
  keys: readonly string[],
  wantsKeys: boolean,
): AttributeColumns {
  const { path: origin } = useTraceOrigin();
  const path = attributesPath(origin, trace);
  const rows = useRows(trace, wantsKeys || keys.length > 0);
  return useQueries({
    queries: [
      {
        queryKey: ["attribute-keys", path, rows],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) => requestKeys(path, signal),
        enabled: wantsKeys,
        ...KEPT,
      },
      ...keys.map((key) => ({
        queryKey: ["attribute-column", path, key, rows],
        queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<Answer> => ({
          key,
          column: await requestColumn(origin, { key }, trace, signal, PLAIN),
        }),
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
  const { path: origin } = useTraceOrigin();
  const rows = useRows(trace, keys.length > 0);
  return useQueries({
    queries: keys.map(({ key, level }) => ({
      queryKey: ["typed-column", attributesPath(origin, trace), key, level, rows],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => ({
        of: columnKeyText({ key, level }),
        column: await requestColumn(origin, { key, level }, trace, signal, TYPED),
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

/** How columns are made of answers, and one of several. */
interface ColumnMaking<Column> {
  readonly make: (spanId: Uint32Array, answer: TraceAttributeColumn) => Column | undefined;
  readonly join: (
    columns: readonly Column[],
    parts: readonly LinkedPart[],
    rowCount: number,
  ) => Column;
}

const PLAIN: ColumnMaking<AttributeColumn> = {
  make: toAttributeColumn,
  join: joinAttributeColumns,
};
const TYPED: ColumnMaking<TypedColumn> = { make: toTypedColumn, join: joinTypedColumns };

/** A column of all rows, which may be those of several traces. */
async function requestColumn<Column>(
  origin: string,
  asked: Readonly<Record<string, string>>,
  trace: Trace,
  signal: AbortSignal,
  making: ColumnMaking<Column>,
): Promise<Column> {
  const ask = (of: Trace): Promise<Column> =>
    requestOwnColumn(attributesPath(origin, of), asked, of, signal, making.make);
  const { linked } = trace;
  if (linked === undefined) return ask(trace);
  const columns = await Promise.all(linked.parts.map((part) => ask(part.trace)));
  return making.join(columns, linked.parts, trace.spans.kind.length);
}

/** Spans may have come since the trace was read: then the rows are found by the ids, which are large. */
async function requestOwnColumn<Column>(
  path: string,
  asked: Readonly<Record<string, string>>,
  { spans }: Trace,
  signal: AbortSignal,
  toColumn: ColumnMaking<Column>["make"],
): Promise<Column> {
  const query = new URLSearchParams(asked);
  const column = toColumn(spans.spanId, await request(path, query, signal));
  if (column !== undefined) return column;
  query.set("ids", "true");
  const byIds = toColumn(spans.spanId, await request(path, query, signal));
  if (byIds === undefined) throw new ApiError("DAMAGED", text.namesNoRows);
  return byIds;
}

function attributesPath(origin: string, { traceId }: Trace): string {
  return `${origin}/${traceId}/attributes`;
}

/**
 * The same trace has other rows when it was read again, or with other traces beside it. 0 until something is asked of
 * them: it takes 5 ms for 100,000 rows, which nobody should wait for who opens a trace.
 */
function useRows({ spans }: Trace, isAsked: boolean): number {
  return useMemo(() => (isAsked ? spanIdsHash(spans.spanId) : 0), [spans, isAsked]);
}

async function request(
  path: string,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<TraceAttributeColumn> {
  const url = `${path}/column?${query.toString()}`;
  const answer = decodeAttributeColumn(await requestBytes(url, TRACE_CONTAINER_TYPE, signal));
  if (answer.ok) return answer.value;
  throw new ApiError("DAMAGED", text.noColumn(answer.error));
}

import type { Resource, Span } from "@spanhouse/model";
import { columnsOfSpans, spanIdText, type TraceAttributeColumn } from "@spanhouse/model";
import {
  assembleColumns,
  attributeOfResources,
  attributeOfRows,
  attributeOfStored,
  spanContents,
  toAttributeColumn,
  type AssembledColumns,
  type AttributeOfRows,
} from "@spanhouse/model/assembly";
import type { TraceReader } from "@spanhouse/storage";
import { COLUMN_SHARED_IDS_MAX, TRACE_SPANS_MAX } from "../limits.ts";
import type { ColumnParams } from "../params/trace-params.ts";
import type { ReadAssembled } from "./assembled-traces.ts";

export interface ColumnRequest extends ColumnParams {
  readonly tenant: string;
  readonly traceId: string;
  readonly signal: AbortSignal;
}

/** One attribute of all rows of a trace that was read a moment ago. */
export async function readAttributeColumn(
  reader: TraceReader,
  { trace, isArchived = false }: ReadAssembled,
  request: ColumnRequest,
): Promise<TraceAttributeColumn> {
  const { traceId, level, withIds, signal } = request;
  if (isArchived) {
    const spans = await archivedSpans(reader, request);
    const again = assembleColumns(columnsOfSpans(spans, spanContents(spans)));
    const ofLevel = (one: "span" | "resource"): AttributeOfRows =>
      attributeOfRows(again, spans, request.key, one);
    const valueOf =
      level === "any" ? firstOf(ofLevel("span"), ofLevel("resource")) : ofLevel(level);
    return toAttributeColumn(traceId, again, valueOf, { withIds });
  }
  const ofSpans = level === "resource" ? NONE : await valuesOfSpans(reader, trace, request);
  const ofResources = level === "span" ? NONE : await valuesOfResources(reader, trace, request);
  signal.throwIfAborted();
  return toAttributeColumn(traceId, trace, firstOf(ofSpans, ofResources), { withIds });
}

/** The keys that rows of a trace have, of the spans and of their resources, each sorted. */
export async function readAttributeKeys(
  reader: TraceReader,
  { trace, isArchived = false }: ReadAssembled,
  request: Omit<ColumnRequest, keyof ColumnParams>,
): Promise<{
  readonly span: readonly string[];
  readonly resource: readonly string[];
  readonly limited: boolean;
}> {
  const { tenant, traceId, signal } = request;
  if (isArchived) {
    const spans = await archivedSpans(reader, request);
    const resources = new Set(spans.map(({ resource }) => resource));
    return { span: keysOf(spans), resource: keysOf(resources), limited: false };
  }
  const { keys, limited } = await reader.readSpanAttributeKeys(tenant, traceId, { signal });
  const { resourceIds } = trace.columns;
  const resources = await reader.readResources(tenant, resourceIds, { signal });
  return { span: keys, resource: keysOf(resources.values()), limited };
}

const NONE: AttributeOfRows = () => undefined;

function firstOf(one: AttributeOfRows, other: AttributeOfRows): AttributeOfRows {
  return (row) => one(row) ?? other(row);
}

async function archivedSpans(
  reader: TraceReader,
  { tenant, traceId, signal }: Omit<ColumnRequest, keyof ColumnParams>,
): Promise<readonly Span[]> {
  const options = { signal, spansMax: TRACE_SPANS_MAX };
  return (await reader.readTraces(tenant, [traceId], options)).get(traceId)?.spans ?? [];
}

async function valuesOfSpans(
  reader: TraceReader,
  trace: AssembledColumns,
  { tenant, traceId, key, signal }: ColumnRequest,
): Promise<AttributeOfRows> {
  const stored = await reader.readSpanAttribute(tenant, traceId, key, { signal });
  const { columns, index, sharedIds } = trace;
  const spanIds = sharedIds
    .slice(0, COLUMN_SHARED_IDS_MAX)
    .map(([row]) => spanIdText(columns.spanId, index[row!]!));
  const shared =
    spanIds.length === 0
      ? undefined
      : await reader.readTraces(tenant, [traceId], { signal, spansMax: TRACE_SPANS_MAX, spanIds });
  return attributeOfStored(trace, stored, shared?.get(traceId)?.spans ?? [], key);
}

async function valuesOfResources(
  reader: TraceReader,
  trace: AssembledColumns,
  { tenant, key, signal }: ColumnRequest,
): Promise<AttributeOfRows> {
  const { resourceIds } = trace.columns;
  const resources = await reader.readResources(tenant, resourceIds, { signal });
  return attributeOfResources(trace, resources, key);
}

function keysOf(all: Iterable<Pick<Resource, "attributes">>): readonly string[] {
  const keys = new Set<string>();
  for (const { attributes } of all) for (const { key } of attributes) keys.add(key);
  return [...keys].sort();
}

import type { AttributeOfSpans, AttributeValue } from "@spanhouse/model";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { SMALL_TRACE_READ_SPANS, TRACE_ATTRIBUTE_KEYS_MAX } from "../limits.ts";
import { fromUnsavedFiles } from "../pending/unsaved-files.ts";
import { SMALL_TRACE_READ_SETTINGS, TRACE_READ_SETTINGS } from "../read/read-settings.ts";
import type { TraceSources } from "../read/read-traces.ts";
import { rowReader } from "../read/row-binary.ts";
import { attributeOf } from "../read/span-row.ts";
import type { Layout } from "../schema/layout.ts";
import { ColumnBuffer, DictionaryBuffer } from "./column-buffer.ts";
import { NativeReader } from "./native-reader.ts";
import { spanAttributeKeysQuery, spanAttributeQuery } from "./span-attribute-sql.ts";
import { spanCountOf, storedSources, unsavedSources, type SpanSource } from "./span-sources.ts";

interface AttributeRequest {
  readonly tenant: string;
  readonly traceId: string;
}

/** See `readSpanAttribute` of TraceReader. */
export async function readSpanAttribute(
  engine: Engine,
  layout: Layout,
  sources: TraceSources,
  request: AttributeRequest & { readonly key: string },
  options: QueryOptions,
): Promise<AttributeOfSpans> {
  const spanId = new ColumnBuffer(0);
  const tagged = new DictionaryBuffer(0);
  const query = (source: SpanSource): Query => spanAttributeQuery(source, request);
  const question = { request, query, format: "Native" } as const;
  for (const answer of await askAll(engine, layout, sources, question, options)) {
    appendBlocks(answer, spanId, tagged);
  }
  return {
    count: spanId.byteLength / 8,
    spanId: spanId.words(),
    value: tagged.numbers(),
    values: tagged.texts().map(fromTagged),
  };
}

/** See `readSpanAttributeKeys` of TraceReader. */
export async function readSpanAttributeKeys(
  engine: Engine,
  layout: Layout,
  sources: TraceSources,
  request: AttributeRequest,
  options: QueryOptions,
): Promise<{ readonly keys: readonly string[]; readonly limited: boolean }> {
  const keys = new Set<string>();
  const query = (source: SpanSource): Query => spanAttributeKeysQuery(source, request);
  for (const answer of await askAll(engine, layout, sources, { request, query }, options)) {
    const row = rowReader(answer);
    while (!row.isAtEnd()) keys.add(row.text());
  }
  const sorted = [...keys].sort();
  const limited = sorted.length > TRACE_ATTRIBUTE_KEYS_MAX;
  return { keys: sorted.slice(0, TRACE_ATTRIBUTE_KEYS_MAX), limited };
}

interface Question {
  readonly request: AttributeRequest;
  readonly query: (source: SpanSource) => Query;
  readonly format?: "Native";
}

/** The answers from files that are not known to be in the store, then from the store; see fromUnsavedFiles. */
async function askAll(
  engine: Engine,
  layout: Layout,
  { pending }: TraceSources,
  { request, query, format }: Question,
  options: QueryOptions,
): Promise<readonly Uint8Array[]> {
  const asked = format === undefined ? {} : { format };
  const ask = async (sources: readonly SpanSource[]): Promise<readonly Uint8Array[]> => {
    const isSmall = spanCountOf(sources) <= SMALL_TRACE_READ_SPANS;
    const settings = isSmall ? SMALL_TRACE_READ_SETTINGS : TRACE_READ_SETTINGS;
    const answers: Uint8Array[] = [];
    for (const source of sources) {
      answers.push(await engine.read(query(source), { ...options, ...asked, settings }));
    }
    return answers;
  };
  const unsaved = await fromUnsavedFiles(engine, pending(), [request.traceId], (files) =>
    ask(unsavedSources(files, request.traceId)),
  );
  const stored = await ask(await storedSources(engine, layout, request, options));
  return [...(unsaved.found ?? []), ...stored];
}

function appendBlocks(native: Uint8Array, spanId: ColumnBuffer, tagged: DictionaryBuffer): void {
  const reader = new NativeReader(native);
  const skipHead = (): void => {
    reader.text();
    reader.text();
  };
  while (!reader.isAtEnd()) {
    reader.varint();
    const rows = reader.varint();
    skipHead();
    spanId.append(reader.take(rows * 8));
    skipHead();
    const { keys, positions } = reader.lowCardinality(rows, () => reader.text());
    tagged.append(keys, positions);
  }
}

/** The value behind its letter; see span-attribute-sql.ts. */
function fromTagged(tagged: string): AttributeValue {
  const text = tagged.slice(1);
  switch (tagged.charAt(0)) {
    case "i":
      return { type: "int", value: BigInt(text) };
    case "d":
      return { type: "double", value: Buffer.from(text, "hex").readDoubleLE() };
    case "b":
      return { type: "bool", value: text === "1" };
    case "o":
      return attributeOf(text);
    default:
      return { type: "string", value: text };
  }
}

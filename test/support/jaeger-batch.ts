/** A batch as a Jaeger client means it, whatever protocol it is written in. */
export interface JaegerBatchInput {
  readonly serviceName: string;
  readonly processTags: readonly JaegerTagInput[];
  readonly spans: readonly JaegerSpanInput[];
}

export interface JaegerSpanInput {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits. */
  readonly spanId: string;
  /** 16 digits, all zero for none. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly references: readonly JaegerReferenceInput[];
  readonly flags: number;
  readonly startUs: bigint;
  readonly durationUs: bigint;
  readonly tags: readonly JaegerTagInput[];
  readonly logs: readonly {
    readonly timestampUs: bigint;
    readonly fields: readonly JaegerTagInput[];
  }[];
}

export interface JaegerReferenceInput {
  readonly type: "CHILD_OF" | "FOLLOWS_FROM";
  readonly traceId: string;
  readonly spanId: string;
}

export type JaegerTagInput =
  | { readonly key: string; readonly type: "string"; readonly value: string }
  | { readonly key: string; readonly type: "float64"; readonly value: number }
  | { readonly key: string; readonly type: "bool"; readonly value: boolean }
  | { readonly key: string; readonly type: "int64"; readonly value: bigint }
  | { readonly key: string; readonly type: "binary"; readonly value: Uint8Array };

/** What Jaeger's API says of such a batch, with lists whose order means nothing sorted. */
export function jaegerJsonOf(batch: JaegerBatchInput): object[] {
  return batch.spans.map((span) => ({
    traceID: shortTraceId(span.traceId),
    spanID: span.spanId,
    flags: span.flags,
    operationName: span.name,
    references: referencesOf(span),
    startTime: Number(span.startUs),
    duration: Number(span.durationUs),
    tags: sorted(span.tags.map(tagJson)),
    logs: span.logs.map(({ timestampUs, fields }) => ({
      timestamp: Number(timestampUs),
      fields: sorted(fields.map(tagJson)),
    })),
    process: { serviceName: batch.serviceName, tags: sorted(batch.processTags.map(tagJson)) },
  }));
}

/** The same of the body of an answer of Jaeger's API with one trace. */
export function jaegerJsonOfAnswer(body: string): object[] {
  const { data } = JSON.parse(body) as { data: AnswerTrace[] };
  return data.flatMap(({ spans, processes }) =>
    spans.map(({ flags, references, tags, logs, processID, warnings, ...rest }) => {
      const { serviceName, tags: processTags } = processes[processID]!;
      return {
        ...rest,
        flags: flags ?? 0,
        references: unique(references),
        tags: sorted(tags),
        logs: logs.map(({ timestamp, fields }) => ({ timestamp, fields: sorted(fields) })),
        process: { serviceName, tags: sorted(processTags) },
        ...(warnings === null ? {} : { warnings }),
      };
    }),
  );
}

interface AnswerTrace {
  readonly spans: readonly {
    readonly flags?: number;
    readonly references: readonly object[];
    readonly tags: readonly object[];
    readonly logs: readonly { readonly timestamp: number; readonly fields: readonly object[] }[];
    readonly processID: string;
    readonly warnings: readonly string[] | null;
  }[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly object[] }>
  >;
}

/** Jaeger adds a reference to the parent unless there is one; equal ones are one. */
function referencesOf(span: JaegerSpanInput): object[] {
  const hasParent = /[^0]/.test(span.parentSpanId);
  const isSaid = span.references.some(
    ({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId,
  );
  const parent = { type: "CHILD_OF", traceId: span.traceId, spanId: span.parentSpanId };
  const all = hasParent && !isSaid ? [parent, ...span.references] : span.references;
  return unique(
    all.map(({ type, traceId, spanId }) => ({
      refType: type,
      traceID: shortTraceId(traceId),
      spanID: spanId,
    })),
  );
}

function shortTraceId(traceId: string): string {
  return traceId.startsWith("0".repeat(16)) ? traceId.slice(16) : traceId;
}

function tagJson(tag: JaegerTagInput): object {
  const { key, type } = tag;
  switch (tag.type) {
    case "int64": {
      const isSafe = Number.isSafeInteger(Number(tag.value));
      return { key, type, value: isSafe ? Number(tag.value) : tag.value.toString() };
    }
    case "float64":
      // JSON knows no negative zero.
      return { key, type, value: Number.isFinite(tag.value) ? tag.value + 0 : String(tag.value) };
    case "binary":
      return { key, type, value: Buffer.from(tag.value).toString("base64") };
    case "bool":
    case "string":
      return { key, type, value: tag.value };
  }
}

function unique(items: readonly object[]): object[] {
  return [...new Map(sorted(items).map((item) => [JSON.stringify(item), item])).values()];
}

function sorted(items: readonly object[]): object[] {
  const texts = items.map((item) => JSON.stringify(item, Object.keys(item).sort()));
  return texts.sort().map((text) => JSON.parse(text) as object);
}

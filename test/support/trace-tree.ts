/** A span as Jaeger's API gives it, with its tags by key. */
export interface TreeSpan {
  readonly id: string;
  /** Undefined for a root. */
  readonly parentId: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly tags: Readonly<Record<string, unknown>>;
  /** Tags of the process. */
  readonly process: Readonly<Record<string, unknown>>;
}

export interface TraceTree {
  /** By their start. */
  readonly spans: readonly TreeSpan[];
  /** Spans without a parent in the trace: one, when it is a tree. */
  readonly roots: readonly TreeSpan[];
}

type Tags = readonly { readonly key: string; readonly value: unknown }[];

interface JaegerAnswer {
  readonly data: readonly {
    readonly spans: readonly {
      readonly spanID: string;
      readonly operationName: string;
      readonly processID: string;
      readonly startTime: number;
      readonly duration: number;
      readonly references: readonly { readonly refType: string; readonly spanID: string }[];
      readonly tags: Tags;
    }[];
    readonly processes: Readonly<
      Record<string, { readonly serviceName: string; readonly tags: Tags }>
    >;
  }[];
}

/** Reads a trace from Jaeger's HTTP API. */
export async function readTraceTree(url: string): Promise<TraceTree> {
  const { data } = (await (await fetch(url)).json()) as JaegerAnswer;
  const { spans: answered, processes } = data[0]!;
  const spans = answered
    .map((span) => ({
      id: span.spanID,
      parentId: span.references.find(({ refType }) => refType === "CHILD_OF")?.spanID,
      service: processes[span.processID]!.serviceName,
      name: span.operationName,
      startUs: span.startTime,
      durationUs: span.duration,
      tags: byKey(span.tags),
      process: byKey(processes[span.processID]!.tags),
    }))
    .toSorted((a, b) => a.startUs - b.startUs);
  const ids = new Set(spans.map(({ id }) => id));
  const roots = spans.filter(({ parentId }) => parentId === undefined || !ids.has(parentId));
  return { spans, roots };
}

function byKey(tags: Tags): Readonly<Record<string, unknown>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

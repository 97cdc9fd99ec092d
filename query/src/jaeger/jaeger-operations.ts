import { SPAN_KINDS, type SpanKindName } from "@spanhouse/model";
import type { TraceReader } from "@spanhouse/storage";

const TENANT = "";

/** An operation as Jaeger names it; the kind is "" when the span has none. */
export interface JaegerOperation {
  readonly name: string;
  readonly spanKind: string;
}

/** Operations of a service, of one kind or of all when it is "". There are none of a kind that nobody knows. */
export async function listJaegerOperations(
  reader: TraceReader,
  { service, spanKind }: { readonly service: string; readonly spanKind: string },
  signal: AbortSignal,
): Promise<readonly JaegerOperation[]> {
  const kind = SPAN_KINDS.indexOf(spanKind as SpanKindName);
  if (spanKind !== "" && kind < 0) return [];
  const options = spanKind === "" ? { signal } : { signal, kind };
  const operations = await reader.listOperations(TENANT, service, options);
  return operations.map((operation) => ({
    name: operation.name,
    spanKind: operation.kind === 0 ? "" : (SPAN_KINDS[operation.kind] ?? ""),
  }));
}

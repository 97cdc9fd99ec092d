import type { Span } from "@spanhouse/model";
import { withWarnings, type JaegerTraceSource } from "@spanhouse/wire";

/** The spans of a trace with what is said of them, for answers that are OTLP. */
export function spansOf({ spans, spanWarnings }: JaegerTraceSource): readonly Span[] {
  if (spanWarnings.size === 0) return spans;
  return spans.map((span, index) => withWarnings(span, spanWarnings.get(index) ?? []));
}

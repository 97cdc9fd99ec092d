import type { Span } from "@spanhouse/model";

/** The ids that shared servers get where ids must be unique: the smallest that no span has, one per call. */
export function unusedSpanIds(spans: readonly Span[]): () => string {
  const used = new Set(spans.map((span) => span.spanId));
  let next = 1;
  return () => {
    for (;;) {
      const id = (next++).toString(16).padStart(16, "0");
      if (!used.has(id)) return id;
    }
  };
}

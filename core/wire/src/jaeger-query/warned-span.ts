import type { Span } from "@spanhouse/model";
import { WARNINGS_KEY } from "../jaeger-mapping/origin.ts";

/**
 * A span with warnings where Jaeger carries them in OTLP: in an attribute that is a list of texts. Those that
 * came with the span stay in front.
 */
export function withWarnings(span: Span, warnings: readonly string[]): Span {
  if (warnings.length === 0) return span;
  const own = span.attributes.find(({ key }) => key === WARNINGS_KEY)?.value;
  const before = own?.type === "array" ? own.value : [];
  const added = warnings.map((value) => ({ type: "string", value }) as const);
  return {
    ...span,
    attributes: [
      ...span.attributes.filter(({ key }) => key !== WARNINGS_KEY),
      { key: WARNINGS_KEY, value: { type: "array", value: [...before, ...added] } },
    ],
  };
}

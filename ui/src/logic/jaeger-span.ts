/** A span as Jaeger's addresses name it: `span=<span id>@<trace id>`, several ids with spaces between. */
export interface NamedSpan {
  readonly traceId: string;
  readonly span: string;
}

const NAMED = /^\s*([0-9a-f]{1,16})(?:\s[0-9a-f\s]*)?@([0-9a-f]{1,32})$/i;

/** The first span that the query of an address names in that way. */
export function spanNamedByJaeger(query: string): NamedSpan | undefined {
  for (const text of new URLSearchParams(query).getAll("span")) {
    const [, span, traceId] = NAMED.exec(text) ?? [];
    if (span !== undefined && traceId !== undefined) return { traceId, span };
  }
  return undefined;
}

/** The span of `<span id>@<trace id>`; any other text as it is. */
export function withoutTraceId(text: string): string {
  return NAMED.exec(text)?.[1] ?? text;
}

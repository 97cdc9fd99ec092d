import type { Resource, Scope, Span } from "@spanhouse/model";

/** The spans of one request as OTLP nests them. */
export interface ResourceGroup {
  readonly resource: Resource;
  readonly scopes: readonly { readonly scope: Scope; readonly spans: readonly Span[] }[];
}

/** Groups by resource and scope **objects** (not their content), in the order of first appearance. */
export function groupSpans(spans: readonly Span[]): readonly ResourceGroup[] {
  const resources = new Map<Resource, Map<Scope, Span[]>>();
  for (const span of spans) {
    let scopes = resources.get(span.resource);
    if (!scopes) resources.set(span.resource, (scopes = new Map<Scope, Span[]>()));
    const group = scopes.get(span.scope);
    if (group) group.push(span);
    else scopes.set(span.scope, [span]);
  }
  return [...resources].map(([resource, scopes]) => ({
    resource,
    scopes: [...scopes].map(([scope, group]) => ({ scope, spans: group })),
  }));
}

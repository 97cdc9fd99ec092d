import type { IntrinsicName } from "./intrinsics.ts";
import type { Place } from "./traceql-error.ts";
import type { FieldExpression, SpansetFilter, Stage, TraceqlQuery } from "./tree.ts";

/** Whether a query asks for single spans, and neither for several of a trace nor for a trace as a whole. */
export function asksForSpans(query: TraceqlQuery): boolean {
  const filters = filtersOf(query);
  return (
    !("beyond" in filters) &&
    filters.every(({ where }) => where === undefined || !asksForTrace(where))
  );
}

/** The filters of which a span of the trace passes one; or the first part of the query that is more than these. */
export function filtersOf({
  root,
}: TraceqlQuery): readonly SpansetFilter[] | { readonly beyond: Beyond } {
  if (root.type !== "pipeline") {
    return {
      beyond: { type: "metrics", place: (root.type === "metrics" ? root.first : root).place },
    };
  }
  const [first, next] = root.stages;
  if (next !== undefined) return { beyond: next };
  const filters: SpansetFilter[] = [];
  const open: Stage[] = [first!];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (stage.type === "filter") filters.push(stage);
    else if (stage.type === "spansets" && stage.operator === "||") {
      open.push(stage.right, stage.left);
    } else return { beyond: stage };
  }
  return filters;
}

export type Beyond = Stage | { readonly type: "metrics"; readonly place: Place };

const OF_TRACE: ReadonlySet<IntrinsicName> = new Set([
  ...(["trace:duration", "trace:rootName", "trace:rootService"] as const),
]);

/** Whether a condition asks for what only a trace knows. */
export function asksForTrace(field: FieldExpression): boolean {
  switch (field.type) {
    case "intrinsic":
      return OF_TRACE.has(field.name);
    case "static":
    case "attribute":
      return false;
    case "unary":
    case "exists":
      return asksForTrace(field.of);
    case "binary":
      return asksForTrace(field.left) || asksForTrace(field.right);
  }
}

import { err, ok, type Result } from "@spanhouse/base";
import { anyOf, checkSpanPredicate, EVERY_SPAN, type SpanPredicate } from "@spanhouse/model";
import { conditionOf } from "./condition-meaning.ts";
import { parseTraceql } from "./parse-traceql.ts";
import { type Place, toTraceqlError, type TraceqlError, TraceqlFault } from "./traceql-error.ts";
import type { SpansetFilter, Stage, TraceqlQuery } from "./tree.ts";

/**
 * What a query asks of one span of each trace that it finds; it passes checkSpanPredicate. Only filters, alone or with
 * `||` between them, ask for one span. Everything else of the language is read and refused, never answered wrongly. Hints
 * do not change what is found, and are not looked at.
 */
export function traceqlPredicate(text: string): Result<SpanPredicate, TraceqlError> {
  const query = parseTraceql(text);
  if (!query.ok) return query;
  try {
    const where = anyOf(filtersOf(query.value).map(predicateOf));
    const checked = checkSpanPredicate(where);
    if (!checked.ok) throw unsupported(checked.error, query.value.root);
    return ok(where);
  } catch (fault) {
    if (fault instanceof TraceqlFault) return err(toTraceqlError(fault, text));
    throw fault;
  }
}

function predicateOf({ where }: SpansetFilter): SpanPredicate {
  return where === undefined ? EVERY_SPAN : conditionOf(where);
}

/** The filters of which a span of the trace passes one. Throws a TraceqlFault where a query is more than these. */
function filtersOf({ root }: TraceqlQuery): readonly SpansetFilter[] {
  if (root.type !== "pipeline") {
    throw unsupported("metrics are not answered yet", root.type === "metrics" ? root.first : root);
  }
  const [first, next] = root.stages;
  if (next !== undefined) throw unsupported(`${stageWords(next)} not answered yet`, next);
  const filters: SpansetFilter[] = [];
  const open: Stage[] = [first!];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (stage.type === "filter") filters.push(stage);
    else if (stage.type === "spansets" && stage.operator === "||") {
      open.push(stage.right, stage.left);
    } else throw unsupported(`${stageWords(stage)} not answered yet`, stage);
  }
  return filters;
}

function stageWords(stage: Stage): string {
  switch (stage.type) {
    case "filter":
      return "filters behind | are";
    case "spansets":
      return stage.operator === "&&"
        ? "&& between spans is (within { } it asks both of one span, and is)"
        : `${stage.operator} between spans is`;
    case "pipeline":
      return "pipelines are";
    case "scalarFilter":
      return "count() and other aggregates are";
    case "by":
    case "select":
    case "coalesce":
      return `${stage.type}() is`;
  }
}

function unsupported(message: string, { place }: { readonly place: Place }): TraceqlFault {
  return new TraceqlFault("unsupported", message, place);
}

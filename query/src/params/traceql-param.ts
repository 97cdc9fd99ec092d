import { CodedError, err, type Result } from "@spanhouse/base";
import type { SpanPredicate } from "@spanhouse/model";
import { describeTraceqlError, traceqlPredicate } from "@spanhouse/traceql";

/** What is wrong with the parameters of a request: a sentence, or an error with a code of its own. */
export type ParameterProblem = string | CodedError;

/** What the parameter `q` asks of spans. */
export function parseTraceqlParam(q: string): Result<SpanPredicate, ParameterProblem> {
  const where = traceqlPredicate(q);
  if (where.ok) return where;
  const code =
    where.error.type === "unsupported" ? "QUERY_TRACEQL_UNSUPPORTED" : "QUERY_TRACEQL_INVALID";
  return err(new CodedError(code, `invalid TraceQL query: ${describeTraceqlError(where.error)}`));
}

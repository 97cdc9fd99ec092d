import { CodedError, err, type Result } from "@spanhouse/base";
import type { SpanPredicate } from "@spanhouse/model";
import {
  describeTraceqlError,
  type TraceqlError,
  traceqlPredicate,
  traceqlSearch,
  type TraceqlSearch,
} from "@spanhouse/traceql";

/** What is wrong with the parameters of a request: a sentence, or an error with a code of its own. */
export type ParameterProblem = string | CodedError;

/** What the parameter `q` asks of spans. */
export function parseTraceqlParam(q: string): Result<SpanPredicate, ParameterProblem> {
  return withCode(traceqlPredicate(q));
}

/** What the parameter `q` asks of the traces of a search. */
export function parseTraceqlSearch(q: string): Result<TraceqlSearch, ParameterProblem> {
  return withCode(traceqlSearch(q));
}

function withCode<T>(read: Result<T, TraceqlError>): Result<T, ParameterProblem> {
  if (read.ok) return read;
  const code =
    read.error.type === "unsupported" ? "QUERY_TRACEQL_UNSUPPORTED" : "QUERY_TRACEQL_INVALID";
  return err(new CodedError(code, `invalid TraceQL query: ${describeTraceqlError(read.error)}`));
}

import { asksForSpans, describeTraceqlError, parseTraceql } from "@spanhouse/traceql";

/** JSON of conditions begins with a brace too, but goes on with a key and a colon. */
const JSON_OBJECT = /^\{\s*"(?:[^"\\]|\\.)*"\s*:/;

/** True for what is meant as TraceQL: it begins with a brace and is no JSON. */
export function isTraceql(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith("{") && !JSON_OBJECT.test(trimmed);
}

/** What is wrong with a query, and where: the query is `before`, `wrong` and `after`, shortened at its ends. */
export interface TraceqlProblem {
  readonly message: string;
  readonly before: string;
  /** "" at the end of the query. */
  readonly wrong: string;
  readonly after: string;
}

/** Characters around the place that are shown. */
const SHOWN_CHARS = 40;

/** Whether a query asks for more than single spans: for several of a trace, or for a trace as a whole. */
export function asksForMoreThanSpans(query: string): boolean {
  const parsed = parseTraceql(query);
  return parsed.ok && !asksForSpans(parsed.value);
}

/** Undefined when the query can be understood; the server may still not answer all of it. */
export function traceqlProblem(text: string): TraceqlProblem | undefined {
  const parsed = parseTraceql(text);
  if (parsed.ok) return undefined;
  const { start, end } = parsed.error.place;
  return problemAt(text, describeTraceqlError(parsed.error), start, end);
}

/** What the server has refused of a query, by the place that it names. */
export function refusedTraceql(text: string, message: string): TraceqlProblem {
  const [, line = "1", column = "1"] = /at line (\d+), col (\d+):/.exec(message) ?? [];
  const lines = text.split("\n").slice(0, Number(line) - 1);
  const lineStart = lines.reduce((sum, each) => sum + each.length + 1, 0);
  const chars = Array.from(text.slice(lineStart)).slice(0, Number(column) - 1);
  const start = lineStart + chars.join("").length;
  const [word = ""] = /^\s*\S*/.exec(text.slice(start)) ?? [];
  return problemAt(
    text,
    message.replace(/^invalid TraceQL query: /, ""),
    start,
    start + word.length,
  );
}

function problemAt(text: string, message: string, start: number, end: number): TraceqlProblem {
  return {
    message,
    before: text.slice(Math.max(0, start - SHOWN_CHARS), start),
    wrong: text.slice(start, Math.min(end, start + SHOWN_CHARS)),
    after: text.slice(end, end + SHOWN_CHARS),
  };
}

/** Queries to begin with. */
export const TRACEQL_EXAMPLES = [
  "{ status = error }",
  "{ duration > 500ms && kind = server }",
  '{ name =~ "GET .*" && event:name = "exception" }',
  "{ span.http.response.status_code >= 500 }",
] as const;

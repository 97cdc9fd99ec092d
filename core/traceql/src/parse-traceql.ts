import type { Result } from "@spanhouse/base";
import { checkTypes } from "./check-types.ts";
import { parseHints } from "./parse-metrics.ts";
import { isMetrics, isSpanset, parseStatement } from "./parse-statement.ts";
import { TokenCursor } from "./token-cursor.ts";
import { tokenize } from "./tokenize.ts";
import { readOrFault, type TraceqlError } from "./traceql-error.ts";
import type { Hint, QueryRoot, TraceqlQuery } from "./tree.ts";

/** Reads a query of the whole language and checks that its types go together. */
export function parseTraceql(text: string): Result<TraceqlQuery, TraceqlError> {
  return readOrFault(text, () => {
    const query = parseAll(new TokenCursor(tokenize(text)));
    checkTypes(query);
    return query;
  });
}

function parseAll(cursor: TokenCursor): TraceqlQuery {
  const root = parseRoot(cursor);
  const hints: Hint[] = [];
  while (cursor.word === "with") {
    cursor.take();
    hints.push(...parseHints(cursor));
  }
  if (cursor.token.type !== "end") cursor.unexpected("an operator, | or the end of the query");
  return { root, hints };
}

function parseRoot(cursor: TokenCursor): QueryRoot {
  const term = parseStatement(cursor);
  if (term.type === "pipeline" || isMetrics(term)) return term;
  if (isSpanset(term) || term.type === "scalarFilter") {
    return { type: "pipeline", stages: [term], place: term.place };
  }
  // A number alone: `{ } | count()`.
  return cursor.unexpected("a comparison");
}

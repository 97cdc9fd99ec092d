import { parseTraceql } from "@spanhouse/traceql";
import { expect, it } from "vitest";
import {
  asksForMoreThanSpans,
  isTraceql,
  refusedTraceql,
  TRACEQL_EXAMPLES,
  traceqlProblem,
} from "./traceql-text.ts";

it.each([
  ["{ .a = 1 }", true],
  [" {", true],
  ["{}", true],
  ['{ "x" = .a }', true],
  ['{"error":"true"}', false],
  ['{ "op" : "and", "args": [] }', false],
  ['{"op":', false],
  ["a=1", false],
  ["", false],
])("tells TraceQL from JSON and conditions: %s", (text, expected) => {
  expect(isTraceql(text)).toBe(expected);
});

it.each([
  ['{ .a = 1 } || { name = "b" }', false],
  ["{ } >> { kind = client }", true],
  ["{ trace:duration > 1s }", true],
  ["{ } | count() > 2", true],
  // Not understood at all.
  ["{ .a = 5x }", false],
])("knows what asks for more than single spans: %s", (query, expected) => {
  expect(asksForMoreThanSpans(query)).toBe(expected);
});

it("shows where a query is wrong", () => {
  expect(traceqlProblem("{ .a = 1 }")).toBeUndefined();
  expect(traceqlProblem("{ .a = 5x && .b }")).toEqual({
    message: expect.stringContaining('line 1, col 8: syntax error: unexpected "5x"') as string,
    ...{ before: "{ .a = ", wrong: "5x", after: " && .b }" },
  });
  expect(traceqlProblem("{ .a =")).toMatchObject({ before: "{ .a =", wrong: "", after: "" });
});

it("shows what the server has refused, by the place in its message", () => {
  const text = "{ .é = 1 }\n| count() > 2";
  const message = "invalid TraceQL query: parse error at line 2, col 3: unsupported: count()";
  expect(refusedTraceql(text, message)).toEqual({
    ...{ message: "parse error at line 2, col 3: unsupported: count()", wrong: "count()" },
    ...{ before: "{ .é = 1 }\n| ", after: " > 2" },
  });
});

it("has examples that can be asked", () => {
  for (const example of TRACEQL_EXAMPLES) expect(parseTraceql(example).ok).toBe(true);
});

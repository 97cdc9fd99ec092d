import fc from "fast-check";
import { expect, it } from "vitest";
import { formatTraceql } from "./format-traceql.ts";
import { parseTraceql } from "./parse-traceql.ts";
import { describeTraceqlError } from "./traceql-error.ts";
import { arbitraryQuery } from "./testing/arbitrary-query.ts";
import { treeText } from "./testing/tree-text.ts";

it("writes 5,000 queries as texts that read as the same tree", () => {
  fc.assert(
    fc.property(arbitraryQuery, (query) => {
      const text = formatTraceql(query);
      const parsed = parseTraceql(text);
      if (!parsed.ok) throw new Error(`${describeTraceqlError(parsed.error)}: ${text}`);
      expect(withoutPlaces(parsed.value)).toEqual(withoutPlaces(query));
      expect(formatTraceql(parsed.value)).toBe(text);
    }),
    { numRuns: 5_000 },
  );
});

it("reads a query in all its parentheses as the same", () => {
  fc.assert(
    fc.property(arbitraryQuery, (query) => {
      const whole = treeText(query);
      const parsed = parseTraceql(formatTraceql(query));
      expect(parsed.ok && treeText(parsed.value)).toBe(whole);
    }),
    { numRuns: 500 },
  );
});

it("writes it as people would", () => {
  const written = (text: string) => {
    const parsed = parseTraceql(text);
    return parsed.ok && formatTraceql(parsed.value);
  };
  expect(written("{}")).toBe("{ }");
  expect(written("{((.a=1)&&(span:duration>1500ms))}")).toBe("{ .a = 1 && duration > 1500ms }");
  expect(written('{."a"=1||(!."b c"&&"x"=~`x.*`)}')).toBe(
    '{ .a = 1 || (!."b c" && "x" =~ "x.*") }',
  );
  expect(written("({.a}>>{.b})|count()>2")).toBe("{ .a } >> { .b } | count() > 2");
});

function withoutPlaces(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => {
      if (key === "place") return undefined;
      return typeof value === "bigint" ? `${value}n` : value;
    }),
  );
}

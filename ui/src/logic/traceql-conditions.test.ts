import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatConditions, parseConditions, type SearchCondition } from "./search-conditions.ts";
import { conditionsTraceql, traceqlConditions } from "./traceql-conditions.ts";
import { paramsTraceql, withTraceqlInForm } from "./traceql-params.ts";

function inForm(text: string): string {
  const shown = traceqlConditions(text);
  return shown.ok ? formatConditions(shown.value) : `not: ${shown.part}`;
}

function asTraceql(text: string): string | undefined {
  const parsed = parseConditions(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return conditionsTraceql(parsed.value);
}

describe("shows a query in the form", () => {
  it.each([
    ["{ }", ""],
    ['{ resource.service.name = "cart" && duration > 100ms }', "service=cart duration>100ms"],
    [
      '{ name = "GET /" && status = error && kind != server }',
      'operation="GET /" status=error kind!=server',
    ],
    ["{ .n = -5 && span.x >= 1.5 && resource.y }", "not: resource.y"],
    ["{ .n = -5 && span.x >= 1.5 }", "n=-5 span.x>=1.5"],
    // In the form, what is missing is not equal.
    ['{ .a != "x" }', "a!=nil a!=x"],
    ['{ !(.a = "x") && !(.b != nil) }', "a!=x b=nil"],
    ['{ .a =~ "x.*" }', "a=~^(?:x.*)$"],
    ['{ .a =~ ".*(?:x|y).*" }', "a=~x|y"],
    ['{ .n = 500 || .n = "500" }', "n=500"],
    ["{ .a = 1 || .b = 2 }", "not: .a = 1 || .b = 2"],
    ["{ event:name = `x` }", 'not: event:name = "x"'],
    ["{ .a = .b }", "not: .a = .b"],
    ["{ .a = 1 } || { .b = 1 }", "not: { .a = 1 } || { .b = 1 }"],
    ["{ .a = 1 } | count() > 1", "not: { .a = 1 } | count() > 1"],
  ])("%s", (text, form) => {
    expect(inForm(text)).toBe(form);
  });
});

describe("writes the form as a query", () => {
  it.each([
    ["", "{ }"],
    ["service=cart duration>=100ms", '{ resource.service.name = "cart" && duration >= 100ms }'],
    ["http.route=/cart kind=server", '{ .http.route = "/cart" && kind = server }'],
    ["n=500 on=true", '{ (.n = 500 || .n = "500") && (.on = true || .on = "true") }'],
    ["n>500 s>x", '{ .n > 500 && .s > "x" }'],
    ["a!=x n!=5", '{ !(.a = "x") && !(.n = 5 || .n = "5") }'],
    ["a=~x span.b!~^y$", '{ .a =~ ".*(?:x).*" && !(span.b =~ ".*(?:^y$).*") }'],
    ["a!=nil resource.b=nil", "{ .a != nil && resource.b = nil }"],
    ["error=true", "{ status = error }"],
    ["otel.status_code=OK", undefined],
    ["service!=nil", undefined],
  ])("%s", (text, traceql) => {
    expect(asTraceql(text)).toBe(traceql);
  });

  it("and reads it back as the same, for any conditions that it has words for", () => {
    const text = fc.oneof(
      fc.constantFrom("x", "500", "-1.5", "true", "a b", '"\\', "é", "", "1e3", "007"),
      fc.string({ maxLength: 5 }),
    );
    const condition: fc.Arbitrary<SearchCondition> = fc.record({
      target: fc.oneof(
        fc.record({
          attribute: fc.constantFrom("a", "http.route", "my key", "5x", 'q"'),
          level: fc.constantFrom("" as const, "span" as const, "resource" as const),
        }),
        fc.record({ field: fc.constantFrom("service" as const, "operation" as const) }),
      ),
      operator: fc.constantFrom("=", "!=", ">", "<=", "=~", "!~"),
      text,
    });
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 4 }), (conditions) => {
        const written = conditionsTraceql(conditions)!;
        expect(traceqlConditions(written)).toEqual({ ok: true, value: conditions });
      }),
      { numRuns: 1_000 },
    );
  });
});

it("moves a whole search from the form to a query and back", () => {
  const params = {
    ...{ service: "cart", operation: "GET /", minDuration: "10ms", maxDuration: "1s" },
    ...{ tags: "a=x", lookback: "6h", limit: "5" },
  };
  const written = paramsTraceql(params)!;
  expect(written.rest).toEqual({ lookback: "6h", limit: "5" });
  expect(written.q).toBe(
    '{ resource.service.name = "cart" && name = "GET /" && duration >= 10ms && duration <= 1s && .a = "x" }',
  );
  expect(withTraceqlInForm({ ...written.rest, q: written.q }, written.q)).toEqual({
    ok: true,
    value: params,
  });
  expect(paramsTraceql({ filter: '{"op":"and","args":[]}' })).toBeUndefined();
  expect(paramsTraceql({ lookback: "1h" })).toBeUndefined();
});

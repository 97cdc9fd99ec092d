import { traceqlPredicate } from "@spanhouse/traceql";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CONDITION_FIELDS,
  formatConditions,
  parseConditions,
  type SearchCondition,
} from "./search-conditions.ts";
import { conditionProblem } from "./search-filter.ts";
import { conditionsTraceql, traceqlConditions } from "./traceql-conditions.ts";
import { paramsTraceql, withTraceqlInForm } from "./traceql-params.ts";

function inForm(text: string): string {
  const shown = traceqlConditions(text);
  return shown.ok ? formatConditions(shown.value) : `not: ${shown.part}`;
}

function asTraceql(text: string): string {
  const parsed = parseConditions(text);
  if (!parsed.ok) throw new Error(parsed.error);
  const written = conditionsTraceql(parsed.value);
  return written.ok ? written.value : `not: ${formatConditions([written.condition])}`;
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
    // The form would compare numbers, or texts.
    ['{ .a > "500" }', 'not: .a > "500"'],
    ["{ .a > 100ms }", "not: .a > 100ms"],
    ['{ .otel.status_code = "OK" }', 'not: .otel.status_code = "OK"'],
    ['{ span.error = "yes" }', "span.error=yes"],
    ['{ .a > "x" && .b = "500" }', "a>x b=500"],
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
    ["otel.status_code=OK", "not: otel.status_code=OK"],
    ['"span.kind"=server', 'not: "span.kind"=server'],
    ["error=~t", "not: error=~t"],
    ["error!=true error!=nil", "{ !(status = error) && .error != nil }"],
    ["service!=nil", "not: service!=nil"],
    ["a=x status=~err", "not: status=~err"],
    ["kind=client duration=~1", "not: duration=~1"],
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
        const written = conditionsTraceql(conditions);
        if (!written.ok) {
          // Such as `a > 007`, which is a number in the form alone.
          expect(written.condition).toMatchObject({
            operator: expect.stringMatching(/[<>]/) as string,
          });
          expect(Number(written.condition.text)).not.toBeNaN();
          return;
        }
        expect(traceqlConditions(written.value)).toEqual({ ok: true, value: conditions });
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
  const q =
    '{ resource.service.name = "cart" && name = "GET /" && duration >= 10ms && duration <= 1s && .a = "x" }';
  const rest = { lookback: "6h", limit: "5" };
  expect(paramsTraceql(params)).toEqual({ ok: true, q, rest });
  expect(withTraceqlInForm({ ...rest, q }, q)).toEqual({ ok: true, value: params });
  const filter = '{"op":"and","args":[]}';
  expect(paramsTraceql({ filter })).toEqual({ ok: false, part: `filter ${filter}` });
  expect(paramsTraceql({ tags: "status=~err" })).toEqual({ ok: false, part: "status matches err" });
});

it("keeps what is in the form when a query is shown in it, and every condition of the query", () => {
  expect(withTraceqlInForm({ service: "cart" }, "{ duration >= 2s && duration >= 1s }")).toEqual({
    ok: true,
    value: { service: "cart", minDuration: "2s", tags: "duration>=1s" },
  });
  const q = '{ resource.service.name = "cart" && resource.service.name = "shop" }';
  const shown = { ok: true, value: { service: "cart", tags: "service=shop" } };
  expect(withTraceqlInForm({ service: "cart", q }, q)).toEqual(shown);
});

it("writes only queries that are answered, and shows only conditions that can be asked", () => {
  const condition: fc.Arbitrary<SearchCondition> = fc.record({
    target: fc.oneof(
      fc.record({ field: fc.constantFrom(...CONDITION_FIELDS) }),
      fc.record({
        attribute: fc.constantFrom("a", "error", "name"),
        level: fc.constant("" as const),
      }),
    ),
    operator: fc.constantFrom("=", "!=", ">", ">=", "<", "<=", "=~", "!~", "exists", "missing"),
    text: fc.constantFrom(
      "x",
      "5",
      "-1.5",
      "1e3",
      "true",
      "error",
      "server",
      "10ms",
      "1d",
      "",
      "a b",
    ),
  });
  let writtenCount = 0;
  fc.assert(
    fc.property(condition, (one) => {
      const written = conditionsTraceql([one]);
      if (!written.ok) return;
      writtenCount++;
      expect(traceqlPredicate(written.value)).toMatchObject({ ok: true });
      const shown = traceqlConditions(written.value);
      if (shown.ok)
        expect(shown.value.map(conditionProblem)).toEqual(shown.value.map(() => undefined));
    }),
    { numRuns: 1_000 },
  );
  expect(writtenCount).toBeGreaterThan(200);
});

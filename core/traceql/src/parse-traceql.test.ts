import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TRACEQL_NESTING_MAX, TRACEQL_TOKENS_MAX } from "./limits.ts";
import { parseTraceql } from "./parse-traceql.ts";
import { describeTraceqlError } from "./traceql-error.ts";
import { treeText } from "./testing/tree-text.ts";

/** The tree with all its parentheses, or what is wrong. */
function read(text: string): string {
  const parsed = parseTraceql(text);
  return parsed.ok ? treeText(parsed.value) : describeTraceqlError(parsed.error);
}

describe("reads", () => {
  it.each([
    ["{}", "{}"],
    ["{ true }", "{true}"],
    ['{ .a = "x" }', '{(.a = "x")}'],
    ["{ span.http.status_code >= 500 }", "{(span.http.status_code >= 500)}"],
    ["{ duration > 1.5s && name != `GET /` }", '{((duration > 1500ms) && (name != "GET /"))}'],
    ["{ span:duration > 1h30m }", "{(duration > 90m)}"],
    ["{ duration > 1d2h }", "{(duration > 26h)}"],
    ["{ status = error || kind = server }", "{((status = error) || (kind = server))}"],
    ["{ .a-1 = 2 }", "{(.a-1 = 2)}"],
    ["{ .a - 1 = 2 }", "{((.a - 1) = 2)}"],
    ['{ span."my attr" = 1 }', '{(span."my attr" = 1)}'],
    ['{ .a."b c".d = 1 }', '{(."a.b c.d" = 1)}'],
    ["{ .a = -1 }", "{(.a = -1)}"],
    ["{ .a = minInt }", "{(.a = minInt)}"],
    ["{ .a = .5 }", "{(.a = 0.5)}"],
    ["{ .a != nil && nil = .b }", "{((.a != nil) && (.b = nil))}"],
    [
      "{ event:name = `x` && link:traceID != `` }",
      '{((event:name = "x") && (link:traceID != ""))}',
    ],
    [
      "{ instrumentation.x = instrumentation:version }",
      "{(instrumentation.x = instrumentation:version)}",
    ],
    ["{ .a = 1 } // here\n&& /* there */ { .b }", "({(.a = 1)} && {.b})"],
    ['{ .a = "\\x61\\u00e9\\101\\n" }', '{(.a = "aéA\\n")}'],
    [
      "{ traceDuration > 1s && rootServiceName = `a` }",
      '{((traceDuration > 1s) && (rootServiceName = "a"))}',
    ],
  ])("%s", (text, tree) => {
    expect(read(text)).toBe(tree);
  });
});

describe("binds", () => {
  it.each([
    ["&& and || as one, from the left", "{ .a || .b && .c }", "{((.a || .b) && .c)}"],
    ["comparisons tighter", "{ .a = 1 && .b = 2 }", "{((.a = 1) && (.b = 2))}"],
    ["sums tighter than those", "{ .a + 1 > .b * 2 - 3 }", "{((.a + 1) > ((.b * 2) - 3))}"],
    ["powers from the right", "{ .a ^ 2 ^ 3 = 1 }", "{((.a ^ (2 ^ 3)) = 1)}"],
    ["a sign tightest", "{ -.a ^ 2 = 1 }", "{((-.a ^ 2) = 1)}"],
    ["! looser than products", "{ !.a * .b = !.c }", "{(!(.a * .b) = !.c)}"],
    ["parentheses as they stand", "{ .a && (.b || .c) }", "{(.a && (.b || .c))}"],
    ["structure tighter than &&", "{.a} && {.b} >> {.c}", "({.a} && ({.b} >> {.c}))"],
    ["structure from the left", "{.a} > {.b} ~ {.c}", "(({.a} > {.b}) ~ {.c})"],
  ])("%s", (_, text, tree) => {
    expect(read(text)).toBe(tree);
  });

  it("knows every operator between spans", () => {
    const operators = "&& || > < >> << ~ !> !< !>> !<< !~ &> &< &>> &<< &~".split(" ");
    for (const operator of operators) {
      expect(read(`{.a}${operator}{.b}`)).toBe(`({.a} ${operator} {.b})`);
    }
  });
});

describe("reads pipelines and metrics", () => {
  it.each([
    "{.a} | count() > 2",
    "{.a} | avg(duration) >= 1s | by(resource.service.name) | coalesce()",
    "{.a} | select(span.b, name)",
    "max(duration) > 3s | {status = error}",
    "({.a} | count() > 1) && ({.b} | by(name))",
    "({.a} | count()) > ({.b} | count())",
    "{.a} | (count() + 1) * 2 < 10",
    "{.a} | rate()",
    "{.a} | rate() by(resource.service.name, name)",
    "{.a} | quantile_over_time(duration, 0.5, 0.99) by(name) | topk(5)",
    "{.a} | histogram_over_time(span.size)",
    "{.a} | count_over_time() > 100 | bottomk(2)",
    "{.a} | avg_over_time(duration) > 1s",
    "{.a} | compare({status = error}, 10, 1, 2)",
    "({.a} | rate()) / ({.b} | rate()) * 100 > 5",
    "{.a} | rate() with(exemplars=true, sample=0.1)",
    "{.a} with(most_recent=true)",
  ])("%s", (text) => {
    const once = read(text);
    expect(once).not.toMatch(/error/i.test(text) ? /parse error/ : /error/);
    expect(read(once)).toBe(once);
  });
});

describe("says what is wrong and where", () => {
  it.each([
    ["", "1, col 1: syntax error: unexpected end of the query, expecting {, ( or an aggregate"],
    ["{", "1, col 2: syntax error: unexpected end of the query, expecting an attribute"],
    ["{ .a = }", '1, col 8: syntax error: unexpected "}", expecting an attribute'],
    ["{ .a == 1 }", '1, col 6: syntax error: unexpected "==", expecting "="'],
    [
      "{ .a = 1",
      '1, col 9: syntax error: unexpected end of the query, expecting an operator or "}"',
    ],
    ["{ foo = 1 }", "1, col 3: syntax error: unknown identifier: foo"],
    [
      "{ trace:rootServiceName = `a` }",
      "1, col 3: syntax error: unknown intrinsic trace:rootServiceName",
    ],
    ["{ span:rootName = `a` }", "1, col 3: syntax error: unknown intrinsic span:rootName"],
    ["{ .a = 5x }", '1, col 8: syntax error: unexpected "5x", expecting a number, or a duration'],
    ["{ .a = 9223372036854775808 }", "1, col 8: syntax error: the integer does not fit"],
    ['{\n  .é = "x }', "2, col 8: syntax error: the text has no closing quote"],
    ['{ .a = "\\q" }', "1, col 9: syntax error: invalid escape sequence"],
    ['{ ."a\\n" = 1 }', "1, col 6: syntax error: invalid escape sequence"],
    ["{ . = 1 }", "1, col 3: syntax error: expecting the name of an attribute"],
    ["{ nil = nil }", "1, col 3: syntax error: unexpected nil"],
    ["{ .a > nil }", "1, col 8: syntax error: unexpected nil"],
    ["{ .a } { .b }", '1, col 8: syntax error: unexpected "{", expecting an operator'],
    ["{ .a } + { .b }", '1, col 8: syntax error: unexpected "+"'],
    [
      "{ .a } > 5",
      '1, col 8: syntax error: unexpected ">": it cannot stand between spans and a number',
    ],
    [
      "{ .a } | count()",
      "1, col 17: syntax error: unexpected end of the query, expecting a comparison",
    ],
    ["5 > 3", "1, col 1: syntax error: one side of a comparison has an aggregate"],
    ["coalesce()", "1, col 1: syntax error: unexpected coalesce"],
    ["rate()", "1, col 1: syntax error: unexpected rate"],
    ["{ .a } | topk(5)", "1, col 10: syntax error: unexpected topk"],
    ["{ .a } | rate() | topk(0)", "1, col 24: limit must be greater than 0"],
    ["{ \u{1F600} }", '1, col 3: syntax error: unexpected "\u{1F600}"'],
  ])("%s", (text, problem) => {
    expect(read(text)).toContain(`parse error at line ${problem}`);
  });

  it("at the part that is wrong", () => {
    const parsed = parseTraceql("{ .a = 1 && foo }");
    expect(parsed).toMatchObject({ ok: false, error: { place: { start: 12, end: 15 } } });
  });
});

describe("refuses what does not go together", () => {
  it.each([
    ["{ 1 }", 3, "span filter field expressions must resolve to a boolean"],
    ["{ .a + 1 }", 3, "span filter field expressions must resolve to a boolean"],
    ["{ name = 1 }", 3, "binary operations must operate on the same type"],
    ["{ status = server }", 3, "binary operations must operate on the same type"],
    ["{ kind > server }", 3, "illegal operation for the given types"],
    ["{ name + `a` = .b }", 3, "illegal operation for the given types"],
    ["{ duration =~ `1.*` }", 3, "binary operations must operate on the same type"],
    ["{ .a =~ .b }", 9, "a regular expression is a text in quotes"],
    ["{ -name = `a` }", 3, "illegal operation for the given types"],
    ["{ !duration }", 3, "illegal operation for the given types"],
    ["{ name = nil }", 3, "every span has it"],
    ["{ resource.service.name != nil }", 3, "every span has it"],
    ["{ parent.a = 1 }", 3, "unsupported: parent is not yet supported"],
    ["{ parent = nil }", 3, "unsupported: parent is not yet supported"],
    ["{} | avg(name) > 1", 10, "aggregate field expressions must resolve to a number type"],
    ["{} | avg(5) > 1", 10, "aggregate field expressions must reference the span"],
    ["{} | by(1 + 2)", 9, "grouping field expressions must reference the span"],
    ["{} | count() > `a`", 6, "binary operations must operate on the same type"],
    ["{} | rate() by(.a,.b,.c,.d,.e,.f)", 6, "metrics are grouped by at most 5 values"],
    ["{} | rate() > 1s + 1s", 15, "illegal operation for the given types"],
    ["({} | rate()) * 1s", 17, "illegal operation for the given types"],
  ])("%s", (text, column, problem) => {
    expect(read(text)).toContain(`line 1, col ${column}: ${problem}`);
  });
});

describe("keeps within its bounds", () => {
  it.each(["(", "{(", "{!", "{-", "{ .a = (", "{ 1 ^ "])("with a bomb of %s", (bomb) => {
    const opening = bomb.startsWith("{") && bomb !== "{" ? "{" : "";
    const part = bomb.slice(opening.length);
    const most = opening + part.repeat(Math.floor(TRACEQL_TOKENS_MAX / 4));
    expect(read(most)).toContain(`nested at most ${TRACEQL_NESTING_MAX} deep`);
  });

  it("takes chains as long as they may be, and none longer", () => {
    const chain = (length: number) => `{ ${Array<string>(length).fill(".a").join(" && ")} }`;
    expect(read(chain(990))).toContain("{(((((");
    expect(read(chain(1_010))).toContain("a query has at most 2000 words and signs");
  });

  it("refuses texts that are too long", () => {
    expect(read(`{ .a = "${"x".repeat(16_384)}" }`)).toContain("at most 16384 characters");
  });
});

it("reads or refuses any text, with a place within it", () => {
  const parts = [
    ...["{", "}", "(", ")", "|", ",", "&&", "||", ">>", "!>", "&~", "=~", "!=", ">", "-", "!", "^"],
    ...[".a", "span.b", 'resource."c d', "event:name", "parent.x", "name", "nil", "true", "error"],
    ...[
      "count()",
      "avg(",
      "by(",
      "select(",
      "coalesce()",
      "rate()",
      "topk(",
      "with(x=1)",
      "compare(",
    ],
    ...["1", "1.5s", ".5", "5x", '"t"', '"\\', "`r`", "//", "/*", "é", "\u{1F600}", "\ud800", "\n"],
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((some) => `{ ${some.join(" ")} }`),
    fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((some) => some.join("")),
    fc.string({ unit: "binary", maxLength: 40 }),
  );
  let read = 0;
  fc.assert(
    fc.property(text, (query) => {
      const parsed = parseTraceql(query);
      if (parsed.ok) {
        read++;
        return;
      }
      const { place, line, column } = parsed.error;
      expect(place.start).toBeGreaterThanOrEqual(0);
      expect(place.end).toBeGreaterThanOrEqual(place.start);
      expect(place.end).toBeLessThanOrEqual(query.length);
      expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 20_000 },
  );
  // Such as `{ .a }`.
  expect(read).toBeGreaterThan(20);
});

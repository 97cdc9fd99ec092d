import { describe, expect, it } from "vitest";
import { describeTraceqlError } from "./traceql-error.ts";
import { traceqlPredicate } from "./traceql-predicate.ts";
import { traceqlSearch } from "./traceql-search.ts";

function asked(text: string): unknown {
  const search = traceqlSearch(text);
  if (!search.ok) throw new Error(describeTraceqlError(search.error));
  return "where" in search.value ? "one span" : search.value.spansets.root;
}

describe("what a search asks of traces", () => {
  it("is one span where filters alone ask for it, as a predicate has it", () => {
    for (const text of ["{ }", "{ .a = 1 && name = `x` } || { trace:id = `ab` }"]) {
      const search = traceqlSearch(text);
      const where = traceqlPredicate(text);
      expect(search).toEqual({ ok: true, value: { where: where.ok && where.value } });
    }
  });

  it("is a tree of sets of spans, with each condition once", () => {
    const search = traceqlSearch(
      "({ .a = 1 } && { .b = 2 }) >> { .a = 1 } | max(span.n) > -(2 * 3)",
    );
    expect(search.ok && "spansets" in search.value && search.value.spansets).toMatchObject({
      spanConditions: [{ type: "compare" }, { type: "compare" }],
      measures: [{ attribute: "n" }],
      root: {
        type: "pipeline",
        stages: [
          {
            ...{ type: "related", relation: ">>", keep: "right" },
            left: { type: "both" },
            right: { type: "filter", where: { type: "span", index: 0 } },
          },
          {
            ...{ type: "compare", operator: ">" },
            left: { type: "max", measure: 0 },
            right: { type: "constant", value: -6n },
          },
        ],
      },
    });
    expect(asked("{ .a = 1 } !~ { }")).toMatchObject({ relation: "~", keep: "unrelated" });
    expect(asked("{ .a = 1 } &< { }")).toMatchObject({ relation: "<", keep: "both" });
  });

  it("may be asked of the trace, beside what is asked of the span", () => {
    expect(asked("{ 1s < trace:duration && !(rootName =~ `a.*`) || .a = 1 }")).toEqual({
      type: "filter",
      where: {
        type: "or",
        of: [
          {
            type: "and",
            of: [
              { type: "trace", field: "duration", operator: ">", value: 1_000_000_000n },
              {
                type: "not",
                of: { type: "trace", field: "rootName", operator: "=~", value: "^(?s:a.*)$" },
              },
            ],
          },
          { type: "span", index: 0 },
        ],
      },
    });
    expect(asked("{ (rootServiceName = `a`) != true }")).toMatchObject({ where: { type: "not" } });
  });

  it.each([
    ["{ } | rate()", 7, "metrics are not answered yet"],
    ["{ } | by(name)", 7, "by() is not answered yet"],
    ["{ } && { } | select(.a)", 14, "select() is not answered yet"],
    ["{ } | count() + 1 > 2", 7, "aggregates cannot be computed with yet"],
    ["({ } | count()) > ({ } | count())", 1, "numbers of other pipelines are not compared yet"],
    ["{ } | avg(.a) > 2", 11, "aggregates are of duration and of attributes of spans"],
    ["{ trace:duration > span:duration } && { }", 3, "a value of a trace is compared with"],
    ["{ trace:duration * 2 > 1s }", 3, "a value of a trace cannot be computed with yet"],
    ["{ } >> { span:childCount > 1 }", 10, "span:childCount cannot be searched for"],
    [
      `{ } && ${Array.from({ length: 32 }, (_, at) => `{ .a = ${at} }`).join(" && ")}`,
      0,
      "at most 31",
    ],
    [`{ rootName = \`a\`${" || .a = 1 && .b = 1".repeat(12)} }`, 0, "nested at most 20 deep"],
    [
      `{ ${"rootName =~ `a` || ".repeat(20)}rootName =~ \`b\` }`,
      0,
      "at most 20 regular expressions",
    ],
  ])("refuses %s at column %i", (text, column, message) => {
    const search = traceqlSearch(text);
    expect(search.ok).toBe(false);
    if (search.ok) return;
    expect(search.error.type).toBe("unsupported");
    expect(search.error.message).toContain(message);
    if (column > 0) expect(search.error.column).toBe(column);
  });

  it("is refused with a wrong pattern at its place", () => {
    const search = traceqlSearch("{ trace:rootName =~ `(` }");
    expect(search.ok || describeTraceqlError(search.error)).toContain("invalid regex");
  });
});

import {
  allOf,
  anyOf,
  attributeTextIs,
  checkSpanPredicate,
  fieldIs,
  not,
  type ComparisonOperator,
  type PredicateConstant,
  type SpanPredicate,
} from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { parseStructuredFilter } from "./structured-filter.ts";

function parse(filter: unknown): unknown {
  const parsed = parseStructuredFilter(JSON.stringify(filter));
  return parsed.ok ? parsed.value : parsed.error;
}

/** A call and what it takes, as the JSON has them. */
function call(op: string, ...args: unknown[]): unknown {
  return { op, args };
}
const attr = (key: string, level?: string): unknown => ({
  attr: level === undefined ? { key } : { key, level },
});
const field = (level: string, name: string): unknown => ({ field: { level, name } });
const scalar = (value: string, type?: string): unknown => ({
  scalar: type === undefined ? { value } : { value, type },
});
const list = (...values: string[]): unknown => ({ list: { values } });

function attributeIs(
  operator: ComparisonOperator,
  constant: PredicateConstant,
  level: "any" | "span" | "event" = "any",
): SpanPredicate {
  return { type: "compare", operand: { attribute: "k", level }, operator, constant };
}

describe("a structured filter", () => {
  it("understands the examples of its RFC", () => {
    expect(
      parse({
        op: "and",
        args: [
          { call: call("gt", field("span", "duration"), scalar("2s")) },
          { call: call("in", attr("http.status_code"), list("500", "503")) },
        ],
      }),
    ).toEqual(
      allOf([
        fieldIs("duration", ">", 2_000_000_000n),
        anyOf([
          attributeTextIs("http.status_code", "500"),
          attributeTextIs("http.status_code", "503"),
        ]),
      ]),
    );
    expect(
      parse(
        call(
          "some",
          { nested: { level: "event" } },
          {
            call: call(
              "and",
              { call: call("eq", field("event", "name"), scalar("exception")) },
              { call: call("gt", field("event", "timeSinceStart"), scalar("50us")) },
            ),
          },
        ),
      ),
    ).toEqual({
      type: "some",
      level: "event",
      where: allOf([
        fieldIs("eventName", "=", "exception"),
        fieldIs("eventTimeSinceStart", ">", 50_000n),
      ]),
    });
  });

  it.each([
    [call("eq", field("span", "kind"), scalar("server")), fieldIs("kind", "=", 2)],
    [call("ne", field("span", "status"), scalar("error")), fieldIs("status", "!=", 2)],
    [call("eq", field("resource", "service"), scalar("cart")), fieldIs("service", "=", "cart")],
    [
      call("lt", field("span", "startTime"), scalar("2026-01-02T03:04:05.000000001Z")),
      fieldIs("start", "<", 1_767_323_045_000_000_001n),
    ],
    [
      call("eq", field("span", "traceID"), scalar("AB")),
      fieldIs("traceId", "=", "ab".padStart(32, "0")),
    ],
    [call("gt", scalar("5ms"), field("span", "duration")), fieldIs("duration", "<", 5_000_000n)],
    [call("gte", attr("k"), scalar("5")), attributeIs(">=", { type: "int", value: 5n })],
    [call("gte", attr("k"), scalar("5.5")), attributeIs(">=", { type: "double", value: 5.5 })],
    [call("gte", attr("k"), scalar("b")), attributeIs(">=", { type: "string", value: "b" })],
    [call("eq", attr("k"), scalar("5", "int")), attributeIs("=", { type: "int", value: 5n })],
    [
      call("ne", attr("k", "event"), scalar("true", "bool")),
      attributeIs("!=", { type: "bool", value: true }, "event"),
    ],
    [
      call("not", { call: call("exists", attr("k", "span")) }),
      not({ type: "exists", operand: { attribute: "k", level: "span" } }),
    ],
    [
      call("not_in", attr("k"), list("a", "b")),
      allOf([
        attributeIs("!=", { type: "text", value: "a" }),
        attributeIs("!=", { type: "text", value: "b" }),
      ]),
    ],
    [
      call("regex", field("span", "name"), scalar("^GET")),
      { type: "match", operand: { field: "name" }, operator: "=~", pattern: "^GET" },
    ],
    [
      call("regex", field("span", "kind"), scalar("er$")),
      anyOf([2, 4, 5].map((kind) => fieldIs("kind", "=", kind))),
    ],
  ])("reads %j", (filter, predicate) => {
    expect(parse(filter)).toEqual(predicate);
    expect(checkSpanPredicate(predicate as SpanPredicate).ok).toBe(true);
  });

  it.each([
    [call("xor", attr("k")), 'filter: unknown operator "xor"'],
    [call("constructor", attr("k"), scalar("")), 'filter: unknown operator "constructor"'],
    [call("and"), "filter: and takes at least one condition"],
    [call("and", attr("k")), "filter: and combines conditions, each a call"],
    [call("eq", attr("k")), "filter: eq takes 2 arguments"],
    [call("eq", attr("k"), attr("j")), "filter: eq compares a reference with a constant"],
    [call("eq", scalar("1"), scalar("1")), "filter: eq takes an attribute or field"],
    [call("eq", attr(""), scalar("1")), "filter: an attribute has a key"],
    [call("eq", attr("k", "trace"), scalar("1")), 'filter: unknown level "trace"'],
    [call("eq", field("span", "toString"), scalar("1")), 'filter: span has no field "toString"'],
    [call("eq", field("toString", "a"), scalar("1")), 'filter: unknown level "toString"'],
    [
      call("eq", field("span", "duration"), scalar("5")),
      'filter: time: missing unit in duration "5"',
    ],
    [
      call("eq", field("span", "startTime"), scalar("today")),
      'filter: "today" is not a time in RFC 3339',
    ],
    [
      call("eq", field("span", "kind"), scalar("teapot")),
      "filter: kind is one of unspecified, internal, server, client, producer, consumer",
    ],
    [
      call("gt", field("span", "status"), scalar("error")),
      "filter: a status is only equal or not: > cannot compare it",
    ],
    [call("eq", attr("k"), scalar("x", "int")), 'filter: "x" is not an int'],
    [call("eq", attr("k"), scalar("1e999", "double")), "filter: a number in a search is finite"],
    [call("eq", attr("k"), scalar("x", "date")), 'filter: unknown type "date"'],
    [call("in", attr("k"), list()), "filter: a list has at least one value"],
    [
      call("regex", attr("k"), scalar("(")),
      "filter: not a regular expression: missing closing ): `(`",
    ],
    [
      call("some", attr("k"), attr("j")),
      "filter: some takes a nested reference to events or links first",
    ],
  ])("refuses %j", (filter, error) => {
    expect(parse(filter)).toBe(error);
  });

  it("refuses what is no filter", () => {
    for (const json of ["", "null", "[]", "5", "{", '{"op":1}', '{"ops":"and"}']) {
      const parsed = parseStructuredFilter(json);
      expect(parsed.ok, json).toBe(false);
      expect(!parsed.ok && parsed.error).toMatch(/^filter: /);
    }
  });

  it("refuses bombs", () => {
    const levels = 100_000;
    const deep =
      '{"op":"not","args":[{"call":'.repeat(levels) + '{"op":"and"}' + "}]}".repeat(levels);
    expect(parseStructuredFilter(deep)).toMatchObject({ ok: false });
    const wide = call(
      "or",
      ...Array.from({ length: 20_000 }, () => ({ call: call("exists", attr("k")) })),
    );
    expect(parse(wide)).toBe("filter: a search has at most 250 conditions");
    expect(parse(call("regex", attr("k"), scalar("((a{100}){100}){100}")))).toMatch(
      /not a regular expression/,
    );
    expect(parse(call("regex", attr("k"), scalar("a".repeat(1_001))))).toMatch(/at most 1000/);
  });
});

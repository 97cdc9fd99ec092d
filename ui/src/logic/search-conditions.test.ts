import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  describeCondition,
  formatConditions,
  parseConditions,
  type SearchCondition,
} from "./search-conditions.ts";

function attribute(key: string, text: string, level: "" | "span" | "resource" = "") {
  return { target: { attribute: key, level }, operator: "=", text } as const;
}

describe("conditions", () => {
  it.each([
    ["", []],
    ["error=true", [attribute("error", "true")]],
    [
      'a=1  b="two words" c=',
      [attribute("a", "1"), attribute("b", "two words"), attribute("c", "")],
    ],
    ['q="say \\"hi\\""', [attribute("q", 'say "hi"')]],
    ["url=/a?b=c", [attribute("url", "/a?b=c")]],
    [
      "resource.host.name=a span.kind.of=b",
      [attribute("host.name", "a", "resource"), attribute("kind.of", "b", "span")],
    ],
    [
      '"kind"=x span."resource.a"=y',
      [attribute("kind", "x"), attribute("resource.a", "y", "span")],
    ],
    ['{"error":"true"}', [attribute("error", "true")]],
    ['{"resource.a":"b"}', [attribute("resource.a", "b")]],
    ["span.kind=server", [{ target: { field: "kind" }, operator: "=", text: "server" }]],
    ["duration>=1.5ms", [{ target: { field: "duration" }, operator: ">=", text: "1.5ms" }]],
    ["name=~^GET", [{ target: { field: "operation" }, operator: "=~", text: "^GET" }]],
    [
      "user.id!=nil",
      [{ target: { attribute: "user.id", level: "" }, operator: "exists", text: "" }],
    ],
    [
      "user.id=nil",
      [{ target: { attribute: "user.id", level: "" }, operator: "missing", text: "" }],
    ],
    ['user.id="nil"', [attribute("user.id", "nil")]],
  ] as const)("are read from %s", (text, expected) => {
    expect(parseConditions(text)).toEqual({ ok: true, value: expected });
  });

  it.each(["error", "=x", 'a="open', "{", "[1]", '{"a":1}', '""=x'])("are not %s", (text) => {
    expect(parseConditions(text).ok).toBe(false);
  });

  it("are written so that they are read as the same, whatever keys and values are", () => {
    const text = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom("nil", "kind", "span.kind", "span.a", "resource.", "{", 'a"b\\', "a b"),
    );
    const target = fc.oneof(
      fc.record({ field: fc.constantFrom("service", "operation", "duration", "kind", "status") }),
      fc.record({ attribute: text, level: fc.constantFrom("", "span", "resource") }),
    );
    const condition = fc.oneof(
      fc.record({
        target,
        operator: fc.constantFrom("=", "!=", ">", ">=", "<", "<=", "=~", "!~"),
        text: fc.oneof(text, fc.constant("")),
      }),
      fc.record({ target, operator: fc.constantFrom("exists", "missing"), text: fc.constant("") }),
    ) as fc.Arbitrary<SearchCondition>;
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 4 }), (conditions) => {
        expect(parseConditions(formatConditions(conditions))).toEqual({
          ok: true,
          value: conditions,
        });
      }),
    );
  });

  it("are described in words where signs would not do", () => {
    const parsed = parseConditions("a!=nil duration>=1s db=~x");
    expect(parsed.ok && parsed.value.map(describeCondition)).toEqual([
      "a exists",
      "duration ≥ 1s",
      "db matches x",
    ]);
  });
});

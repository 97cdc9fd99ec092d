import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PATTERN_STEPS_MAX } from "../../limits.ts";
import { Pattern } from "./pattern.ts";

function pattern(...texts: string[]): Pattern {
  const compiled = Pattern.compile(texts);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
}

describe("what is found", () => {
  it.each([
    "abc",
    "^abc$",
    "a.c",
    "a|bc|",
    "a*b+c?",
    "a{2}b{1,2}c{2,}",
    "(ab)+c",
    "(?:a|bc)*d",
    "[a-c]+[^a-c]",
    "[]a]",
    "[a-]",
    "\\d+\\.\\d+",
    "\\bab\\b",
    "\\Bb",
    "\\w+@\\w+",
    "(a|b)*a(a|b)(a|b)",
    "a+?b",
    "^$",
    "(?<name>ab)c",
    "\\x61\\u0062",
    "grün",
  ])("is the same as JavaScript finds: %s", (text) => {
    const ours = pattern(text);
    const theirs = new RegExp(text.replace("[]a]", "[\\]a]"));
    const units = fc.constantFrom(
      "a",
      "b",
      "c",
      "d",
      "]",
      "-",
      "1",
      ".",
      " ",
      "@",
      "\n",
      "ü",
      "grün",
    );
    fc.assert(
      fc.property(fc.array(units, { maxLength: 12 }), (parts) => {
        expect(ours.test(parts.join(""))).toBe(theirs.test(parts.join("")));
      }),
      { numRuns: 300 },
    );
  });
  it("is what one of several finds", () => {
    const two = pattern("^a", "b$");
    expect(["ax", "xb", "xax"].map((text) => two.test(text))).toEqual([true, true, false]);
  });
  it("ignores the case when (?i) says so", () => {
    expect(pattern("(?i)bearer [a-f]+").test("BEARER ABC")).toBe(true);
    expect(pattern("bearer").test("BEARER")).toBe(false);
  });
  it("goes on when there are more states than are remembered", () => {
    const many = pattern("(a|b)*a(a|b){14}c");
    for (let run = 0; run < 200; run++) {
      const text = Array.from({ length: 60 }, () => (Math.random() < 0.5 ? "a" : "b")).join("");
      expect(many.test(`${text}c`)).toBe(text.at(-15) === "a");
    }
  });
});

describe("what is masked", () => {
  it("is everything that a match covers, and nothing else", () => {
    expect(pattern("\\d{4}").mask("no 1234 and 5678.", "#")).toBe("no # and #.");
    expect(pattern("a.*z").mask("xaz--z-", "*")).toBe("x*-");
    expect(pattern("ab", "bc").mask("abc abc", "*")).toBe("* *");
    expect(pattern("x*").mask("abc", "*")).toBe("abc");
    expect(pattern("b").mask("abc", "*")).toBe("a*c");
  });
});

describe("what takes JavaScript for ever", () => {
  it.each([
    ["(a+)+$", "a".repeat(50_000) + "b"],
    ["(a|a)*c", "a".repeat(50_000)],
    [".*foo.*bar", "foo".repeat(20_000)],
  ])("takes %s no time", (text, value) => {
    expect(pattern(text).test(value)).toBe(false);
    expect(pattern(text).mask(value, "*")).toBe(value);
    expect(pattern(text, "^.").mask(value, "*")).toBe(`*${value.slice(1)}`);
  });
});

it("is quick with repetitions of nothing", () => {
  const nested = "(".repeat(9) + "()" + "{1000})".repeat(9);
  expect(pattern(`${nested}a`).test("ba")).toBe(true);
});

describe("what is refused", () => {
  it.each([
    ["(a", "a group is not closed"],
    ["a)", "not opened"],
    ["*a", "nothing is there to repeat"],
    ["a**", "a repetition is repeated"],
    ["[b-a]", "no order"],
    ["[a", "ends too early"],
    ["a{2,1}", "ends below its start"],
    ["a{1001}", "larger than 1000"],
    ["(a)\\1", "backreferences"],
    ["(?=a)", "looking around"],
    ["\\p{L}", "not supported"],
    ["\\", "ends too early"],
    [`(a{1000}){3}`, `${PATTERN_STEPS_MAX} steps`],
    ["(".repeat(60) + ")".repeat(60), "too deep"],
  ])("is %s", (text, problem) => {
    const compiled = Pattern.compile(["fine", text]);
    expect(compiled.ok ? "" : compiled.error).toContain(problem);
  });
});

import { expect, it } from "vitest";
import { completedCondition, typedCondition } from "./typed-condition.ts";

it.each([
  ["", { before: "", key: "", operator: "", value: "" }],
  ["http.ro", { before: "", key: "http.ro", operator: "", value: "" }],
  ["a=1 http.ro", { before: "a=1 ", key: "http.ro", operator: "", value: "" }],
  ["a=1 ", { before: "a=1 ", key: "", operator: "", value: "" }],
  ["a=1 b>=", { before: "a=1 ", key: "b", operator: ">=", value: "" }],
  ["b=~^x", { before: "", key: "b", operator: "=~", value: "^x" }],
  ['a="x y" name="GET /c', { before: 'a="x y" ', key: "name", operator: "=", value: "GET /c" }],
  ['resource."odd k', { before: "", key: 'resource."odd k', operator: "", value: "" }],
])("sees in %s what is being typed", (text, expected) => {
  expect(typedCondition(text)).toEqual(expected);
});

it("makes the condition with a proposed value, whatever is in it", () => {
  expect(completedCondition(typedCondition("resource.a!="), 'say "x" \\')).toEqual({
    ...{ target: { attribute: "a", level: "resource" }, operator: "!=", text: 'say "x" \\' },
  });
  expect(completedCondition(typedCondition("a"), "x")).toBeUndefined();
});

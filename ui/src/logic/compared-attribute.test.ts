import { expect, it } from "vitest";
import { comparedCondition, comparedName, shareText } from "./compared-attribute.ts";

const KIND = { level: "field", key: "kind", difference: 1, values: [] } as const;
const POD = { level: "resource", key: "k8s.pod.name", difference: 1, values: [] } as const;

it("names kinds and states", () => {
  expect(comparedName(KIND, "3")).toBe("client");
  expect(comparedName({ ...KIND, key: "status" }, "2")).toBe("error");
  expect(comparedName(POD, "3")).toBe("3");
});

it("asks for a value at the level where it was counted", () => {
  expect(comparedCondition(KIND, "2")).toEqual({
    ...{ target: { field: "kind" }, operator: "=", text: "server" },
  });
  expect(comparedCondition(POD, "a")).toEqual({
    ...{ target: { attribute: "k8s.pod.name", level: "resource" }, operator: "=", text: "a" },
  });
});

it("does not ask for a value that came cut", () => {
  expect(comparedCondition(POD, "x".repeat(256))).toBeUndefined();
});

it.each([
  [0, 5, "0 %"],
  [5, 5, "100 %"],
  [1, 1000, "< 1 %"],
  [999, 1000, "> 99 %"],
  [1, 3, "33 %"],
  [0, 0, "0 %"],
])("says that %i of %i are %s", (count, of, text) => {
  expect(shareText(count, of)).toBe(text);
});

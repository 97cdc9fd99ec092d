import { expect, it } from "vitest";
import {
  chosenValue,
  comparisonText,
  hasTerm,
  parseSpanQuery,
  toggleTerm,
  withChosen,
} from "./span-query.ts";

it("takes words next to each other as one phrase, and every text as something", () => {
  expect(parseSpanQuery("GET  /Cart items")).toEqual([
    { type: "phrase", negated: false, text: "get /cart items" },
  ]);
  expect(parseSpanQuery('"is:error"')).toEqual([
    { type: "phrase", negated: false, text: "is:error" },
  ]);
  for (const text of ["", " ", "=", "-", '"', '""', "a=", ">=5", "is:nothing"]) {
    expect(() => parseSpanQuery(text)).not.toThrow();
  }
  expect(parseSpanQuery("-")).toEqual([{ type: "phrase", negated: false, text: "-" }]);
});

it("understands fields, attributes, traits and their negation", () => {
  expect(parseSpanQuery('service="my cart" duration>=10ms -is:error work http.route!=/a')).toEqual([
    { type: "compare", negated: false, key: "service", operator: "=", value: "my cart" },
    { type: "compare", negated: false, key: "duration", operator: ">=", value: "10ms" },
    { type: "is", negated: true, what: "error" },
    { type: "phrase", negated: false, text: "work" },
    { type: "compare", negated: false, key: "http.route", operator: "!=", value: "/a" },
  ]);
});

it("puts a term into a text and takes it out again", () => {
  const term = comparisonText("service", "=", "my cart");
  const text = toggleTerm("GET is:error", term);
  expect(text).toBe('GET is:error service="my cart"');
  expect(hasTerm(text, term)).toBe(true);
  expect(toggleTerm(text, term)).toBe("GET is:error");
  expect(toggleTerm("is:error", "is:error")).toBe("");
});

it("asks one value of a key, in place of another", () => {
  const text = withChosen("GET service=cart -service=ad is:error", "service", "my cart");
  expect(text).toBe('GET -service=ad is:error service="my cart"');
  expect(chosenValue(text, "service")).toBe("my cart");
  expect(withChosen(text, "service", "")).toBe("GET -service=ad is:error");
  expect(chosenValue("-service=ad service!=b", "service")).toBe("");
  expect(withChosen("{ status = error }", "service", "ad")).toBe("service=ad");
  expect(chosenValue('{ resource.service.name = "service=ad" }', "service")).toBe("");
});

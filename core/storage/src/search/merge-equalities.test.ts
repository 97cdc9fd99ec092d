import { allOf, anyOf, attributeTextIs, fieldIs, not, type SpanPredicate } from "@spanhouse/model";
import { expect, it } from "vitest";
import type { PositivePredicate } from "./positive-predicate.ts";
import { toPositive } from "./to-positive.ts";

const route = (text: string): SpanPredicate => attributeTextIs("app.route", text, "span");
const ROUTES = Array.from({ length: 240 }, (_, index) => `/route/${index}`);

/** The tests of all leaves, in order. */
function testsOf(predicate: PositivePredicate): string[] {
  switch (predicate.type) {
    case "value":
      return [predicate.test.type];
    case "not":
      return testsOf(predicate.of).map((test) => `not ${test}`);
    case "some":
      return testsOf(predicate.where);
    case "and":
    case "or":
      return predicate.of.flatMap(testsOf);
  }
}

it("makes one condition of alternatives for one place, however they are nested", () => {
  expect(toPositive(anyOf(ROUTES.map(route)))).toEqual({
    type: "or",
    of: [
      {
        type: "value",
        place: { attribute: "app.route", level: "span" },
        test: { type: "oneOf", constants: ROUTES.map((value) => ({ type: "text", value })) },
      },
    ],
  });
  const nested = anyOf([route("/a"), anyOf([route("/b"), fieldIs("name", "=", "x")])]);
  expect(testsOf(toPositive(nested))).toEqual(["oneOf", "compare"]);
  const anyLevel = anyOf([attributeTextIs("zone", "a"), attributeTextIs("zone", "b")]);
  expect(testsOf(toPositive(anyLevel))).toEqual(["oneOf", "oneOf"]);
});

it("makes one condition of what is excluded for one place", () => {
  const none = allOf(ROUTES.map((text) => not(route(text))));
  expect(testsOf(toPositive(none))).toEqual(["not oneOf"]);
});

it("leaves alone what must hold together, and what is not an equality", () => {
  expect(testsOf(toPositive(allOf([route("/a"), route("/b")])))).toEqual(["compare", "compare"]);
  const longer = anyOf([fieldIs("duration", ">", 5n), fieldIs("duration", "=", 1n)]);
  expect(testsOf(toPositive(longer))).toEqual(["compare", "compare"]);
});

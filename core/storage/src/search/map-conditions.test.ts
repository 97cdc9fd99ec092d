import { allOf, anyOf, attributeTextIs, fieldIs, not, type SpanPredicate } from "@spanhouse/model";
import { expect, it } from "vitest";
import { SEARCH_MAP_CONDITIONS_MAX } from "../limits.ts";
import { checkMapConditions } from "./map-conditions.ts";
import { toPositive } from "./to-positive.ts";

const keys = (count: number): SpanPredicate[] =>
  Array.from({ length: count }, (_, index) => not(attributeTextIs(`key-${index}`, "5", "span")));

function check(where: SpanPredicate): () => void {
  return () => checkMapConditions(toPositive(where));
}

it("refuses more attributes than can be planned, however they are combined", () => {
  expect(check(allOf(keys(SEARCH_MAP_CONDITIONS_MAX)))).not.toThrow();
  for (const combined of [allOf, anyOf]) {
    expect(check(combined(keys(SEARCH_MAP_CONDITIONS_MAX + 1)))).toThrow(
      expect.objectContaining({ code: "QUERY_TOO_LARGE" }) as Error,
    );
  }
});

it("counts a list of values of one attribute once, and what has a column of its own not at all", () => {
  const values = Array.from({ length: 240 }, (_, index) => index);
  expect(check(anyOf(values.map((value) => attributeTextIs("a", `${value}`))))).not.toThrow();
  expect(
    check(allOf(values.map((value) => fieldIs("duration", ">", BigInt(value))))),
  ).not.toThrow();
});

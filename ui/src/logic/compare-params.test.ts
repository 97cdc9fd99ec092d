import { expect, it } from "vitest";
import { comparedByJaeger, comparedId, orderOf, toCompareParams } from "./compare-params.ts";

const ONE = "0af7651916cd43dd8448eb211c80319c";
const TWO = "5b8aa5a2d2c872e8321cf37308d69df2";

it("keeps what it knows and nothing empty", () => {
  expect(toCompareParams({ a: ONE, b: "", only: "1", other: "x", view: 3 })).toEqual({
    a: ONE,
    only: "1",
  });
});

it("orders a tree by time and a list by self time unless something else is asked for", () => {
  expect(orderOf({})).toBe("time");
  expect(orderOf({ view: "list" })).toBe("self");
  expect(orderOf({ view: "list", sort: "count" })).toBe("count");
  expect(orderOf({ sort: "nonsense" })).toBe("time");
});

it("reads Jaeger's address of a comparison", () => {
  expect(comparedByJaeger(`${ONE}...${TWO}`)).toEqual({ a: ONE, b: TWO });
  expect(comparedByJaeger(`${ONE}...`)).toEqual({ a: ONE });
  expect(comparedByJaeger(`...${TWO}`)).toEqual({ b: TWO });
  for (const text of [ONE, "...", `${ONE}..${TWO}`, "x...y"]) {
    expect(comparedByJaeger(text)).toBeUndefined();
  }
});

it("takes ids as they are pasted", () => {
  expect(comparedId(` ${ONE.toUpperCase()} `)).toBe(ONE);
  expect(comparedId(`http://host/trace/${ONE}?span=1`)).toBe(ONE);
  expect(comparedId("typical")).toBeUndefined();
});

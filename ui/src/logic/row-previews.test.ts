import { expect, it } from "vitest";
import { parseShownKeys, previewText, rowPreviews, shownKeysText } from "./row-previews.ts";

const attributes = {
  keys: [],
  columns: new Map([
    ["http.route", { values: ["/cart", "/pay"], of: Int32Array.of(1, -1, 0) }],
    ["tier", { values: ["gold"], of: Int32Array.of(0, -1, -1) }],
  ]),
};

it("says of a row which of the attributes it has, short and in full", () => {
  const previews = rowPreviews(attributes, ["tier", "nobody", "http.route"]);
  expect(previewText(previews, 0)).toEqual({
    ...{ short: "tier=gold  route=/pay", full: "tier: gold\nhttp.route: /pay" },
  });
  expect(previewText(previews, 1)).toBeUndefined();
  expect(previewText(previews, 2)?.short).toBe("route=/cart");
});

it("has its keys in the address, commas too", () => {
  const keys = ["http.route", "a,b"];
  expect(parseShownKeys(shownKeysText(keys))).toEqual(keys);
  expect(parseShownKeys("a,,a")).toEqual(["a"]);
  expect(parseShownKeys(undefined)).toEqual([]);
});

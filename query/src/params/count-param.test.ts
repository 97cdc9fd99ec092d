import { err, ok } from "@spanhouse/base";
import { expect, it } from "vitest";
import { parseCount } from "./count-param.ts";

const read = (text: string, min?: number) =>
  parseCount(new URLSearchParams(text), "limit", {
    missing: 20,
    max: 500,
    ...(min === undefined ? {} : { min }),
  });

it.each([
  ["", 20],
  ["limit=", 20],
  ["limit=7", 7],
  ["limit=007", 7],
  ["limit=501", 500],
  [`limit=${"9".repeat(100)}`, 500],
])("a count in %j is %i", (text, count) => {
  expect(read(text)).toEqual(ok(count));
});

it.each(["limit=0", "limit=-1", "limit=1.5", "limit=1e3", "limit=x", `limit=${"9".repeat(101)}`])(
  "%s is no count",
  (text) => {
    expect(read(text)).toEqual(err("limit must be a whole number from 1"));
  },
);

it("begins at what it is told to", () => {
  expect(read("limit=0", 0)).toEqual(ok(0));
  expect(read("limit=x", 0)).toEqual(err("limit must be a whole number from 0"));
});

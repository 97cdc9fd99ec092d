import { expect, it } from "vitest";
import { isLoadFailure } from "./load-failure.ts";

it.each([
  ["Failed to fetch dynamically imported module: http://h/assets/Map.js", true],
  ["error loading dynamically imported module: http://h/assets/Map.js", true],
  ["Importing a module script failed.", true],
  ["Unable to preload CSS for http://h/assets/Map.css", true],
  ["x is not a function", false],
])("%s is a part of the page that did not come: %s", (message, isOne) => {
  expect(isLoadFailure(new TypeError(message))).toBe(isOne);
  expect(isLoadFailure(message)).toBe(false);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isSupported, isTooOld } from "./node-version.ts";

const VERSIONS = ["18.20.0", "20.18.3", "20.19.0", "21.7.0", "22.11.0", "22.12.0", "23.0.0"];

it("supports what package.json says, and newer", () => {
  const file = readFileSync(join(import.meta.dirname, "../package.json"), "utf8");
  const { engines } = JSON.parse(file) as { readonly engines: { readonly node: string } };
  expect(engines.node).toBe("^20.19.0 || ^22.12.0 || >=24.0.0");
  const supported = [...VERSIONS, "24.0.0", "26.1.0"].filter(isSupported);
  expect(supported).toEqual(["20.19.0", "22.12.0", "24.0.0", "26.1.0"]);
});

it("stays away from what is older, and tries what is not", () => {
  expect(VERSIONS.filter(isTooOld)).toEqual(["18.20.0", "20.18.3"]);
});

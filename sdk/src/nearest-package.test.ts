import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nearestPackage } from "./nearest-package.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spanhouse-sdk-"));
  mkdirSync(join(folder, "a/b"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);

it("takes name and version from the nearest package.json that has a name", () => {
  write("package.json", '{"name":"outer","version":"2.0.0"}');
  write("a/package.json", '{"name":"shop"}');
  write("a/b/package.json", '{"type":"module"}');
  expect(nearestPackage(join(folder, "a/b"))).toEqual({ name: "shop" });
  expect(nearestPackage(folder)).toEqual({ name: "outer", version: "2.0.0" });
});

it("passes over a package.json that is no JSON or holds nonsense", () => {
  write("package.json", '{"name":"outer"}');
  for (const text of ["{", "null", "[]", '{"name":5}', '{"name":""}']) {
    write("a/package.json", text);
    expect(nearestPackage(join(folder, "a"))).toEqual({ name: "outer" });
  }
});

import { expect, it } from "vitest";
import { importBreaches } from "./import-table.ts";

const file = (path: string, ...imports: string[]) => ({ path, imports });

it("finds an import against the direction", () => {
  expect(importBreaches([file("core/model/src/span.ts", "@spanhouse/storage")])).toEqual([
    "core/model/src/span.ts: core/model/ may not import @spanhouse/storage",
  ]);
});

it("finds one of Node's modules in a room that runs in a browser", () => {
  expect(importBreaches([file("core/base/src/hex.ts", "node:fs")])).toHaveLength(1);
  expect(importBreaches([file("core/base/src/hex.test.ts", "node:fs")])).toEqual([]);
});

it("finds a path that leaves its room", () => {
  expect(importBreaches([file("query/src/a.ts", "../../collector/src/b.ts")])).toHaveLength(1);
  expect(importBreaches([file("query/src/a.ts", "./b.ts", "../src/c.ts")])).toEqual([]);
});

it("keeps React out of the logic of the UI", () => {
  expect(importBreaches([file("ui/src/logic/a.ts", "react")])).toHaveLength(1);
  expect(importBreaches([file("ui/src/views/A.tsx", "react")])).toEqual([]);
});

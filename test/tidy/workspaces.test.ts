import { expect, it } from "vitest";
import { referenceBreaches, type Workspace } from "./workspaces.ts";

const workspace = (name: string, dependencies: string[], references: string[]): Workspace => ({
  folder: name,
  name: `@spanhouse/${name}`,
  dependencies,
  references,
  exports: new Map(),
  fields: {},
});

it("finds a dependency without a reference and a reference without a dependency", () => {
  const breaches = referenceBreaches([
    workspace("a", ["@spanhouse/b"], []),
    workspace("b", [], ["a"]),
  ]);
  expect(breaches).toEqual([
    "@spanhouse/a: tsconfig.json has no reference to b",
    "@spanhouse/b: package.json does not depend on a",
  ]);
});

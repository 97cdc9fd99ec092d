import { expect, it } from "vitest";
import { missingOptionalParts, oddSources } from "./lockfile.ts";

it("finds a part for a platform that got lost", () => {
  const optionalDependencies = { "lib-linux": "1.0.0", "lib-mac": "1.0.0" };
  const packages = {
    "node_modules/a": { optionalDependencies },
    "node_modules/b/node_modules/c": { optionalDependencies },
    "node_modules/lib-linux": {},
    "node_modules/b/node_modules/lib-mac": {},
  };
  expect(missingOptionalParts({ packages })).toEqual(["node_modules/a: lib-mac has no entry"]);
});

it("finds a package from elsewhere than the public registry", () => {
  const packages = {
    "node_modules/a": { resolved: "https://registry.npmjs.org/a/-/a-1.0.0.tgz" },
    "node_modules/b": { resolved: "http://mirror.example/b-1.0.0.tgz" },
    "node_modules/@spanhouse/base": { resolved: "core/base", link: true },
  };
  expect(oddSources({ packages })).toEqual(["node_modules/b: http://mirror.example/b-1.0.0.tgz"]);
});

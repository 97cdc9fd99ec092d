// Builds into dist/: main.js, which is the demo itself, its services one by one, each a plain program, and leash.js,
// which ends a service with the demo. Packages of others stay outside, where instrumentations find them.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");
const services = (...names) =>
  names.map((name) => ({ in: join(HERE, `src/services/${name}/main.ts`), out: name }));

const settings = {
  outdir: DIST,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
};

await rm(DIST, { recursive: true, force: true });
await build({
  ...settings,
  format: "esm",
  entryPoints: [
    { in: join(HERE, "src/main.ts"), out: "main" },
    ...services("storefront", "catalog", "inventory", "payment", "fraud", "fulfilment", "database"),
  ],
});
// The SDK traces CommonJS by the same flag, so one of the services is. The leash must not start Node's pool of threads,
// see standalone/spanhouse.cjs.
await build({
  ...settings,
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  entryPoints: [...services("checkout"), { in: join(HERE, "src/leash.ts"), out: "leash" }],
});

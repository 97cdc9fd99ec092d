// Bundles the first-party TypeScript behind the `spanhouse` command into dist/. Third-party packages stay
// outside: native modules, worker threads and instrumentation that patches modules need them as they are.

import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname;

/** First party is what we name or reach by path; everything else is left to Node. */
const thirdPartyOutside = {
  name: "third-party-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@spanhouse/")
        ? undefined
        : { path, external: true },
    );
  },
};

const result = await build({
  entryPoints: [join(HERE, "src/main.ts")],
  outdir: join(HERE, "dist"),
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  sourcemap: true,
  metafile: true,
  logLevel: "warning",
  plugins: [thirdPartyOutside],
});

// The bundle lies in this room, so what its other rooms import must be found from here too.
const { resolve } = createRequire(join(HERE, "dist/main.js"));
const missing = new Set();
for (const output of Object.values(result.metafile.outputs)) {
  for (const { path, external } of output.imports) {
    if (!external || isBuiltin(path)) continue;
    try {
      resolve(path);
    } catch (error) {
      if (error.code === "MODULE_NOT_FOUND") missing.add(path);
      else if (error.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    }
  }
}
if (missing.size > 0) {
  console.error(`not found from standalone/dist: ${[...missing].join(", ")}`);
  process.exitCode = 1;
}

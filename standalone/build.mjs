// Bundles what is behind the `spanhouse` command into dist/:
//
//   main.js    every role. Third-party packages stay outside: native modules, worker threads and instrumentation
//              that patches modules need them as they are
//   agent.js   the role `agent` alone, with the little of third-party packages that it uses: half of an agent's
//              memory would be theirs, and an agent may have none of them installed
//   command.js what reads the agent's command line and configuration, for a process of its own

import { readFile } from "node:fs/promises";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname;

const isOurs = (path) => /^[./]/.test(path) || path.startsWith("@spanhouse/");

/** First party is what we name or reach by path; everything else is left to Node. */
const thirdPartyOutside = {
  name: "third-party-outside",
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === "entry-point" || isOurs(path) ? undefined : { path, external: true },
    );
  },
};

/**
 * Loading a module does nothing but define things, so what the agent does not use is left out, with all that it
 * would load. `start.ts`, which starts the other roles, is not there at all.
 */
const agentOnly = {
  name: "agent-only",
  setup({ onLoad, onResolve, resolve }) {
    // esbuild leaves out what is not used of a namespace, but not of an object that holds one.
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const contents = text.replace('import { z } from "zod"', 'import * as z from "zod"');
      return { contents, loader: "ts" };
    });
    onResolve({ filter: /.*/ }, async ({ path, kind, pluginData, ...where }) => {
      if (kind === "entry-point" || pluginData === "resolving") return undefined;
      if (path === "./start.ts" || path === "pino-pretty") return { path, external: true };
      if (path === "./command.ts" && where.importer.endsWith("/main.ts")) {
        return { path: join(HERE, "src/command-in-child.ts"), sideEffects: false };
      }
      if (isBuiltin(path) || !isOurs(path)) return undefined;
      const resolved = await resolve(path, { kind, pluginData: "resolving", ...where });
      return { ...resolved, sideEffects: false };
    });
  },
};

const shared = {
  entryPoints: [join(HERE, "src/main.ts")],
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  sourcemap: true,
  metafile: true,
  logLevel: "warning",
};
const result = await build({
  ...shared,
  outfile: join(HERE, "dist/main.js"),
  plugins: [thirdPartyOutside],
});
const small = {
  ...shared,
  // Read at the start by Node and kept, they would be most of an agent's memory.
  sourcemap: false,
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [agentOnly],
  // What is CommonJS in there still asks for Node's own modules.
  banner: {
    js: 'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);',
  },
};
await build({ ...small, outfile: join(HERE, "dist/agent.js") });
await build({
  ...small,
  entryPoints: [join(HERE, "src/command-child.ts")],
  outfile: join(HERE, "dist/command.js"),
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

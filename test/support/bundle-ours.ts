import { build } from "esbuild";

/**
 * Bundles an entry point as the product ships: our own packages in one file, everything else outside.
 * Both are absolute paths.
 */
export async function bundleOurs(entryPoint: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    logLevel: "warning",
    plugins: [
      {
        name: "third-party-outside",
        setup(bundle) {
          bundle.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@spanhouse/")
              ? undefined
              : { path, external: true },
          );
        },
      },
    ],
  });
}

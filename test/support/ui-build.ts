import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { makeFolderOnce } from "./make-once.ts";

const UI = join(import.meta.dirname, "../../ui");
/** Everything that a build is made of, besides the packages, which the lockfile names. */
const SOURCES = [
  ...["ui/index.html", "ui/vite.config.js", "ui/package.json", "package-lock.json"],
  ...["ui/src", "ui/public", "core"],
];

/**
 * The folder of the UI as `vite build` makes it from the sources as they are now. It is apart from `ui/dist`,
 * which tests neither need nor change.
 */
export function buildUi(): Promise<string> {
  return makeFolderOnce({ prefix: "spanhouse-ui-", sources: SOURCES, make: build });
}

async function build(folder: string): Promise<void> {
  const { resolve } = createRequire(join(UI, "package.json"));
  const vite = join(dirname(resolve("vite/package.json")), "bin/vite.js");
  const args = [vite, "build", "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"];
  await promisify(execFile)(process.execPath, args, {
    cwd: UI,
    env: { ...process.env, NODE_ENV: "production" },
  });
}

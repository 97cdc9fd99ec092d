import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const UI = join(import.meta.dirname, "../../ui");

/** The UI as `vite build` makes it from the sources as they are now. */
export interface UiBuild {
  readonly folder: string;
  remove(): void;
}

/** Builds into a folder of its own, so that tests neither need nor change `ui/dist`. */
export async function buildUi(): Promise<UiBuild> {
  const folder = mkdtempSync(join(tmpdir(), "spanhouse-ui-"));
  const { resolve } = createRequire(join(UI, "package.json"));
  const vite = join(dirname(resolve("vite/package.json")), "bin/vite.js");
  const args = [vite, "build", "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"];
  await promisify(execFile)(process.execPath, args, {
    cwd: UI,
    env: { ...process.env, NODE_ENV: "production" },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

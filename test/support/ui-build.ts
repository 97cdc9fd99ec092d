import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "../..");
const UI = join(ROOT, "ui");
/** Everything that a build is made of, besides the packages, which the lockfile names. */
const SOURCES = ["ui/src", "ui/public", "core"].map((folder) => join(ROOT, folder));
const FILES = ["ui/index.html", "ui/vite.config.js", "ui/package.json", "package-lock.json"];

const PREFIX = "spanhouse-ui-";
/** Whoever uses a build makes it new. */
const UNUSED_MS_MAX = 3_600_000;

/**
 * The folder of the UI as `vite build` makes it from the sources as they are now. It is apart from `ui/dist`,
 * which tests neither need nor change, and shared: a build takes as long as a file of tests.
 */
export async function buildUi(): Promise<string> {
  const folder = join(tmpdir(), `${PREFIX}${hashOfSources()}`);
  if (!existsSync(folder)) {
    removeOldBuilds();
    const making = mkdtempSync(join(tmpdir(), `${PREFIX}making-`));
    await build(making);
    moveUnlessThere(making, folder);
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
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

function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const path of [...FILES.map((file) => join(ROOT, file)), ...SOURCES.flatMap(filesIn)]) {
    hash.update(path).update("\0").update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 16);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/node_modules|\.types/.test(entry.parentPath))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** Two may have built the same at once; the first one stays. */
function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
    rmSync(from, { recursive: true, force: true });
  }
}

/** Of sources that are not these any more, and of tests that were killed. */
function removeOldBuilds(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (ageMs > UNUSED_MS_MAX) rmSync(path, { recursive: true, force: true });
  }
}

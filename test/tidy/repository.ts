import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The checkout as the rules see it: the files git knows or would add, with `/` in their paths. */
export const ROOT = join(import.meta.dirname, "../..");

/** Paths from the root, sorted. */
export function listFiles(): readonly string[] {
  const output = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = output.split("\0").filter((path) => path !== "");
  // A file that was just deleted is still in git's index.
  return [...new Set(paths)].filter((path) => existsSync(join(ROOT, path))).sort();
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

export function readJson(path: string): unknown {
  return JSON.parse(readText(path));
}

export function sizeOf(path: string): number {
  return statSync(join(ROOT, path)).size;
}

/** TypeScript of ours: not built, not generated. */
export function isSource(path: string): boolean {
  return /\.tsx?$/.test(path) && !path.endsWith(".d.ts");
}

/** Tests and what only tests use. */
export function isTest(path: string): boolean {
  return path.startsWith("test/") || /\.test\.tsx?$/.test(path) || path.includes("/testing/");
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** What a browser has to load before a page works: the scripts of the entry and of the page's chunk. */

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

/** KiB of the scripts of a page in a built UI, gzipped; `source` is the file of the page, as in `src/views/…`. */
export function pageScriptsKiB(folder: string, source: string): number {
  const text = readFileSync(join(folder, ".vite/manifest.json"), "utf8");
  const manifest = JSON.parse(text) as Readonly<Record<string, Chunk>>;
  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry === true)!;
  const keys = new Set([...withImports(manifest, entry), ...withImports(manifest, source)]);
  const bytes = [...keys]
    .map((key) => readFileSync(join(folder, manifest[key]!.file)))
    .reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0);
  return bytes / 1024;
}

/** The chunk and all it imports at once, by key of the manifest. */
function withImports(manifest: Readonly<Record<string, Chunk>>, key: string): Set<string> {
  const keys = new Set([key]);
  for (const each of keys) for (const next of manifest[each]?.imports ?? []) keys.add(next);
  return keys;
}

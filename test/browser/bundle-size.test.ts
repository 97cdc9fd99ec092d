import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { buildUi } from "../support/ui-build.ts";

/** What a browser has to load before a page works: the scripts of the entry and of the page's chunk. */

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

let folder: string;

beforeAll(async () => {
  folder = await buildUi();
});

/** The chunk and all it imports at once, by key of the manifest. */
function withImports(manifest: Readonly<Record<string, Chunk>>, key: string): Set<string> {
  const keys = new Set([key]);
  for (const each of keys) for (const next of manifest[each]?.imports ?? []) keys.add(next);
  return keys;
}

it.each([
  { page: "search", source: "src/views/search/SearchPage.tsx", kibMax: 163 },
  { page: "trace", source: "src/views/trace/TracePage.tsx", kibMax: 172 },
  { page: "services", source: "src/views/services/ServicesPage.tsx", kibMax: 150 },
  { page: "map", source: "src/views/map/MapPage.tsx", kibMax: 150 },
  { page: "compare", source: "src/views/compare/ComparePage.tsx", kibMax: 160 },
])("the $page page loads at most $kibMax KiB of script, gzipped", ({ source, kibMax }) => {
  const text = readFileSync(join(folder, ".vite/manifest.json"), "utf8");
  const manifest = JSON.parse(text) as Readonly<Record<string, Chunk>>;
  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry === true)!;
  const keys = new Set([...withImports(manifest, entry), ...withImports(manifest, source)]);
  expect(keys.has(source)).toBe(true);
  const bytes = [...keys]
    .map((key) => readFileSync(join(folder, manifest[key]!.file)))
    .reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0);
  expect(bytes / 1024).toBeLessThan(kibMax);
  // A page that got much smaller deserves a lower bound.
  expect(bytes / 1024).toBeGreaterThan(kibMax * 0.7);
});

it("loads nothing from elsewhere and needs no inline script", () => {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  expect(html).not.toMatch(/https?:\/\//);
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(html).not.toMatch(/<style|style=/);
});

it("keeps search engines away from the traces", () => {
  expect(readFileSync(join(folder, "robots.txt"), "utf8")).toContain("Disallow: /\n");
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { pageScriptsKiB } from "../support/page-scripts.ts";
import { buildUi } from "../support/ui-build.ts";

let folder: string;

beforeAll(async () => {
  folder = await buildUi();
});

it.each([
  { page: "search", source: "src/views/search/SearchPage.tsx", kibMax: 163 },
  { page: "trace", source: "src/views/trace/TracePage.tsx", kibMax: 172 },
  { page: "services", source: "src/views/services/ServicesPage.tsx", kibMax: 150 },
  { page: "map", source: "src/views/map/MapPage.tsx", kibMax: 150 },
  { page: "compare", source: "src/views/compare/ComparePage.tsx", kibMax: 160 },
])("the $page page loads at most $kibMax KiB of script, gzipped", ({ source, kibMax }) => {
  const kib = pageScriptsKiB(folder, source);
  expect(kib).toBeLessThan(kibMax);
  // A page that got much smaller deserves a lower bound.
  expect(kib).toBeGreaterThan(kibMax * 0.7);
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

import { pageScriptsKiB } from "../../support/page-scripts.ts";
import { buildUi } from "../../support/ui-build.ts";
import type { Measure } from "../report.ts";

/** How much script a page loads before it works. A thousand bytes are a kilobyte in the goals, as on a line. */
const PAGES = [
  { page: "search", source: "src/views/search/SearchPage.tsx", kilobytesMax: 170 },
  { page: "trace", source: "src/views/trace/TracePage.tsx", kilobytesMax: 200 },
] as const;

export async function scripts(): Promise<readonly Measure[]> {
  const folder = await buildUi();
  return PAGES.map(({ page, source, kilobytesMax }) => ({
    name: `JavaScript of the ${page} page, gzip`,
    ...{
      value: pageScriptsKiB(folder, source) * 1.024,
      unit: "KB",
      goal: { atMost: kilobytesMax },
    },
  }));
}

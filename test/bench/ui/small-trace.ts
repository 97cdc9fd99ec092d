import { openPage } from "../../support/browser.ts";
import { startingAt, wideTrace } from "../../support/shop-spans.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import type { Measure } from "../report.ts";
import { repeated } from "./repeated.ts";

/** A trace of 1,000 spans and the search page, each in a profile that has nothing of the app yet. */

const TRACE_ID = `${"0".repeat(31)}d`;
const SPANS = 1_000;

export async function coldPages(ui: UiInBrowser, runs: number): Promise<readonly Measure[]> {
  await ui.query.insert(
    startingAt(Date.now() - 60_000, wideTrace(TRACE_ID, SPANS, 20, SPANS / 10)),
  );
  const { median } = await repeated(runs, async () => ({
    trace: await timeFromNothing(ui, `/trace/${TRACE_ID}`, '[aria-rowindex="2"]'),
    ...(await searchPaint(ui)),
  }));
  const { trace, paint, shift } = median;
  return [
    { name: "cold, to first row, 1,000 spans", value: trace, unit: "ms", goal: { atMost: 700 } },
    { name: "search, largest paint", value: paint, unit: "ms", goal: { atMost: 1_000 } },
    { name: "search, shift of the layout", value: shift, unit: "", goal: { atMost: 0.02 } },
  ];
}

/** Milliseconds from the start of the navigation to the second frame with `selector`. */
async function timeFromNothing(ui: UiInBrowser, path: string, selector: string): Promise<number> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}${path}`, { waitUntil: "commit" });
  await page.locator(selector).waitFor();
  const ms = await page.evaluate<number>(
    "new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())))",
  );
  await watched.close();
  return ms;
}

async function searchPaint(ui: UiInBrowser): Promise<{ paint: number; shift: number }> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}/search`);
  await page.locator("[data-trace]").first().waitFor();
  const seen = await page.evaluate<{ paint: number; shift: number }>(`new Promise((resolve) => {
    const seen = { paint: 0, shift: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.paint = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(seen), 500);
  })`);
  await watched.close();
  return seen;
}

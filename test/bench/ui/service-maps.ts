import { openPage } from "../../support/browser.ts";
import { manyServices } from "../../support/many-services.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import type { Measure } from "../report.ts";
import { inputToFrame } from "./event-timing.ts";
import { medianOf, timeTo } from "./page-timing.ts";

/** The map of 500 services by their namespaces, and the matrix of 2,000. */

const HOUR_MS = 3_600_000;
const MAPS = [
  { services: 500, hoursAgo: 48 },
  { services: 2_000, hoursAgo: 72 },
] as const;

export async function serviceMaps(ui: UiInBrowser, runs: number): Promise<readonly Measure[]> {
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  for (const { services, hoursAgo } of MAPS) {
    await ui.query.insert(manyServices(hour - hoursAgo * HOUR_MS, services, 4));
  }
  await ui.query.store.graphJob.run({ everything: true });
  const rangeOf = ({ hoursAgo }: (typeof MAPS)[number]): string => {
    const startMs = hour - hoursAgo * HOUR_MS;
    return `lookback=custom&start=${startMs}000&end=${startMs + HOUR_MS}000`;
  };
  const of = await medianOf(runs, async () => ({
    map: await shown(ui, `/map?${rangeOf(MAPS[0])}`, "[data-node]"),
    warm: await reloaded(ui, `/map?${rangeOf(MAPS[0])}`),
    matrix: await shown(ui, `/map?view=matrix&${rangeOf(MAPS[1])}`, "[role=grid]"),
    move: await moved(ui, `/map?view=matrix&${rangeOf(MAPS[1])}`),
  }));
  return [
    { name: "map of 500 services, cold", value: of.map, unit: "ms", goal: { atMost: 1_000 } },
    {
      name: "map of 500 services, in the app",
      value: of.warm,
      unit: "ms",
      goal: { atMost: 1_000 },
    },
    { name: "matrix of 2,000, cold", value: of.matrix, unit: "ms", goal: { atMost: 1_500 } },
    { name: "matrix of 2,000, arrow key", value: of.move, unit: "ms", goal: { atMost: 50 } },
  ];
}

/** Milliseconds from the start of the navigation, in a profile without anything of the app. */
async function shown(ui: UiInBrowser, path: string, selector: string): Promise<number> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}${path}`, { waitUntil: "commit" });
  await page.locator(selector).first().waitFor();
  const ms = await page.evaluate<number>(
    "new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())))",
  );
  await watched.close();
  return ms;
}

/** From the search, where the app is loaded and the map was shown before. */
async function reloaded(ui: UiInBrowser, path: string): Promise<number> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}${path}`);
  await page.locator("[data-node]").first().waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Search" }).click();
  await page.getByRole("combobox", { name: "Conditions" }).waitFor();
  const ms = await timeTo(page, "[data-node]", async () => {
    await page.keyboard.press("Shift");
    await page.goBack();
  });
  await watched.close();
  return ms;
}

async function moved(ui: UiInBrowser, path: string): Promise<number> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}${path}`);
  const grid = page.getByRole("grid", { name: "Who calls whom" });
  await grid.focus();
  const ms = await inputToFrame(page, async () => {
    for (let move = 0; move < 10; move++) await page.keyboard.press("ArrowRight");
  });
  await watched.close();
  return ms;
}

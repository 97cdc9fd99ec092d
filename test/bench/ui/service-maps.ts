import { openPage } from "../../support/browser.ts";
import { manyServices } from "../../support/many-services.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import type { Measure } from "../report.ts";
import { inputToFrame } from "./event-timing.ts";
import { framesDuring, longFramesDuring } from "./frames.ts";
import { timeTo } from "./page-timing.ts";
import { repeated } from "./repeated.ts";

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
  const { median: of } = await repeated(runs, async () => ({
    map: await shown(ui, `/map?${rangeOf(MAPS[0])}`, "[data-node]"),
    ...(await reloaded(ui, `/map?${rangeOf(MAPS[0])}`)),
    ...(await panned(ui, `/map?${rangeOf(MAPS[0])}`)),
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
    {
      name: "map of 500 services, longest animation frame of 50 ms or more",
      ...{ value: of.longestFrame, unit: "ms", goal: { atMost: 50 } },
    },
    {
      name: "map of 500 services, pan, frame p95",
      value: of.pan,
      unit: "ms",
      goal: { atMost: 17 },
    },
    {
      name: "map of 500 services, pan, longest animation frame of 50 ms or more",
      ...{ value: of.panLongest, unit: "ms" },
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

/** From the search, where the app is loaded and the map was shown before; and the longest frame on the way. */
async function reloaded(ui: UiInBrowser, path: string) {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}${path}`);
  await page.locator("[data-node]").first().waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Search" }).click();
  await page.getByRole("combobox", { name: "Conditions" }).waitFor();
  let warm = 0;
  const { longestMs } = await longFramesDuring(page, async () => {
    warm = await timeTo(page, "[data-node]", async () => {
      await page.keyboard.press("Shift");
      await page.goBack();
    });
  });
  await watched.close();
  return { warm, longestFrame: longestMs };
}

/** The drawing, made larger than its place, is dragged to and fro. */
async function panned(ui: UiInBrowser, path: string) {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}${path}`);
  await page.locator("[data-node]").first().waitFor();
  for (let step = 0; step < 3; step++) await page.getByRole("button", { name: "Larger" }).click();
  const box = (await page.getByRole("group", { name: "Service map" }).boundingBox())!;
  const look = { x: box.x + box.width / 2, y: box.y + box.height / 2, selector: "[role=group]" };
  const y = box.y + 30;
  const frames = await framesDuring(page, look, async () => {
    await page.mouse.move(box.x + 600, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 100, y + 300, { steps: 60 });
    await page.mouse.move(box.x + 600, y, { steps: 60 });
    await page.mouse.up();
  });
  await watched.close();
  return { pan: frames.p95Ms, panLongest: frames.longestMs };
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

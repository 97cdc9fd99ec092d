import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import type { Measure } from "../report.ts";
import { framesDuring } from "./frames.ts";
import { LIST_MAX, liveId, liveNumber, liveTraces, openLiveList } from "./live-traces.ts";
import { scrollAt } from "./trace-gestures.ts";

/** A live list into which very many traces arrive, while somebody scrolls it. */

/** More than the goal, which is about what arrives. */
const STORED_PER_SECOND = 600;
const ARRIVING_PER_SECOND_MIN = 500;
const STORED_EVERY_MS = 250;
const STORED_AT_ONCE = (STORED_PER_SECOND * STORED_EVERY_MS) / 1000;
/** Before somebody scrolls, so that the list is full. */
const FILLING_MS = 5_000;

/** Near the lower edge of the screen, where the list is wherever the page is scrolled to. */
const LOOK_AT_Y = 800;

export async function liveFlood(ui: UiInBrowser): Promise<readonly Measure[]> {
  const watched = await openLiveList(ui, "flood");
  const { page } = watched;
  await noteNewest(page);
  const ending = new AbortController();
  const storing = storeUntil(ui, ending.signal);
  await delay(FILLING_MS);
  const frames = await scrolledList(page);
  const rowsPerSecond = await page.evaluate<number>("window.rowsPerSecond()");
  await page.evaluate("window.scrollTo(0, 0)");
  ending.abort();
  const newest = await storing;
  await page.locator(`[data-trace="${liveId("flood", newest)}"]`).waitFor();
  const missing = await rowsMissing(page, newest);
  await watched.close();

  const measure = (name: string, value: number, unit: string, atMost: number): Measure => ({
    ...{ name: `live, ${STORED_PER_SECOND} traces/s: ${name}`, value, unit, goal: { atMost } },
  });
  return [
    {
      name: `live, ${STORED_PER_SECOND} traces/s: rows that arrive`,
      ...{ value: rowsPerSecond, unit: "/s", goal: { atLeast: ARRIVING_PER_SECOND_MIN } },
    },
    measure("rows that are missing", missing, "rows", 0),
    measure("scroll, frame p95", frames.p95Ms, "ms", 17),
    measure("scroll, frame p99", frames.p99Ms, "ms", 34),
    measure("scroll, longest animation frame of 50 ms or more", frames.longestMs, "ms", 50),
    measure("scroll, frames with an empty place", frames.blank, "frames", 0),
  ];
}

/** Stores traces from number 1 on; answers with the number of the last. */
async function storeUntil(ui: UiInBrowser, signal: AbortSignal): Promise<number> {
  const startedMs = performance.now();
  for (let turn = 1; ; turn++) {
    await ui.query.insert(liveTraces("flood", (turn - 1) * STORED_AT_ONCE + 1, STORED_AT_ONCE));
    // An insert that took longer is made up for.
    await delay(Math.max(0, startedMs + turn * STORED_EVERY_MS - performance.now()));
    if (signal.aborted) return turn * STORED_AT_ONCE;
  }
}

/** The pointer is beside the list, which would stand still below it: somebody reads there. */
async function scrolledList(page: Page) {
  const box = (await page.locator("[data-trace]").first().boundingBox())!;
  const look = { x: Math.round(box.x + 300), y: LOOK_AT_Y, selector: "[data-trace]" };
  const beside = { x: Math.round(box.x / 2), y: LOOK_AT_Y };
  return framesDuring(page, look, () => scrollAt(page, beside));
}

/**
 * Notes each time that the list gets newer ones, wherever it is scrolled to: the number of a row and its place say which
 * the newest is.
 */
async function noteNewest(page: Page): Promise<void> {
  await page.evaluate(`{
    const changes = [];
    const look = (now) => {
      const row = document.querySelector("[data-trace]");
      const newest = parseInt(row.dataset.trace.slice(2), 16) + Number(row.ariaPosInSet) - 1;
      if (newest !== changes.at(-1)?.newest) changes.push({ now, newest });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    window.rowsPerSecond = () => {
      // The first was there before, and what has come since it is not known.
      const [from, to] = [changes[1], changes.at(-1)];
      return ((to.newest - from.newest) / (to.now - from.now)) * 1000;
    };
  }`);
}

/** How many traces are missing between the first of the list and its last: they were stored one after the other. */
async function rowsMissing(page: Page, newest: number): Promise<number> {
  await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
  const last = page.locator(`[data-trace][aria-posinset="${LIST_MAX}"]`);
  const oldest = liveNumber((await last.getAttribute("data-trace"))!);
  return newest - oldest + 1 - LIST_MAX;
}

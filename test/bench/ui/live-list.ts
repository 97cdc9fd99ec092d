import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import { percentile, type Measure } from "../report.ts";
import { liveFlood } from "./live-flood.ts";
import { liveId, liveTraces, openLiveList } from "./live-traces.ts";

/** A list of traces that is live: how soon a stored trace is a row of it, and what it bears. */

/** Stored one at a time, not in step with the questions of the page. */
const SINGLES = 60;
const SINGLE_EVERY_MS = 230;

export async function liveList(ui: UiInBrowser): Promise<readonly Measure[]> {
  const waits = await storedToRow(ui);
  const name = `live, stored to row, of ${SINGLES}`;
  return [
    { name: `${name}: median`, value: percentile(waits, 0.5), unit: "ms" },
    { name: `${name}: p95`, value: percentile(waits, 0.95), unit: "ms", goal: { atMost: 2_000 } },
    ...(await liveFlood(ui)),
  ];
}

async function storedToRow(ui: UiInBrowser): Promise<readonly number[]> {
  const watched = await openLiveList(ui, "single");
  const { page } = watched;
  await noteRows(page);
  const storedAt: number[] = [];
  for (let at = 1; at <= SINGLES; at++) {
    await ui.query.insert(liveTraces("single", at, 1));
    storedAt.push(Date.now());
    await delay(SINGLE_EVERY_MS);
  }
  await page.locator(`[data-trace="${liveId("single", SINGLES)}"]`).waitFor();
  const seenAt = await page.evaluate<Readonly<Record<string, number>>>("window.rowsSeenAt");
  await watched.close();
  return storedAt.map((ms, at) => seenAt[liveId("single", at + 1)]! - ms);
}

/** Notes when the page has shown each row for the first time, in milliseconds since 1970. */
async function noteRows(page: Page): Promise<void> {
  await page.evaluate(`{
    window.rowsSeenAt = {};
    const look = () => {
      for (const { dataset } of document.querySelectorAll("[data-trace]")) {
        window.rowsSeenAt[dataset.trace] ??= Date.now();
      }
      requestAnimationFrame(look);
    };
    look();
  }`);
}

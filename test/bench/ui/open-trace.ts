import { openPage, type WatchedPage } from "../../support/browser.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import { type LongFrames, longFramesDuring } from "./frames.ts";
import { heapMiB, timeTo } from "./page-timing.ts";

/** A trace that was opened by a click in the list of a search; the app was loaded before. */
export interface OpenedTrace {
  readonly watched: WatchedPage;
  /** Milliseconds from the click to the frame with the first row. */
  readonly firstRow: number;
  /** From the click until all of the trace has come and is shown. */
  readonly opening: LongFrames;
  /** Of the page with the list. */
  readonly heapBeforeMiB: number;
}

/** Whoever opens it closes it. */
export async function openTrace(ui: UiInBrowser, traceId: string): Promise<OpenedTrace> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  page.setDefaultTimeout(60_000);
  await page.goto(`${ui.url}/search?service=gateway&lookback=1d`);
  const link = page.locator(`[data-trace="${traceId}"] a`);
  await link.waitFor();
  const heapBeforeMiB = await heapMiB(page);
  let firstRow = 0;
  const opening = await longFramesDuring(page, async () => {
    firstRow = await timeTo(page, '[aria-rowindex="2"]', () => link.click());
  });
  return { watched, firstRow, opening, heapBeforeMiB };
}

import type { Browser } from "playwright-core";
import { openPage } from "../../support/browser.ts";
import { percentile } from "../report.ts";

/** How fast the browser runs one fixed loop here, so that figures of different machines can be compared. */

const STEPS = 100_000_000;
const RUNS = 5;

/** Milliseconds, the median; taken before and after all else, it also tells whether the machine was as idle then. */
export async function calibrationMs(browser: Browser): Promise<number> {
  const watched = await openPage(browser);
  const times = await watched.page.evaluate<
    readonly number[]
  >(`Array.from({ length: ${RUNS} }, () => {
    const started = performance.now();
    let hash = 1;
    for (let step = 0; step < ${STEPS}; step++) hash = Math.imul(hash ^ step, 0x01000193);
    window.calibration = hash;
    return performance.now() - started;
  })`);
  await watched.close();
  return Math.round(percentile(times, 0.5));
}

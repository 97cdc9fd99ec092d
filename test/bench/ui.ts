import { loadavg } from "node:os";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";
import { type Measure, printReport } from "./report.ts";
import { actions } from "./ui/actions.ts";
import { calibrationMs } from "./ui/calibration.ts";
import { largeStore } from "./ui/large-store.ts";
import { largeTraces } from "./ui/large-traces.ts";
import { liveList } from "./ui/live-list.ts";
import { scripts } from "./ui/scripts.ts";
import { searches } from "./ui/searches.ts";
import { serviceMaps } from "./ui/service-maps.ts";
import { shapedTraces } from "./ui/shaped-traces.ts";
import { coldPages } from "./ui/small-trace.ts";

/**
 * The UI in a real browser over the real service. Each figure is the median of RUNS without the first, unless its name
 * says otherwise; "slowest" is the largest of the same runs, which stands for the 95th percentile of so few.
 */

const RUNS = 7;

type Part = (ui: UiInBrowser, runs: number) => Promise<readonly Measure[]>;

const PARTS: Readonly<Record<string, Part>> = {
  ...{ scripts, cold: coldPages, search: searches, live: liveList, map: serviceMaps },
  ...{ actions, shapes: shapedTraces, traces: largeTraces },
};

/**
 * `npm run bench -- ui [<part> …]`: all of PARTS when none is named. `npm run bench -- ui store` is a part of its own,
 * which takes minutes to set up; see large-store.ts.
 */
export async function main(args: readonly string[]): Promise<void> {
  if (args[0] === "store") {
    const browser = await launchBrowser();
    try {
      await report(browser, () => largeStore(browser, RUNS, args));
    } finally {
      await browser.close();
    }
    return;
  }
  const names = args.length > 0 ? args : Object.keys(PARTS);
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown !== undefined) {
    throw new Error(`there is no part ${unknown}: ${Object.keys(PARTS).join(", ")}, store`);
  }
  const ui = await startUiInBrowser();
  try {
    await report(ui.browser, async () => {
      const measures: Measure[] = [];
      for (const name of names) {
        process.stderr.write(`${name} …\n`);
        measures.push(...(await PARTS[name]!(ui, RUNS)));
      }
      return measures;
    });
  } finally {
    await ui.close();
  }
}

async function report(browser: Browser, measure: () => Promise<readonly Measure[]>): Promise<void> {
  const before = await state(browser);
  const measures = await measure();
  const after = await state(browser);
  printReport({
    bench: "ui",
    measures,
    conditions: {
      ...{ browser: browser.version(), viewport: "1440x900", runs: RUNS - 1 },
      calibrationMs: `${before.calibrationMs}/${after.calibrationMs}`,
      load: `${before.load}/${after.load}`,
    },
  });
}

/** How fast and how busy the machine is, before and after. */
async function state(browser: Browser) {
  return { load: loadavg()[0]!.toFixed(1), calibrationMs: await calibrationMs(browser) };
}

import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";
import { type Measure, printReport } from "./report.ts";
import { actions } from "./ui/actions.ts";
import { largeTraces } from "./ui/large-traces.ts";
import { searches } from "./ui/searches.ts";
import { serviceMaps } from "./ui/service-maps.ts";
import { coldPages } from "./ui/small-trace.ts";

/** The UI in a real browser over the real service. Each figure is the median of RUNS without the first. */

const RUNS = 7;

const PARTS: Readonly<
  Record<string, (ui: UiInBrowser, runs: number) => Promise<readonly Measure[]>>
> = { cold: coldPages, search: searches, map: serviceMaps, actions, traces: largeTraces };

/** `npm run bench -- ui [cold] [search] [map] [actions] [traces]`; all of them when none is named. */
export async function main(args: readonly string[]): Promise<void> {
  const names = args.length > 0 ? args : Object.keys(PARTS);
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown !== undefined) {
    throw new Error(`there is no part ${unknown}: ${Object.keys(PARTS).join(", ")}`);
  }
  const ui = await startUiInBrowser();
  try {
    const measures: Measure[] = [];
    for (const name of names) {
      process.stderr.write(`${name} …\n`);
      measures.push(...(await PARTS[name]!(ui, RUNS)));
    }
    printReport({
      bench: "ui",
      measures,
      conditions: { browser: ui.browser.version(), viewport: "1440x900", runs: RUNS - 1 },
    });
  } finally {
    await ui.close();
  }
}

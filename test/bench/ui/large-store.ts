import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { openPage } from "../../support/browser.ts";
import { startSpanhouse } from "../../support/spanhouse-process.ts";
import { numberOption } from "../bench-store.ts";
import { landscapeData } from "../landscape-data.ts";
import { untilIdle } from "../process-cpu.ts";
import type { Measure } from "../report.ts";
import { timeTo } from "./page-timing.ts";
import { repeated } from "./repeated.ts";

/**
 * The search over the last hour of a store of 10 million spans, the built executable in front. Filling the store takes
 * minutes, so this runs only when it is named: `npm run bench -- ui store [--data <folder>]`, the folder of `bench -- query`.
 */

const HOUR_MS = 3_600_000;
const BATCH_SPANS = 100_000;

export async function largeStore(
  browser: Browser,
  runs: number,
  args: readonly string[],
): Promise<readonly Measure[]> {
  const at = args.indexOf("--data");
  const kept = at < 0 ? undefined : args[at + 1];
  const dataFolder = kept ?? mkdtempSync(join(tmpdir(), "spanhouse-bench-"));
  const wanted = { spans: numberOption(args, "spans", 10_000_000), batchSpans: BATCH_SPANS };
  try {
    const { spans, endUnixMs } = await landscapeData(dataFolder, wanted);
    const spanhouse = await startSpanhouse({ dataFolder, set: ["log.level=warn"] });
    try {
      await untilIdle(spanhouse.child.pid!);
      const range = `lookback=custom&start=${endUnixMs - HOUR_MS}000&end=${endUnixMs}000`;
      const { median: of, largest } = await repeated(runs, () =>
        firstTrace(browser, spanhouse.urls.query, range),
      );
      const store = `store of ${spans.toLocaleString("en-US")} spans, last hour`;
      return [
        { name: `${store}: key to first trace`, value: of.ms, unit: "ms", goal: { atMost: 300 } },
        { name: "the same, slowest", value: largest.ms, unit: "ms" },
      ];
    } finally {
      await spanhouse.kill();
    }
  } finally {
    if (kept === undefined) rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** From the key that asks, with the page loaded and nothing found before, to the frame with a trace. */
async function firstTrace(
  browser: Browser,
  url: string,
  range: string,
): Promise<{ readonly ms: number }> {
  const watched = await openPage(browser);
  const { page } = watched;
  await page.goto(`${url}/search?service=nobody&${range}`);
  await page.getByText("No trace matches").waitFor();
  const service = page.getByRole("combobox", { name: "Service" });
  await service.fill("");
  await page.getByLabel("Limit").focus();
  const ms = await timeTo(page, "[data-trace]", () => page.keyboard.press("Enter"));
  await watched.close();
  return { ms };
}

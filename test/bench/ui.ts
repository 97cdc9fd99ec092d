import type { Page } from "playwright-core";
import { openPage } from "../support/browser.ts";
import { startingAt, wideTrace } from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";
import { type Measure, percentile, printReport } from "./report.ts";

/**
 * The page of a large trace in a real browser over the real service: each figure is the median of RUNS,
 * from the click or key to the second frame after the page shows the result. The app is loaded before.
 */

const RUNS = 7;
/** The first runs warm up the engine. */
const DROPPED = 1;
const TRACES = [
  { spans: 10_000, firstRowMsMax: 300, traceId: "0000000000000000000000000000000a" },
  { spans: 100_000, firstRowMsMax: 500, traceId: "0000000000000000000000000000000b" },
] as const;

type Sample = Readonly<
  Record<"firstRow" | "answer" | "page" | "answerKiB" | "collapse" | "find", number>
>;

/** `npm run bench -- ui` */
export async function main(): Promise<void> {
  const ui = await startUiInBrowser();
  try {
    const measures: Measure[] = [];
    for (const trace of TRACES) {
      await ui.query.insert(
        startingAt(Date.now() - 60_000, wideTrace(trace.traceId, trace.spans, 50)),
      );
      const samples: Sample[] = [];
      for (let run = 0; run < RUNS; run++) samples.push(await sampleOf(ui, trace));
      measures.push(...measuresOf(trace, samples.slice(DROPPED)));
    }
    printReport({
      bench: "ui",
      measures,
      conditions: { browser: ui.browser.version(), viewport: "1440x900", runs: RUNS - DROPPED },
    });
  } finally {
    await ui.close();
  }
}

function measuresOf(trace: (typeof TRACES)[number], samples: readonly Sample[]): Measure[] {
  const of = (name: keyof Sample): number =>
    percentile(
      samples.map((sample) => sample[name]),
      0.5,
    );
  const spans = trace.spans.toLocaleString("en-US");
  return [
    {
      name: `click to first row, ${spans} spans`,
      value: of("firstRow"),
      unit: "ms",
      goal: { atMost: trace.firstRowMsMax },
    },
    { name: `of which the answer, ${spans} spans`, value: of("answer"), unit: "ms" },
    { name: `of which the page, ${spans} spans`, value: of("page"), unit: "ms" },
    { name: `size of the answer, ${spans} spans`, value: of("answerKiB"), unit: "KiB" },
    {
      name: `collapse all, ${spans} spans`,
      value: of("collapse"),
      unit: "ms",
      goal: { atMost: 50 },
    },
    {
      name: `find, key to count, ${spans} spans`,
      value: of("find"),
      unit: "ms",
      goal: { atMost: 100 },
    },
  ];
}

async function sampleOf(ui: UiInBrowser, trace: (typeof TRACES)[number]): Promise<Sample> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  page.setDefaultTimeout(60_000);
  await page.goto(`${ui.url}/search?service=gateway`);
  const link = page.locator(`[data-trace="${trace.traceId}"] a`);
  await link.waitFor();
  const firstRow = await timeTo(page, '[aria-rowindex="2"]', () => link.click());
  const [answer, answerKiB] = await page.evaluate((id) => {
    const entry = performance
      .getEntriesByType("resource")
      .find(({ name }) => name.includes(`/api/own/traces/${id}`)) as PerformanceResourceTiming;
    return [entry.duration, entry.encodedBodySize / 1024] as const;
  }, trace.traceId);
  const collapse = await timeTo(page, '[role=treegrid][aria-rowcount="2"]', () =>
    page.keyboard.press("]"),
  );
  await page.keyboard.press("[");
  await page.keyboard.press("/");
  const find = await timeTo(page, "[data-testid=find-count]:not(:empty)", () =>
    page.keyboard.press("9"),
  );
  await watched.close();
  return { firstRow, answer, page: firstRow - answer, answerKiB, collapse, find };
}

/** Milliseconds from the first input event of `act` to the second frame after `selector` matches. */
async function timeTo(page: Page, selector: string, act: () => Promise<void>): Promise<number> {
  await page.evaluate(timerScript(selector));
  await act();
  return page.evaluate<number>("window.timing");
}

/** Text, not a function: the loader of this file puts names into functions that a page does not have. */
function timerScript(selector: string): string {
  return `window.timing = new Promise((resolve) => {
    const begin = () => {
      const started = performance.now();
      const look = () => {
        if (document.querySelector(${JSON.stringify(selector)}) === null) requestAnimationFrame(look);
        else requestAnimationFrame(() => resolve(performance.now() - started));
      };
      requestAnimationFrame(look);
    };
    for (const type of ["click", "keydown"]) {
      document.addEventListener(type, begin, { capture: true, once: true });
    }
  }), undefined`;
}

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
  { spans: 100_000, firstRowMsMax: 500, heapMiBMax: 120, traceId: `${"0".repeat(31)}b` },
  { spans: 1_000_000, firstRowMsMax: 3_000, heapMiBMax: 700, traceId: `${"0".repeat(31)}c` },
] as const;

const INSERTED_AT_ONCE = 100_000;

/** As many operations as such a trace has in practice; find has something to look through. */
const OPERATIONS = 5_000;

/** How far and how fast the waterfall is scrolled. */
const SCROLL_PX = 20_000;
const SCROLL_PX_PER_SECOND = 4_000;

type Sample = Readonly<
  Record<
    | "firstRow"
    | "answer"
    | "page"
    | "answerKiB"
    | "end"
    | "collapse"
    | "find"
    | "frame"
    | "blankFrames"
    | "heapMiB",
    number
  >
>;

/** `npm run bench -- ui` */
export async function main(): Promise<void> {
  const ui = await startUiInBrowser();
  try {
    const measures: Measure[] = [];
    for (const trace of TRACES) {
      await insertTrace(ui, trace);
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

/** In parts: a million spans at once are more objects than this process should hold. */
async function insertTrace(ui: UiInBrowser, trace: (typeof TRACES)[number]): Promise<void> {
  const startUnixMs = Date.now() - 60_000;
  const spans = startingAt(startUnixMs, wideTrace(trace.traceId, trace.spans, 50, OPERATIONS));
  for (let from = 0; from < spans.length; from += INSERTED_AT_ONCE) {
    await ui.query.insert(spans.slice(from, from + INSERTED_AT_ONCE));
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
      goal: { atMost: trace.spans > 100_000 ? 1_000 : 100 },
    },
    { name: `End, key to last row, ${spans} spans`, value: of("end"), unit: "ms" },
    {
      name: `scroll, frame p95, ${spans} spans`,
      value: of("frame"),
      unit: "ms",
      goal: { atMost: 17 },
    },
    {
      name: `scroll, frames with an empty place, ${spans} spans`,
      value: of("blankFrames"),
      unit: "frames",
      goal: { atMost: 0 },
    },
    {
      name: `heap with buffers after collection, ${spans} spans`,
      value: of("heapMiB"),
      unit: "MiB",
      ...("heapMiBMax" in trace ? { goal: { atMost: trace.heapMiBMax } } : {}),
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
  const scroll = await scrolled(page);
  const heapMiB = await heapOf(page);
  await page.getByRole("treegrid").focus();
  const last = `[aria-rowindex="${trace.spans + 1}"][data-active]`;
  const end = await timeTo(page, last, () => page.keyboard.press("End"));
  await page.keyboard.press("/");
  const find = await timeTo(page, "[data-testid=find-count]:not(:empty)", () =>
    page.keyboard.press("9"),
  );
  await watched.close();
  const opening = { firstRow, answer, page: firstRow - answer, answerKiB };
  return { ...opening, end, collapse, find, ...scroll, heapMiB };
}

/** Scrolls with the wheel; the time between frames, and in how many no row was under the middle. */
async function scrolled(page: Page): Promise<Pick<Sample, "frame" | "blankFrames">> {
  const box = (await page.getByRole("treegrid").boundingBox())!;
  const at = { x: Math.round(box.x + 200), y: Math.round(box.y + box.height / 2) };
  await page.evaluate(frameScript(at));
  const session = await page.context().newCDPSession(page);
  await session.send("Input.synthesizeScrollGesture", {
    ...at,
    yDistance: -SCROLL_PX,
    speed: SCROLL_PX_PER_SECOND,
    gestureSourceType: "mouse",
  });
  const frames = await page.evaluate<{ ms: number[]; blank: number }>("window.endFrames()");
  return { frame: percentile(frames.ms, 0.95), blankFrames: frames.blank };
}

/** JavaScript objects and the memory of typed arrays, which the heap's own figure leaves out. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const usage: { usedSize: number; backingStorageSize?: number } =
    await session.send("Runtime.getHeapUsage");
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 2 ** 20;
}

function frameScript({ x, y }: { readonly x: number; readonly y: number }): string {
  return `{
    const ms = [];
    let blank = 0;
    let last;
    let wanted = true;
    const frame = (now) => {
      if (last !== undefined) ms.push(now - last);
      last = now;
      if (document.elementFromPoint(${x}, ${y})?.closest("[data-row]") == null) blank++;
      if (wanted) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    window.endFrames = () => { wanted = false; return { ms, blank }; };
  }`;
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

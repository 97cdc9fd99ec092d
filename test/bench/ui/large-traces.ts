import type { Page } from "playwright-core";
import { openPage } from "../../support/browser.ts";
import { startingAt, wideTrace } from "../../support/shop-spans.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import { percentile, type Measure } from "../report.ts";
import { hoversDuring, inputToFrame } from "./event-timing.ts";
import { framesDuring, heapMiB, medianOf, timeTo } from "./page-timing.ts";
import { traceComputing } from "./trace-computing.ts";

/** The page of a large trace, opened by a click in the list of a search; the app is loaded before. */

const TRACES = [
  { spans: 10_000, firstRowMsMax: 300, traceId: "0000000000000000000000000000000a" },
  { spans: 100_000, firstRowMsMax: 500, heapMiBMax: 120, traceId: `${"0".repeat(31)}b` },
  { spans: 1_000_000, firstRowMsMax: 3_000, heapMiBMax: 700, traceId: `${"0".repeat(31)}c` },
] as const;
type LargeTrace = (typeof TRACES)[number];

const INSERTED_AT_ONCE = 100_000;

/** As many operations as such a trace has in practice; find has something to look through. */
const OPERATIONS = 5_000;

/** What only the answer about a span brings. */
const DETAILS = "aside[aria-label='Span details'] details";

const HOVERS = 200;
const ROW_PX = 26;

/** How far and how fast the waterfall is scrolled. */
const SCROLL_PX = 20_000;
const SCROLL_PX_PER_SECOND = 4_000;

export async function largeTraces(ui: UiInBrowser, runs: number): Promise<readonly Measure[]> {
  const measures: Measure[] = [traceComputing(runs)];
  for (const trace of TRACES) {
    await insertTrace(ui, trace);
    measures.push(...measuresOf(trace, await medianOf(runs, () => sampleOf(ui, trace))));
  }
  return measures;
}

/** In parts: a million spans at once are more objects than this process should hold. */
async function insertTrace(ui: UiInBrowser, trace: LargeTrace): Promise<void> {
  const startUnixMs = Date.now() - 60_000;
  const spans = startingAt(startUnixMs, wideTrace(trace.traceId, trace.spans, 50, OPERATIONS));
  for (let from = 0; from < spans.length; from += INSERTED_AT_ONCE) {
    await ui.query.insert(spans.slice(from, from + INSERTED_AT_ONCE));
  }
}

type Sample = Awaited<ReturnType<typeof sampleOf>>;

async function sampleOf(ui: UiInBrowser, trace: LargeTrace) {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  page.setDefaultTimeout(60_000);
  await page.goto(`${ui.url}/search?service=gateway`);
  const link = page.locator(`[data-trace="${trace.traceId}"] a`);
  await link.waitFor();
  const firstRow = await timeTo(page, '[aria-rowindex="2"]', () => link.click());
  const [answer, answerKiB] = await answerOf(page, trace.traceId);
  const collapse = await inputToFrame(page, () => page.keyboard.press("]"));
  await page.locator('[role=treegrid][aria-rowcount="2"]').waitFor();
  const expand = await inputToFrame(page, () => page.keyboard.press("["));
  const scroll = await scrolled(page);
  const zoom = await zoomed(page);
  const drag = await draggedOnMinimap(page);
  const hover = await hovered(page);
  const heap = await heapMiB(page);
  await page.getByRole("treegrid").focus();
  const last = `[aria-rowindex="${trace.spans + 1}"][data-active]`;
  const end = await timeTo(page, last, () => page.keyboard.press("End"));
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const details = await timeTo(page, DETAILS, () => page.keyboard.press("Enter"));
  await page
    .getByRole("region", { name: "Among its like" })
    .getByText(/ spans? of /)
    .waitFor();
  const detailRequests = requests.filter((url) => url.includes("/spans/")).length;
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  const find = await timeTo(page, "[data-testid=find-count]:not(:empty)", () =>
    page.keyboard.press("9"),
  );
  await watched.close();
  const opening = { firstRow, answer, page: firstRow - answer, answerKiB };
  return {
    ...{ ...opening, collapse, expand, end, details, find, heap },
    ...{ scroll: scroll.p95Ms, blank: scroll.blank, zoom: zoom.p95Ms, drag: drag.p95Ms },
    ...{ hover, detailRequests, otherRequests: requests.length - detailRequests },
  };
}

/** How long the first answer took, and the size of all of them. */
async function answerOf(page: Page, traceId: string): Promise<readonly [number, number]> {
  return page.evaluate((id) => {
    const entries = performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.includes(`/api/own/traces/${id}`)) as PerformanceResourceTiming[];
    const bytes = entries.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    return [entries[0]!.duration, bytes / 1024] as const;
  }, traceId);
}

async function scrolled(page: Page) {
  const at = await middleOfRows(page);
  const session = await page.context().newCDPSession(page);
  return framesDuring(page, { ...at, selector: "[data-row]" }, async () => {
    await session.send("Input.synthesizeScrollGesture", {
      ...at,
      yDistance: -SCROLL_PX,
      speed: SCROLL_PX_PER_SECOND,
      gestureSourceType: "mouse",
    });
  });
}

/** Forty notches of the wheel with the control key. */
async function zoomed(page: Page) {
  const at = await middleOfRows(page);
  await page.mouse.move(at.x + 500, at.y);
  await page.keyboard.down("Control");
  const frames = await framesDuring(page, { ...at, selector: "[data-row]" }, async () => {
    for (let notch = 0; notch < 40; notch++) await page.mouse.wheel(0, notch < 20 ? -60 : 60);
  });
  await page.keyboard.up("Control");
  return frames;
}

/** A window of time is drawn on the small picture, then moved to and fro. */
async function draggedOnMinimap(page: Page) {
  const rows = await middleOfRows(page);
  const box = (await page.getByTestId("minimap").boundingBox())!;
  const y = box.y + box.height / 2;
  const at = (fraction: number): number => box.x + box.width * fraction;
  const frames = await framesDuring(page, { ...rows, selector: "[data-row]" }, async () => {
    await page.mouse.move(at(0.2), y);
    await page.mouse.down();
    await page.mouse.move(at(0.5), y, { steps: 20 });
    await page.mouse.up();
    await page.mouse.move(at(0.35), y);
    await page.mouse.down();
    await page.mouse.move(at(0.7), y, { steps: 20 });
    await page.mouse.move(at(0.35), y, { steps: 20 });
    await page.mouse.up();
  });
  await page.keyboard.press("0");
  return frames;
}

/** Two hundred times from one row to the next, down the screen and up again; milliseconds to the frame, p95. */
async function hovered(page: Page): Promise<number> {
  const box = (await page.getByRole("treegrid").boundingBox())!;
  const rowsInView = Math.floor((box.height - 60) / ROW_PX);
  const durations = await hoversDuring(page, HOVERS, async () => {
    for (let hover = 0; hover < HOVERS; hover++) {
      const turn = hover % (rowsInView * 2);
      const place = turn < rowsInView ? turn : rowsInView * 2 - 1 - turn;
      await page.mouse.move(box.x + 150, box.y + 40 + place * ROW_PX);
    }
  });
  return percentile(durations, 0.95);
}

async function middleOfRows(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const box = (await page.getByRole("treegrid").boundingBox())!;
  return { x: Math.round(box.x + 200), y: Math.round(box.y + box.height / 2) };
}

function measuresOf(trace: LargeTrace, of: Sample): Measure[] {
  const isHuge = trace.spans > 100_000;
  const measure = (name: string, value: number, unit: string, atMost?: number): Measure => ({
    ...{ name: `${name}, ${trace.spans.toLocaleString("en-US")} spans`, value, unit },
    ...(atMost === undefined ? {} : { goal: { atMost } }),
  });
  return [
    measure("click to first row", of.firstRow, "ms", trace.firstRowMsMax),
    measure("of which the first answer", of.answer, "ms"),
    measure("of which all else", of.page, "ms"),
    measure("size of the answers", of.answerKiB, "KiB", isHuge ? undefined : 2_048),
    measure("collapse all, key to frame", of.collapse, "ms", 50),
    measure("expand all, key to frame", of.expand, "ms", 50),
    measure("find, key to count", of.find, "ms", isHuge ? 1_000 : 100),
    measure("End, key to last row", of.end, "ms"),
    measure("Enter to details of the span", of.details, "ms", 100),
    measure("requests that the details wait for", of.detailRequests, "requests", 1),
    measure("requests beside them", of.otherRequests, "requests"),
    measure("scroll, frame p95", of.scroll, "ms", 17),
    measure("scroll, frames with an empty place", of.blank, "frames", 0),
    measure("zoom by wheel, frame p95", of.zoom, "ms", 17),
    measure("drag on the minimap, frame p95", of.drag, "ms", 17),
    measure("hover over 200 rows, input to frame p95", of.hover, "ms", 16),
    measure(
      "heap with buffers after collection",
      of.heap,
      "MiB",
      "heapMiBMax" in trace ? trace.heapMiBMax : undefined,
    ),
  ];
}

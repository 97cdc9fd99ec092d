import type { Page } from "playwright-core";
import { wideTrace } from "../../support/shop-spans.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import type { Measure } from "../report.ts";
import { insertTrace } from "./insert-trace.ts";
import { openTrace } from "./open-trace.ts";
import { heapMiB, timeTo } from "./page-timing.ts";
import { repeated, type Repeated } from "./repeated.ts";
import { traceComputing } from "./trace-computing.ts";
import { draggedOnMinimap, hovered, zoomed } from "./trace-gestures.ts";
import { TENANT_KEY, TENANTS } from "./trace-shapes.ts";
import { treeAndScroll, treeAndScrollMeasures } from "./tree-and-scroll.ts";

/** The page of a large trace: fifty subtrees of leaves. */

const TRACES = [
  { spans: 10_000, firstRowMsMax: 300, traceId: "0000000000000000000000000000000a" },
  { spans: 100_000, firstRowMsMax: 500, heapMiBMax: 120, traceId: `${"0".repeat(31)}b` },
  { spans: 1_000_000, firstRowMsMax: 3_000, heapMiBMax: 700, traceId: `${"0".repeat(31)}c` },
] as const;
type LargeTrace = (typeof TRACES)[number];

/** As many operations as such a trace has in practice; find has something to look through. */
const OPERATIONS = 5_000;

/** What only the answer about a span brings. */
const DETAILS = "aside[aria-label='Span details'] details";
const FIND_COUNT = "[data-testid=find-count]:not(:empty)";

export async function largeTraces(ui: UiInBrowser, runs: number): Promise<readonly Measure[]> {
  const measures: Measure[] = [...traceComputing(runs)];
  for (const trace of TRACES) {
    await insertTrace(ui, wideTrace(trace.traceId, trace.spans, 50, OPERATIONS));
    measures.push(...measuresOf(trace, await repeated(runs, () => sampleOf(ui, trace))));
  }
  return measures;
}

type Sample = Awaited<ReturnType<typeof sampleOf>>;

async function sampleOf(ui: UiInBrowser, trace: LargeTrace) {
  const { watched, firstRow, opening, heapBeforeMiB } = await openTrace(ui, trace.traceId);
  const { page } = watched;
  const [answer, answerKiB] = await answerOf(page, trace.traceId);
  const open = { firstRow, answer, page: firstRow - answer, answerKiB };
  const blocked = { longestFrame: opening.longestMs, blocked: opening.blockedMs };
  const rows = await treeAndScroll(page);
  const zoom = await zoomed(page);
  const drag = await draggedOnMinimap(page);
  const hover = await hovered(page);
  const heap = await heapMiB(page);
  await page.getByRole("treegrid").focus();
  const last = `[aria-rowindex="${trace.spans + 1}"][data-active]`;
  const end = await timeTo(page, last, () => page.keyboard.press("End"));
  const details = await detailsOf(page);
  const found = await findIn(page, trace.spans);
  const kept = (await heapAfterLeaving(page)) - heapBeforeMiB;
  await watched.close();
  return {
    ...{ ...open, ...blocked, ...rows, ...details, ...found, end, hover, heap, kept },
    ...{ zoom: zoom.p95Ms, rowChanges: zoom.rowChanges, drag: drag.p95Ms },
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

/** Enter on the row under the cursor; what has come by then, and the requests for it. */
async function detailsOf(page: Page) {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const details = await timeTo(page, DETAILS, () => page.keyboard.press("Enter"));
  await page
    .getByRole("region", { name: "Among its like" })
    .getByText(/ spans? of /)
    .waitFor();
  const detailRequests = requests.filter((url) => url.includes("/spans/")).length;
  await page.keyboard.press("Escape");
  return { details, detailRequests, otherRequests: requests.length - detailRequests };
}

/** The first key of a name, and the key with which a condition on an attribute is whole: its column is asked for then. */
async function findIn(page: Page, spans: number) {
  await page.keyboard.press("/");
  const find = await timeTo(page, FIND_COUNT, () => page.keyboard.press("9"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type(`${TENANT_KEY}=`);
  const count = (spans / TENANTS).toLocaleString("en-US");
  const findAttribute = await timeTo(page, FIND_COUNT, () => page.keyboard.press("7"), count);
  await page.keyboard.press("Escape");
  return { find, findAttribute };
}

/** Of the search again; what the trace had is given back by then. */
async function heapAfterLeaving(page: Page): Promise<number> {
  await page.getByRole("navigation").getByRole("link", { name: "Search" }).click();
  await page.locator("[data-trace]").first().waitFor();
  return heapMiB(page);
}

function measuresOf(trace: LargeTrace, { median: of, largest }: Repeated<keyof Sample>): Measure[] {
  const isHuge = trace.spans > 100_000;
  const measure = (name: string, value: number, unit: string, atMost?: number): Measure => ({
    ...{ name: `${name}, ${trace.spans.toLocaleString("en-US")} spans`, value, unit },
    ...(atMost === undefined ? {} : { goal: { atMost } }),
  });
  return [
    measure("click to first row", of.firstRow, "ms", trace.firstRowMsMax),
    measure("the same, slowest", largest.firstRow, "ms", isHuge ? undefined : 1_000),
    measure("of which the first answer", of.answer, "ms"),
    measure("of which all else", of.page, "ms"),
    measure("longest animation frame as it opens", of.longestFrame, "ms"),
    measure("input blocked as it opens", of.blocked, "ms", isHuge ? undefined : 8),
    measure("size of the answers", of.answerKiB, "KiB", isHuge ? undefined : 2_048),
    ...treeAndScrollMeasures(of, measure),
    measure("find, key to count", of.find, "ms", isHuge ? 1_000 : 100),
    measure("find by an attribute, key to count", of.findAttribute, "ms", isHuge ? undefined : 300),
    measure("End, key to last row", of.end, "ms"),
    measure("Enter to details of the span", of.details, "ms", 100),
    measure("requests that the details wait for", of.detailRequests, "requests", 1),
    measure("requests beside them", of.otherRequests, "requests"),
    measure("zoom by wheel, frame p95", of.zoom, "ms", 17),
    measure("zoom by wheel, changes in rows", of.rowChanges, "changes", 0),
    measure("drag on the minimap, frame p95", of.drag, "ms", 17),
    measure("hover over 200 rows, input to frame p95", of.hover, "ms", 16),
    measure(
      "heap with buffers after collection",
      of.heap,
      "MiB",
      "heapMiBMax" in trace ? trace.heapMiBMax : undefined,
    ),
    measure("heap that is left when it was left", of.kept, "MiB", 5),
  ];
}

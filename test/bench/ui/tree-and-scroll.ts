import type { Page } from "playwright-core";
import type { Measure } from "../report.ts";
import { inputToFrame } from "./event-timing.ts";
import { scrolled } from "./trace-gestures.ts";

/** Figures of the rows of a trace, milliseconds, and frames with an empty place. */
export interface TreeAndScroll {
  readonly collapse: number;
  readonly expand: number;
  readonly scroll: number;
  readonly scrollP99: number;
  readonly scrollLongest: number;
  readonly blank: number;
}

/** Closes and opens everything, and scrolls, in the timeline of a trace that is shown. */
export async function treeAndScroll(page: Page): Promise<TreeAndScroll> {
  const collapse = await inputToFrame(page, () => page.keyboard.press("]"));
  await page.locator('[role=treegrid][aria-rowcount="2"]').waitFor();
  const expand = await inputToFrame(page, () => page.keyboard.press("["));
  await page.locator('[role=treegrid]:not([aria-rowcount="2"])').waitFor();
  const { p95Ms, p99Ms, longestMs, blank } = await scrolled(page);
  return {
    ...{ collapse, expand, blank },
    ...{ scroll: p95Ms, scrollP99: p99Ms, scrollLongest: longestMs },
  };
}

/** They have the same goals however large the trace is, and whatever shape it has. */
export function treeAndScrollMeasures(
  of: TreeAndScroll,
  measure: (name: string, value: number, unit: string, atMost: number) => Measure,
): readonly Measure[] {
  return [
    measure("collapse all, key to frame", of.collapse, "ms", 50),
    measure("expand all, key to frame", of.expand, "ms", 50),
    measure("scroll, frame p95", of.scroll, "ms", 17),
    measure("scroll, frame p99", of.scrollP99, "ms", 34),
    measure("scroll, longest animation frame of 50 ms or more", of.scrollLongest, "ms", 50),
    measure("scroll, frames with an empty place", of.blank, "frames", 0),
  ];
}

import type { Page } from "playwright-core";
import { percentile } from "../report.ts";

/** Frames of a page. As in page-timing.ts, what runs in the page is text. */

export interface Frames {
  /** Milliseconds between frames. */
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Frames with nothing that matches `selector` at the place that was looked at. */
  readonly blank: number;
  /** See longFramesDuring. */
  readonly longestMs: number;
}

/** Where each frame is looked at, and for what. */
export interface Look {
  readonly x: number;
  readonly y: number;
  readonly selector: string;
}

/** The frames while something happens. */
export async function framesDuring(
  page: Page,
  { x, y, selector }: Look,
  act: () => Promise<void>,
): Promise<Frames> {
  await page.evaluate(`{
    const ms = [];
    let blank = 0;
    let last;
    let wanted = true;
    const frame = (now) => {
      if (last !== undefined) ms.push(now - last);
      last = now;
      if (document.elementFromPoint(${x}, ${y})?.closest(${JSON.stringify(selector)}) == null) blank++;
      if (wanted) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    window.endFrames = () => { wanted = false; return { ms, blank }; };
  }`);
  const long = await longFramesDuring(page, act);
  const { ms, blank } = await page.evaluate<{ ms: number[]; blank: number }>("window.endFrames()");
  const p95Ms = percentile(ms, 0.95);
  return { p95Ms, p99Ms: percentile(ms, 0.99), blank, longestMs: long.longestMs };
}

export interface LongFrames {
  /** The longest animation frame, from its first task to its picture; 0 when none took 50 ms, which are not told. */
  readonly longestMs: number;
  /** How long input had to wait in all: what their tasks took beyond 50 ms each. */
  readonly blockedMs: number;
}

/** The long animation frames while something happens. */
export async function longFramesDuring(page: Page, act: () => Promise<void>): Promise<LongFrames> {
  await page.evaluate(`window.longFrames = [];
    window.longFrameObserver = new PerformanceObserver((list) => {
      for (const { duration, blockingDuration } of list.getEntries()) {
        window.longFrames.push({ duration, blockingDuration });
      }
    });
    window.longFrameObserver.observe({ type: "long-animation-frame" }), undefined`);
  await act();
  // Frames are told of some time after they were.
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))");
  const frames = await page.evaluate<readonly { duration: number; blockingDuration: number }[]>(
    "(window.longFrameObserver.disconnect(), window.longFrames)",
  );
  return {
    longestMs: Math.max(0, ...frames.map(({ duration }) => duration)),
    blockedMs: frames.reduce((sum, { blockingDuration }) => sum + blockingDuration, 0),
  };
}

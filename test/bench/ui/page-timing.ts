import type { Page } from "playwright-core";
import { percentile } from "../report.ts";

/**
 * Clocks inside of a page. They are texts, not functions: the loader of these files puts names into functions
 * that a page does not have.
 */

/** A page that has not shown what is waited for by then never will. */
const SHOWN_WITHIN_MS = 60_000;

/** Milliseconds from the first input event of `act` to the second frame after `selector` matches, with `text` in it. */
export async function timeTo(
  page: Page,
  selector: string,
  act: () => Promise<void>,
  text = "",
): Promise<number> {
  await page.evaluate(`window.timing = new Promise((resolve, reject) => {
    const isShown = () => [...document.querySelectorAll(${JSON.stringify(selector)})]
      .some(({ textContent }) => textContent.includes(${JSON.stringify(text)}));
    const begin = () => {
      const started = performance.now();
      const look = () => {
        if (isShown()) requestAnimationFrame(() => resolve(performance.now() - started));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    };
    for (const type of ["click", "keydown"]) {
      document.addEventListener(type, begin, { capture: true, once: true });
    }
    setTimeout(() => reject(new Error("not shown: " + ${JSON.stringify(selector)})), ${SHOWN_WITHIN_MS});
  }), undefined`);
  await act();
  return page.evaluate<number>("window.timing");
}

export interface Frames {
  /** Milliseconds between frames, 95th percentile. */
  readonly p95Ms: number;
  /** Frames with nothing that matches `selector` at the place that was looked at. */
  readonly blank: number;
}

/** The frames while something happens; each looks for `selector` at a place. */
export async function framesDuring(
  page: Page,
  { x, y, selector }: { readonly x: number; readonly y: number; readonly selector: string },
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
  await act();
  const frames = await page.evaluate<{ ms: number[]; blank: number }>("window.endFrames()");
  return { p95Ms: percentile(frames.ms, 0.95), blank: frames.blank };
}

/** Mebibytes of JavaScript objects and of typed arrays, which the heap's own figure leaves out. */
export async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const usage: { usedSize: number; backingStorageSize?: number } =
    await session.send("Runtime.getHeapUsage");
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 2 ** 20;
}

/** The same figure of several runs: their median, without the first, which warms up the engine. */
export async function medianOf<Key extends string>(
  runs: number,
  run: () => Promise<Readonly<Record<Key, number>>>,
): Promise<Readonly<Record<Key, number>>> {
  await run();
  const samples: Readonly<Record<Key, number>>[] = [];
  for (let at = 1; at < runs; at++) samples.push(await run());
  const keys = Object.keys(samples[0]!) as Key[];
  const medians = keys.map((key) => [
    key,
    percentile(
      samples.map((sample) => sample[key]),
      0.5,
    ),
  ]);
  return Object.fromEntries(medians) as Readonly<Record<Key, number>>;
}

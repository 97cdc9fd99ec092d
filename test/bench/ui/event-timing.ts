import type { Page } from "playwright-core";

/**
 * How long browsers say that input took until the frame that shows what it did (Event Timing, in steps of 8 ms). What
 * took 16 ms or less is not told. As in page-timing.ts, what runs in the page is text.
 */

/** Milliseconds that stand for what is not told. */
const UNTOLD_MS = 16;

/** Milliseconds from an input event of `act` to the frame that shows what it did: the longest of them. */
export async function inputToFrame(page: Page, act: () => Promise<void>): Promise<number> {
  const entries = await entriesDuring(page, act);
  return Math.max(UNTOLD_MS, ...entries.map(({ duration }) => duration));
}

/** The longest event of each interaction (a key, a click) of `act`, which has `count` of them. */
export async function interactionsDuring(
  page: Page,
  count: number,
  act: () => Promise<void>,
): Promise<readonly number[]> {
  const entries = await entriesDuring(page, act);
  const longest = new Map<number, number>();
  for (const { interactionId, duration } of entries) {
    if (interactionId === 0) continue;
    longest.set(interactionId, Math.max(longest.get(interactionId) ?? 0, duration));
  }
  return filledUp([...longest.values()], count);
}

/** The same of each time the pointer came over something else, which is no interaction. */
export async function hoversDuring(
  page: Page,
  count: number,
  act: () => Promise<void>,
): Promise<readonly number[]> {
  const entries = await entriesDuring(page, act);
  const hovers = entries.filter(({ name }) => name === "pointerover" || name === "mouseover");
  return filledUp(
    hovers.map(({ duration }) => duration),
    count,
  );
}

interface Entry {
  readonly name: string;
  readonly duration: number;
  readonly interactionId: number;
}

async function entriesDuring(page: Page, act: () => Promise<void>): Promise<readonly Entry[]> {
  await page.evaluate(`window.eventEntries = [];
    window.eventObserver = new PerformanceObserver((list) => {
      for (const { name, duration, interactionId } of list.getEntries()) {
        window.eventEntries.push({ name, duration, interactionId });
      }
    });
    window.eventObserver.observe({ type: "event", durationThreshold: ${UNTOLD_MS} }), undefined`);
  await act();
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))");
  return page.evaluate<readonly Entry[]>(
    "(window.eventObserver.disconnect(), window.eventEntries)",
  );
}

function filledUp(durations: readonly number[], count: number): readonly number[] {
  const untold = Math.max(0, count - durations.length);
  return [...durations, ...new Array<number>(untold).fill(UNTOLD_MS)];
}

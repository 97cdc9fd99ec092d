import type { Page } from "playwright-core";

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

/** Mebibytes of JavaScript objects and of typed arrays, which the heap's own figure leaves out. */
export async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const usage: { usedSize: number; backingStorageSize?: number } =
    await session.send("Runtime.getHeapUsage");
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 2 ** 20;
}

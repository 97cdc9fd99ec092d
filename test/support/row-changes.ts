import type { Page } from "playwright-core";

/**
 * Counts what changes in or among the rows of a trace while something happens. What runs in the page is text, because
 * some loaders put names into functions that a page does not have.
 */
export async function rowChangesDuring(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(`window.rowChanges = 0;
    window.rowObserver = new MutationObserver((records) => (window.rowChanges += records.length));
    window.rowObserver.observe(document.querySelector("[data-row]").parentElement,
      { subtree: true, childList: true, attributes: true, characterData: true })`);
  await act();
  return page.evaluate<number>("(window.rowObserver.disconnect(), window.rowChanges)");
}

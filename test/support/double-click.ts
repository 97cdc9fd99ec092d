import type { Page } from "playwright-core";

/** Between the clicks of people, long enough for a panel to open. */
const BETWEEN_MS = 150;

/** Two clicks on the same place of the screen, whatever is there by then. */
export async function doubleClick(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.move(x, y);
  for (const clickCount of [1, 2]) {
    if (clickCount > 1) await page.waitForTimeout(BETWEEN_MS);
    await page.mouse.down({ clickCount });
    await page.mouse.up({ clickCount });
  }
}

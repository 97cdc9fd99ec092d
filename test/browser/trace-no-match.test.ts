import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import { SHOP_TRACE_ID, shopTrace, startingAt } from "../support/shop-spans.ts";
import { pagePerTest } from "../support/page-per-test.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

/** A trace whose filter leaves no row, for good or until the attributes it asks for have come. */

let ui: UiInBrowser;
let page: Page;

pagePerTest((opened) => ({ ui, page } = opened), {
  stored: () => startingAt(Date.now() - 60_000, shopTrace()),
});

const rows = (): Locator => page.locator("[data-row]");

it("stays a page without rows, and has them again when the filter is taken back", async () => {
  await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}?only=1&find=nothing-has-this`);
  await page.getByText("No span matches").waitFor();
  expect(await rows().count()).toBe(0);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("treegrid").focus();
  for (const key of ["ArrowDown", "End", "Home", "ArrowRight", "Enter", "]", "[", "n", "."]) {
    await page.keyboard.press(key);
  }
  await page.getByLabel(/^Find spans/).fill("");
  await expect.poll(() => rows().count()).toBe(13);
});

it("shows the spans with an attribute once it has read the attributes", async () => {
  await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}?only=1&find=db.system.name%3Dpostgresql`);
  // The span, and the three it is in.
  await expect.poll(() => rows().count(), { timeout: 5_000 }).toBe(4);
});

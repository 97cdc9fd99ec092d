import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { pagePerTest } from "../support/page-per-test.ts";
import { SHOP_TRACE_ID, shopTrace, startingAt } from "../support/shop-spans.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

/** Taking a trace along, where browsers or the network do not help. */

let ui: UiInBrowser;
let page: Page;
let errors: string[];

pagePerTest((opened) => ({ ui, page, errors } = opened), {
  stored: () => startingAt(Date.now() - 60_000, shopTrace()),
});

async function open(): Promise<void> {
  await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}`);
  await page.locator("[data-row]").first().waitFor();
}

it("says when what writes an export does not come", async () => {
  await page.route("**/perfetto-trace-*.js", (route) => route.abort());
  await open();
  await page.getByText("Export", { exact: true }).click();
  await page.getByRole("button", { name: /^Perfetto/ }).click();
  await page.getByRole("alert").getByText("It was not written").waitFor();
  errors.length = 0;
});

it("copies also where the browser has no clipboard, as over plain HTTP", async () => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "clipboard"));
  await open();
  const filter = page.getByRole("textbox", { name: "Find spans by" });
  const pasted = async (): Promise<string> => {
    await filter.fill("");
    await filter.press("Control+v");
    return filter.inputValue();
  };
  await page.getByRole("button", { name: "Copy trace id" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  expect(await pasted()).toBe(SHOP_TRACE_ID);
  await page.getByText("Export", { exact: true }).click();
  const menu = page.getByRole("region", { name: "Export" });
  await menu.getByRole("button", { name: "Copy a summary in Markdown" }).click();
  await menu.getByRole("button", { name: "Copied" }).waitFor();
  expect(await pasted()).toContain("### frontend POST /api/checkout");
});

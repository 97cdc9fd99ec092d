import { traceFromText } from "@spanhouse/model/testing";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openPage, type WatchedPage } from "../support/browser.ts";
import { SHOP_TRACE_ID, shopTrace, startingAt } from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";

/** The ways of looking at one trace besides its rows, and what narrows the rows, in a real browser. */

const N_PLUS_ONE_ID = "0000000000000000000000000000000d";
const N_PLUS_ONE = [
  "shop:GET /cart 0..200 server",
  ...Array.from(
    { length: 12 },
    (_, index) => `  shop:SELECT item ${index * 15}..${index * 15 + 9} client`,
  ),
  "  shop:render 185..199",
].join("\n");

let ui: UiInBrowser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  ui = await startUiInBrowser();
  await ui.query.insert(startingAt(Date.now() - 60_000, shopTrace()));
  await ui.query.insert(startingAt(Date.now() - 60_000, traceFromText(N_PLUS_ONE, N_PLUS_ONE_ID)));
});

afterAll(() => ui.close());

beforeEach(async () => {
  watched = await openPage(ui.browser);
  page = watched.page;
});

afterEach(async () => {
  await watched.close();
  expect(watched.errors).toEqual([]);
});

const rows = (): Locator => page.locator("[data-row]");

async function open(query = "", id = SHOP_TRACE_ID): Promise<void> {
  await page.goto(`${ui.url}/trace/${id}${query}`);
  await page.getByRole("group", { name: "View" }).waitFor();
}

async function choose(view: string): Promise<void> {
  await page.getByRole("group", { name: "View" }).getByRole("button", { name: view }).click();
}

it("counts the spans by any field, and shows those of a value as rows", async () => {
  await open();
  await choose("Statistics");
  const table = page.getByRole("region", { name: "Statistics" }).getByRole("table");
  const cart = table.getByRole("row").filter({ has: page.getByRole("button", { name: "cart" }) });
  await cart.waitFor();
  await page.waitForURL(/view=statistics/);
  await page.getByLabel("Statistics by").focus();
  await page
    .getByRole("option", { name: "db.system.name", exact: true })
    .waitFor({ state: "attached" });
  await page.getByLabel("Statistics by").selectOption("kind");
  await table.getByRole("button", { name: /server/i }).click();
  await rows().first().waitFor();
  await page.waitForURL(/only=1/);
  await expect.poll(() => rows().count()).toBeLessThan(13);
});

it("lists who calls whom within the trace, and leads to the span", async () => {
  await open("?view=calls");
  const calls = page.getByRole("region", { name: "Calls" });
  await calls.getByRole("button").first().click();
  await page.getByRole("complementary", { name: "Span details" }).waitFor();
  await page.waitForURL((url) => !url.search.includes("view=calls"));
});

it("draws the flame chart, whose cursor is moved by keys and said in words", async () => {
  await open("?view=flame");
  await page.locator("canvas").nth(1).waitFor();
  await page.reload();
  await page.locator("canvas").nth(1).waitFor();
  const menu = page.getByText("Export", { exact: true });
  await menu.click();
  await page.getByRole("button", { name: "PNG of what is shown" }).waitFor();
  const link = page.getByRole("link", { name: "OTLP JSON" });
  const answer = await fetch(`${ui.url}${(await link.getAttribute("href"))!}`);
  expect(await answer.json()).toHaveProperty("result.resourceSpans");
});

it("hides what does not match, and keeps that in the address", async () => {
  await open();
  await rows().nth(12).waitFor();
  await page.getByRole("button", { name: /^Errors/ }).click();
  await page.getByRole("button", { name: "Only matches" }).click();
  await expect.poll(() => rows().count()).toBeLessThan(13);
  await page.waitForURL(/only=1/);
  const shown = await rows().count();
  await page.reload();
  await expect.poll(() => rows().count()).toBe(shown);
});

it("folds similar siblings into one row that sums them up", async () => {
  await open("", N_PLUS_ONE_ID);
  await page.getByText("× 12").waitFor();
  await page.getByText(/p50 9 ms · p95 9 ms · sum 108 ms/).waitFor();
  const folded = await page.getByRole("treegrid").getAttribute("aria-rowcount");
  await page.getByRole("button", { name: "Fold similar siblings" }).click();
  await expect
    .poll(async () => Number(await page.getByRole("treegrid").getAttribute("aria-rowcount")))
    .toBeGreaterThan(Number(folded));
});

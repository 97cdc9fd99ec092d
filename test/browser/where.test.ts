import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import { comparedTraces, SLOW_ID, USUAL_TRACES } from "../support/compared-traces.ts";
import { pagePerTest } from "../support/page-per-test.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

/** Where the traces of a search spend their time, in a real browser. */

const WEB_TRACES = USUAL_TRACES + 1;
const STREAM = "**/api/own/critical/stream?*";

let ui: UiInBrowser;
let page: Page;
let errors: string[];
pagePerTest((opened) => ({ ui, page, errors } = opened), {
  stored: () => comparedTraces(Date.now() - 20_000),
});

const where = (): Locator => page.getByRole("region", { name: "Where the time goes" });
const table = (): Locator => where().getByRole("table", { name: "What traces waited for" });
const firstRow = (): Promise<string> => table().locator("tbody tr").first().innerText();
const chosen = (): Locator => where().getByRole("region", { name: "Chosen path" });

async function open(query: string): Promise<void> {
  await page.goto(`${ui.url}/search?view=where&${query}`);
  await table().waitFor();
}

it("says what the traces found waited for most, with the keyboard, and the address has it", async () => {
  await page.goto(`${ui.url}/search?service=web`);
  await page.locator("[data-trace]").first().waitFor();
  await page.keyboard.press("w");
  await table().waitFor();
  expect(page.url()).toContain("view=where");
  expect(await where().getByRole("status").innerText()).toMatch(
    new RegExp(
      `^[\\d.]+ % of the time of all ${WEB_TRACES} traces went into payment POST /v1/charges, in each of them\\. ` +
        "Without it their p95 would be [\\d.]+ ms at best instead of [\\d.]+ ms\\.",
    ),
  );
  expect(await firstRow()).toMatch(
    new RegExp(
      `payment\\s+POST /v1/charges\\s+[\\d.]+ %\\s+${WEB_TRACES}\\s+${USUAL_TRACES + 3}\\s`,
    ),
  );
  expect(await axeViolations(page)).toEqual([]);
  // The shares are of one whole.
  const shares = await table().locator("td:nth-child(2)").allInnerTexts();
  const sum = shares.reduce((all, text) => all + parseFloat(text.replace("<", "")), 0);
  expect(Math.abs(sum - 100)).toBeLessThan(1);

  await table().getByRole("button", { name: "Spans" }).press("Enter");
  await expect.poll(() => page.url()).toContain("sort=spanCount");
  await table().getByRole("button", { name: "Spans" }).press("Enter");
  await expect.poll(() => page.url()).toContain("sort=-spanCount");
  await page.reload();
  await expect.poll(firstRow).toContain("send receipt");

  await table()
    .getByRole("link", { name: /for payment POST \/v1\/charges$/ })
    .press("Enter");
  await page.waitForURL(new RegExp(`/trace/${SLOW_ID}\\?span=[0-9a-f]{16}`));
  await page.getByRole("complementary", { name: "Span details" }).waitFor();
});

it("tells the paths apart, and leads from one to its spans or its worst trace", async () => {
  await open("service=web");
  const group = where().getByRole("group", { name: /^Paths of operations/ });
  await group.getByRole("button", { name: /^web POST \/api\/checkout: 100 % of the time/ }).focus();
  await page.keyboard.press("ArrowDown");
  await chosen().getByText("payment").waitFor();
  expect(await chosen().innerText()).toContain(`${WEB_TRACES} of ${WEB_TRACES}`);
  await page.keyboard.press("Enter");
  await where().getByRole("button", { name: "All paths" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowDown");
  await chosen()
    .getByRole("link", { name: /^Open the worst/ })
    .waitFor();
  await chosen().getByRole("button", { name: "Search its spans" }).press("Enter");
  await page.waitForURL(/service=payment/);
  expect(page.url()).toContain("operation=POST");
  expect(page.url()).toContain("view=where");
  await table().waitFor();
});

it("takes the traces in the order of the search, and an operation of the table is searched for", async () => {
  await open("service=worker");
  expect(await where().getByRole("status").innerText()).toMatch(
    /^100 % of the time of the one trace/,
  );
  const bar = page.getByRole("combobox", { name: "Conditions" });
  await bar.fill("duration>1ms");
  await table().getByRole("button", { name: "Spans" }).click();
  await expect.poll(() => page.url()).toContain("sort=");
  // How the table is sorted is no other search: what is being written stays.
  expect(await bar.inputValue()).toBe("duration>1ms");
  await page.getByLabel("Order").selectOption("longest");
  await expect.poll(() => page.url()).toContain("order=longest");
  await table().getByRole("button", { name: "worker settle batch" }).click();
  await page.waitForURL(/operation=settle\+batch/);
  await page.keyboard.press("w");
  await page.locator("[data-trace]").first().waitFor();
});

it("says once that nobody answers, and nothing of a list that is not shown", async () => {
  await page.goto(`${ui.url}/search?view=where`);
  await table().waitFor();
  await page.route("**/api/own/**", (route) => route.abort());
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await where().getByRole("alert", { name: "The traces were not read" }).waitFor();
  await page.getByRole("alert", { name: "The spans were not counted" }).waitFor();
  expect(await page.getByText("what is below was found before").count()).toBe(0);
  errors.length = 0;
});

it("says how far it is, what it left out, and when it failed", async () => {
  const line = (part: object): string => `${JSON.stringify(part)}\n`;
  const whole = { order: "newest", traceCount: 200, limited: true, totalUs: 0, p50Us: 0, p95Us: 0 };
  const answer = { ...whole, operations: [], paths: [], partial: "7 of 207 traces were not read" };
  const progress = { progress: { readCount: 50, foundCount: 200 } };
  // An answer whose end never comes.
  await page.route(STREAM, () => undefined);
  await page.goto(`${ui.url}/search?view=where`);
  await where().getByText("Looking for the traces …").waitFor();
  expect(await axeViolations(page)).toEqual([]);

  await page.unroute(STREAM);
  await page.route(STREAM, (route) =>
    route.fulfill({
      body: line(progress) + line({ answer: { ...answer, warnings: [answer.partial] } }),
    }),
  );
  await page.reload();
  await where().getByRole("region", { name: "Not all traces are counted" }).waitFor();
  await where().getByText("No span of the 200 newest traces took any time.").waitFor();

  await page.unroute(STREAM);
  const error = { code: "QUERY_TIMEOUT", message: "the answer was not complete within 30000 ms" };
  await page.route(STREAM, (route) => route.fulfill({ body: line(progress) + line({ error }) }));
  await page.reload();
  const alert = where().getByRole("alert", { name: "The traces were not read" });
  await alert.getByText("QUERY_TIMEOUT").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.unroute(STREAM);
  await alert.getByRole("button", { name: "Try again" }).click();
  await table().waitFor();
});

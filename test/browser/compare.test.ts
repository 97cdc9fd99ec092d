import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import {
  comparedTraces,
  SLOW_ID,
  UNRELATED_ID,
  USUAL_ID,
  USUAL_TRACES,
} from "../support/compared-traces.ts";
import { SHOP_TRACE_ID, shopTrace, startingAt, wideTrace } from "../support/shop-spans.ts";
import { limitLine } from "../support/limit-line.ts";
import { pagePerTest } from "../support/page-per-test.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

/** Two traces side by side, and a trace beside the typical one of its operation, in a real browser. */

let ui: UiInBrowser;
let page: Page;
let errors: string[];

pagePerTest((opened) => ({ ui, page, errors } = opened), {
  stored: () => [
    ...comparedTraces(Date.now() - 20_000),
    ...startingAt(Date.now() - 20_000, shopTrace()),
  ],
});

const grid = (): Locator => page.getByRole("treegrid", { name: "Paths" });
const row = (name: string): Locator => grid().locator("[data-row]").filter({ hasText: name });
const summary = (): Locator => page.getByRole("region", { name: "Summary" });
const panel = (): Locator => page.getByRole("complementary", { name: "Chosen path" });

const cells = (name: string): Promise<readonly string[]> =>
  row(name)
    .getByRole("gridcell")
    .evaluateAll((all) => all.map((cell) => (cell as HTMLElement).innerText));

async function open(query: string): Promise<void> {
  await page.goto(`${ui.url}/compare?${query}`);
}

it("compares two traces: facts, a sentence, and every path with its differences", async () => {
  await open(`a=${USUAL_ID}&b=${SLOW_ID}`);
  await grid().waitFor();
  expect(await summary().innerText()).toMatch(
    /^B took 1\.\d+ s longer than A \(1\.59 s instead of \d+ ms\): 1\.\d+ s of it is self time of payment POST \/v1\/charges, called 3 times instead of once/,
  );
  expect(await summary().innerText()).toContain("Errors: 4 in B, none in A.");
  const facts = page.getByRole("table", { name: "Both traces" });
  expect(await facts.getByRole("row", { name: /^Errors/ }).innerText()).toMatch(/0\s+4\s+\+4/);
  expect((await cells("/v1/charges")).slice(1, 4)).toEqual(["+2 calls, +2 errors", "1", "3"]);
  expect((await cells("send receipt")).slice(1, 6)).toEqual([
    ...["only in B", "–", "1", "–", "55 ms"],
  ]);
  expect((await cells("render"))[1]).toBe("only in A");
  expect((await cells("stock Check"))[1]).toBe("");
});

it("is walked, filtered and left for a span with the keyboard, and the address has all of it", async () => {
  await open(`a=${USUAL_ID}&b=${SLOW_ID}`);
  await grid().waitFor();
  await page.keyboard.press("d");
  await expect.poll(() => page.url()).toContain("only=1");
  await expect.poll(() => row("stock Check").count()).toBe(0);
  await page.keyboard.press("j");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => page.url()).toContain("closed=");
  await expect.poll(() => row("SELECT carts").count()).toBe(0);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await panel().getByRole("heading", { name: "payment Charge" }).waitFor();
  await expect.poll(() => page.url()).toContain("path=");

  await page.reload();
  await panel().getByRole("heading", { name: "payment Charge" }).waitFor();
  expect(await row("SELECT carts").count()).toBe(0);
  const active = await grid().getAttribute("aria-activedescendant");
  expect(await page.locator(`#${active!}`).innerText()).toContain("Charge");

  await grid().focus();
  await page.keyboard.press("Escape");
  await panel().waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  await panel().getByRole("button", { name: "Close" }).press("Enter");
  await panel().waitFor({ state: "hidden" });
  // The focus is back where the panel came from.
  await page.keyboard.press("Enter");
  await panel().getByRole("link", { name: "Open the longest of 3 in B" }).press("Enter");
  await page.waitForURL(new RegExp(`/trace/${SLOW_ID}\\?span=[0-9a-f]{16}&find=`));
  await page.getByRole("complementary", { name: "Span details" }).waitFor();
  await page.getByText("500 ms").first().waitFor();
});

it("lists the largest differences first, by what is asked for", async () => {
  await open(`a=${USUAL_ID}&b=${SLOW_ID}`);
  await grid().waitFor();
  await page.keyboard.press("v");
  await expect.poll(() => page.url()).toContain("view=list");
  const first = (): Promise<string> => grid().locator("[data-row]").first().innerText();
  await expect.poll(first).toContain("POST /v1/charges");
  await page.getByLabel("Order").selectOption("count");
  await expect.poll(() => page.url()).toContain("sort=count");
  await page.getByRole("button", { name: "Only differences" }).focus();
  await page.keyboard.press("/");
  await page.keyboard.type("cart");
  await expect.poll(first).toContain("SELECT carts");
  await page.getByText(/\d+ of \d+ paths differ, 3 shown/).waitFor();
});

it("swaps the two", async () => {
  await open(`a=${USUAL_ID}&b=${SLOW_ID}`);
  await grid().waitFor();
  await page.getByRole("button", { name: "Swap" }).click();
  await expect.poll(() => page.url()).toContain(`a=${SLOW_ID}&b=${USUAL_ID}`);
  await expect.poll(() => summary().innerText()).toMatch(/^B took 1\.\d+ s less than A/);
});

it("compares a trace with what is typical of its operation, and says where it stands", async () => {
  await open(`a=${SLOW_ID}`);
  await page.getByRole("heading", { name: "What is it compared with?" }).waitFor();
  await page.getByRole("link", { name: "The typical trace" }).press("Enter");
  await grid().waitFor();
  expect(await summary().innerText()).toMatch(
    new RegExp(`^Slower than all ${USUAL_TRACES} other traces of web POST /api/checkout`),
  );
  expect((await cells("/v1/charges"))[1]).toBe("more calls, more errors, slower");
  expect((await cells("render"))[1]).toBe("missing: 100 % have it");
  // Three in 24 have it, so that nothing is said of a trace without it.
  expect((await cells("Reserve"))[1]).toBe("");
  expect((await cells("send receipt"))[1]).toBe("not in the others");
  await row("/v1/charges").click();
  await panel()
    .getByText(/^100 % of 24 traces have it\. Nine in ten of these take .* in one call\./)
    .waitFor();
  await page.getByLabel("Others within").selectOption("1h");
  await expect.poll(() => page.url()).toContain("around=1h");
  await page.getByText(/traces of web POST \/api\/checkout within an hour\.$/).waitFor();
  await page.getByRole("link", { name: /^Fastest/ }).click();
  await expect.poll(() => summary().innerText()).toMatch(/^B took 1\.\d+ s less than A/);
});

it("draws few of many rows, and reaches the last one", async () => {
  const id = "1".repeat(32);
  await ui.query.insert(startingAt(Date.now() - 20_000, wideTrace(id, 3_000, 10)));
  await open(`a=${UNRELATED_ID}&b=${id}`);
  await grid().waitFor();
  expect(await grid().getAttribute("aria-rowcount")).toBe("3002");
  await grid().focus();
  await page.keyboard.press("End");
  await row("work 2998").waitFor();
  expect(await grid().locator("[data-row]").count()).toBeLessThan(80);
  await page.getByRole("button", { name: "Collapse all" }).click();
  await expect.poll(() => grid().getAttribute("aria-rowcount")).toBe("3");
});

it("says how much has come of large traces that come slowly", async () => {
  const id = "2".repeat(32);
  await ui.query.insert(startingAt(Date.now() - 20_000, wideTrace(id, 10_000, 10)));
  await open(`a=${UNRELATED_ID}`);
  await page.getByRole("heading", { name: "What is it compared with?" }).waitFor();
  await limitLine(page, 20_000);
  await page.getByLabel("Trace B").fill(id);
  await page.getByLabel("Trace B").press("Enter");
  await page.getByText(/^B: [\d,]+ of 10,00\d spans have come$/).waitFor();
  await limitLine(page, -1);
  await grid().waitFor();
  expect(await page.getByText("have come").count()).toBe(0);
});

it("says when the others of the operation were not read, also beside two traces", async () => {
  await open(`a=${USUAL_ID}&b=${SLOW_ID}`);
  await grid().waitFor();
  await page.route("**/api/own/typical?*", (route) => route.abort());
  await page.getByRole("button", { name: "Others of the operation" }).click();
  const alert = page.getByRole("alert", { name: "The other traces were not read" });
  await alert.waitFor();
  await page.unroute("**/api/own/typical?*");
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: /^Slowest/ }).waitFor();
  expect(await alert.count()).toBe(0);
  errors.length = 0;
});

it("follows Jaeger's address of a comparison", async () => {
  await page.goto(`${ui.url}/trace/${USUAL_ID}...${SLOW_ID}?cohort=${USUAL_ID}`);
  await page.waitForURL(`**/compare?a=${USUAL_ID}&b=${SLOW_ID}`);
  await grid().waitFor();
});

it("is reached from the page of a trace", async () => {
  await page.goto(`${ui.url}/trace/${SLOW_ID}`);
  await page.getByRole("link", { name: "Compare" }).waitFor();
  await page.keyboard.press("v");
  await page.waitForURL(`**/compare?a=${SLOW_ID}&b=typical`);
  await grid().waitFor();
});

it("is reached by picking traces of a search, in the list or the table", async () => {
  await page.goto(`${ui.url}/search?service=web&limit=40`);
  const found = (id: string): Locator => page.locator(`[data-trace="${id}"]`);
  const pick = (id: string): Locator => found(id).getByRole("checkbox", { name: "Compare" });
  await found(USUAL_ID).getByRole("link").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.getByRole("link", { name: "Compare with the typical trace" }).waitFor();
  await page.getByRole("button", { name: "Show as a table" }).click();
  await expect.poll(() => pick(USUAL_ID).isChecked()).toBe(true);
  await pick(SLOW_ID).check();
  await page.reload();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "Compare the two" }).press("Enter");
  await page.waitForURL(`**/compare?a=${USUAL_ID}&b=${SLOW_ID}`);
  await grid().waitFor();
});

it("says what is missing or cannot be compared", async () => {
  await open("");
  await page.getByRole("heading", { name: "Which traces are compared?" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByLabel("Trace A").fill("not an id");
  await page.getByLabel("Trace A").press("Enter");
  await page.getByText("A trace id is 1 to 32 hexadecimal digits.").waitFor();
  await page.getByLabel("Trace A").fill(UNRELATED_ID);
  await page.getByLabel("Trace A").press("Enter");
  await page.getByLabel("Trace B").fill("9".repeat(32));
  await page.getByLabel("Trace B").press("Enter");
  await page.getByRole("alert", { name: "Trace B cannot be shown" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  errors.length = 0;
  await open(`a=${UNRELATED_ID}&b=typical`);
  await page
    .getByRole("heading", { name: /There is no other complete trace of worker settle batch/ })
    .waitFor();
  await open(`a=${UNRELATED_ID}&b=${SLOW_ID}`);
  await page.getByText("The two have no path in common").waitFor();
  expect((await cells("settle batch"))[1]).toBe("only in A");
  await open(`a=${SLOW_ID}&b=${SHOP_TRACE_ID}`);
  await page.getByRole("region", { name: "B may not be complete" }).waitFor();
  await open(`a=${SLOW_ID}&b=${SLOW_ID}&only=1`);
  await page.getByText("A and B are the same trace").waitFor();
  await page.getByText("No path is left").waitFor();
  expect(await axeViolations(page)).toEqual([]);
});

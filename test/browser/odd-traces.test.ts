import type { Locator, Page } from "playwright-core";
import { traceFromText } from "@spanhouse/model/testing";
import { expect, it } from "vitest";
import { LONG_SERVICE, ODD_TRACE_IDS, oddTraces } from "../support/odd-traces.ts";
import { startingAt } from "../support/shop-spans.ts";
import { axeViolations } from "../support/axe.ts";
import { pagePerTest } from "../support/page-per-test.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

const GROWING_ID = "00000000000000000000000000006707";

/** Pages stay usable, and say what is wrong, when traces are not as they should be. */

let ui: UiInBrowser;
let page: Page;
let errors: string[];

pagePerTest((opened) => ({ ui, page, errors } = opened), {
  stored: () => oddTraces(Date.now() - 3_600_000),
});

async function open(trace: keyof typeof ODD_TRACE_IDS, query = ""): Promise<void> {
  await page.goto(`${ui.url}/trace/${ODD_TRACE_IDS[trace]}${query}`);
  await page.locator("[data-row]").first().waitFor();
}

async function compareWithItself(trace: keyof typeof ODD_TRACE_IDS): Promise<void> {
  await page.goto(`${ui.url}/compare?a=${ODD_TRACE_IDS[trace]}&b=${ODD_TRACE_IDS[trace]}`);
  await page.locator("[data-row]").first().waitFor();
}

const nameCell = (row: number): Locator =>
  page.locator(`[data-row="${row}"] [role=gridcell]`).first();

/** Left and right edge of what is inside of `of`. */
async function edges(of: Locator): Promise<readonly [number, number]> {
  const { x, width } = (await of.boundingBox())!;
  return [x, x + width];
}

it("has a remark for every oddity of times; its box is closed by Escape and by what is done elsewhere", async () => {
  await open("clocks");
  const chip = page.getByTestId("completeness");
  await chip.locator("summary").click();
  const box = page.getByRole("region", { name: "About this trace" });
  expect(await box.innerText()).toContain("1 span starts before its parent");
  expect(await box.innerText()).toContain("1 span ends before it starts");
  expect(await chip.locator("summary").innerText()).toMatch(/With remarks · 2/);

  await page.keyboard.press("Escape");
  await box.waitFor({ state: "hidden" });
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("SUMMARY");
  await page.keyboard.press("Enter");
  await box.waitFor();
  await page.getByText("Export", { exact: true }).click();
  await page.getByRole("region", { name: "Export" }).waitFor();
  await box.waitFor({ state: "hidden" });
});

it("says that a trace may still grow and lacks a span, and has it when it is read again", async () => {
  const [parent, child] = startingAt(
    Date.now() - 1_000,
    traceFromText("web:GET / 0..100 server\n  cart:GetCart 5..80 server", GROWING_ID),
  );
  await ui.query.insert([child!]);
  await page.goto(`${ui.url}/trace/${GROWING_ID}`);
  const chip = page.getByTestId("completeness");
  await chip.getByText("Incomplete · 1").click();
  const box = page.getByRole("region", { name: "About this trace" });
  await box.getByText("1 span names a parent that is not in the trace").waitFor();
  await ui.query.insert([parent!]);
  await box.getByRole("button", { name: "Read the trace again" }).click();
  await page.locator("[data-row='1']").waitFor();
  await chip.getByText("May still grow").click();
  expect(await box.innerText()).toContain("more spans may be on their way");
});

it("says that it is the trace from before when it cannot be read again, and of a span only what is known", async () => {
  await page.goto(`${ui.url}/trace/${GROWING_ID}`);
  await page.locator("[data-row='1']").waitFor();
  await page.route("**/api/own/**", (route) => route.abort());
  await page.getByTestId("completeness").click();
  const box = page.getByRole("region", { name: "About this trace" });
  await box.getByRole("button", { name: "Read the trace again" }).click();
  await box.getByRole("alert").waitFor();
  expect(await box.getByRole("alert").innerText()).toBe(
    "This is the trace as it was read before. Spanhouse does not answer. Is it still running?",
  );
  expect(await axeViolations(page)).toEqual([]);
  await page.locator("[data-row='1']").click();
  await page.getByRole("alert", { name: "The details did not come" }).waitFor();
  expect(await page.getByText("Comparing with its like").count()).toBe(0);
  await page.unroute("**/api/own/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("region", { name: "Among its like" }).waitFor();
  errors.length = 0;
});

const serviceLeavesRoom = async (): Promise<void> => {
  const [, cellEnd] = await edges(nameCell(1));
  const [, serviceEnd] = await edges(nameCell(1).locator("span span").first());
  expect(serviceEnd).toBeLessThan(cellEnd - 60);
};

it("keeps long names in their places, with room for all others", async () => {
  await open("long");
  expect((await page.title()).length).toBeLessThan(100);
  // The service does not push the operation out.
  expect(await nameCell(1).innerText()).toContain("xxx");
  await serviceLeavesRoom();

  await nameCell(1).click();
  const panel = page.getByRole("complementary", { name: "Span details" });
  const [, headEnd] = await edges(panel.getByRole("heading", { level: 2 }));
  const [closeStart] = await edges(panel.getByRole("button", { name: "Close the details" }));
  expect(headEnd).toBeLessThanOrEqual(closeStart);
  await panel.getByText("too few to compare").waitFor();
  expect(await panel.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);

  await compareWithItself("long");
  await serviceLeavesRoom();

  await page.goto(`${ui.url}/services?lookback=2h&kind=all`);
  await page.getByRole("link", { name: LONG_SERVICE }).waitFor();
  const last = page.getByRole("columnheader", { name: "Traces" });
  expect((await edges(last))[1]).toBeLessThanOrEqual(1440);
});

it("writes where a name is missing that it is", async () => {
  await open("nameless");
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(
    "(no service name) (no name)",
  );
  expect(await nameCell(1).innerText()).toContain("(no service name) (no name)");
  expect(await page.title()).toBe("(no name) · Spanhouse");
});

it("has the service before the operation, whichever way they are written", async () => {
  for (const reach of [open, compareWithItself]) {
    await reach("rightToLeft");
    for (const row of [0, 1]) {
      const text = nameCell(row).locator("span").filter({ hasText: "متجر" }).first();
      const [textStart] = await edges(text);
      const [serviceStart] = await edges(text.locator("span").first());
      expect(serviceStart - textStart).toBeLessThan(2);
    }
  }
});

it("counts long times in hours and days", async () => {
  await open("days");
  expect(await page.locator('[data-row="0"]').innerText()).toContain("3 d");
  await page.getByText("1 d 12 h", { exact: true }).waitFor();
});

it("has room for names in the tables of a narrow screen", async () => {
  await page.setViewportSize({ width: 360, height: 700 });
  await page.goto(`${ui.url}/trace/${ODD_TRACE_IDS.clocks}?view=statistics`);
  const [start, end] = await edges(page.getByRole("button", { name: "cart", exact: true }));
  expect(end - start).toBeGreaterThan(20);
  await page.goto(`${ui.url}/services?lookback=2h&kind=all`);
  await page.getByRole("link", { name: LONG_SERVICE }).waitFor();
  const head = page.getByRole("columnheader", { name: "Rate" });
  expect((await edges(head))[0]).toBeLessThan(360);
});

it("says what an address without a trace may mean", async () => {
  await page.goto(`${ui.url}/trace/not-an-id`);
  await page.getByRole("heading", { name: "This is not the id of a trace" }).waitFor();
});

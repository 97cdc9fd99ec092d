import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { axeViolations } from "../support/axe.ts";
import { openPage, type WatchedPage } from "../support/browser.ts";
import { shopTraffic } from "../support/many-services.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";
import { takePicture } from "../support/take-picture.ts";

/** The pages of services: rates, errors and durations, per service and per operation. */

const TRACES = 90;
const SPACING_MS = 36_000;

let ui: UiInBrowser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  ui = await startUiInBrowser();
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

const names = (): Promise<(string | null)[]> =>
  page.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row")));

it("says where to begin while the store is empty", async () => {
  await page.goto(`${ui.url}/services`);
  await page.getByRole("heading", { name: "No service has sent a span yet" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
});

describe("with an hour of traffic", () => {
  beforeAll(async () => {
    await ui.query.insert(
      shopTraffic(Date.now() - TRACES * SPACING_MS - 5_000, TRACES, SPACING_MS),
    );
  });

  it("lists services with the numbers of the server, sorted as the address says", async () => {
    await page.goto(`${ui.url}/search`);
    await page.getByRole("navigation").getByRole("link", { name: "Services" }).click();
    const row = page.locator('[data-row="payment"]');
    await row.waitFor();
    const answer = await fetch(`${ui.url}/api/own/red/totals?service=payment&kind=2`);
    const { rows } = (await answer.json()) as {
      rows: [{ now: { count: number; errorCount: number } }];
    };
    const { count, errorCount } = rows[0].now;
    expect(errorCount).toBeGreaterThan(3);
    const ratio = Number(((errorCount / count) * 100).toPrecision(3));
    expect(await row.innerText()).toContain(`${ratio} %`);
    expect(await row.locator("svg path").count()).toBeGreaterThanOrEqual(6);

    await page.getByRole("button", { name: "p99" }).click();
    await expect.poll(() => page.url()).toContain("sort=p99Us");
    expect((await names())[0]).toBe("web");
    await page.getByRole("button", { name: "Service", exact: true }).click();
    expect(await names()).toEqual(["cart", "mail", "payment", "stock", "web"]);
    await page.getByLabel("Find services").fill("pay");
    await expect.poll(names).toEqual(["payment"]);
    await page.reload();
    await page.locator('[data-row="payment"]').waitFor();
    expect(await names()).toEqual(["payment"]);
  });

  it("compares with an earlier time", async () => {
    await page.goto(`${ui.url}/services?lookback=15m&compare=before`);
    const row = page.locator('[data-row="cart"]');
    await row
      .getByText(/^[+−]\d+ %$/)
      .first()
      .waitFor();
  });

  it("shows a service over time, of which an exemplar opens the trace", async () => {
    await page.goto(`${ui.url}/services`);
    await page.getByRole("link", { name: "payment", exact: true }).click();
    await page.getByRole("heading", { name: "payment", exact: true }).waitFor();
    const rate = page.getByRole("slider", { name: "Rate, moment" });
    await rate.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    expect(await rate.getAttribute("aria-valuetext")).toMatch(/calls [\d.]+\/(s|min|h)$/);
    await page.getByText("The same as a table").click();
    const steps = page.getByRole("region", { name: "Numbers over time" }).locator("tr");
    expect(await steps.count()).toBeGreaterThan(50);
    // The newest is still going on, so it has calls and no rate.
    expect(await steps.last().textContent()).toContain("not over yet");
    expect(await steps.nth(-2).textContent()).not.toContain("not over yet");

    await page.getByRole("link", { name: "POST /pay" }).click();
    await page.getByRole("heading", { name: "payment · POST /pay" }).waitFor();
    const exemplar = page.getByRole("link", { name: /^Open the slowest trace/ }).first();
    await exemplar.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/trace\/[0-9a-f]{32}\?span=/);
    await page.getByRole("treegrid").waitFor();
  });

  it("says what the server said when it does not answer, and asks again", async () => {
    const refused = { error: { code: "QUERY_TIMEOUT", message: "the store took too long" } };
    await page.route("**/api/own/red/totals?*", (route) =>
      route.fulfill({ status: 503, json: refused }),
    );
    await page.goto(`${ui.url}/services`);
    await page.getByText("QUERY_TIMEOUT").waitFor();
    await page.unroute("**/api/own/red/totals?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator('[data-row="web"]').waitFor();
    // Numbers from before do not stand below it as if they were of now.
    await page.locator('[data-row="web"]').getByRole("link", { name: "web" }).click();
    await page.getByRole("heading", { name: "Operations" }).waitFor();
    await page.route("**/api/own/red/totals?*", (route) => route.abort());
    await page.getByRole("button", { name: "Load again" }).click();
    await page.getByRole("alert", { name: "The numbers were not answered" }).waitFor();
    expect(await page.getByRole("table").count()).toBe(0);
    watched.errors.length = 0;
  });

  it.each(["light", "dark"] as const)("looks right and is accessible, %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${ui.url}/services?compare=before`);
    await page.locator('[data-row="web"] svg').first().waitFor();
    await takePicture(page, `services-${colorScheme}`, true);
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${ui.url}/services/payment?kind=all`);
    await page.getByRole("slider").first().waitFor();
    await page.locator('[data-row="POST /pay"] svg').first().waitFor();
    await takePicture(page, `service-${colorScheme}`, true);
    expect(await axeViolations(page)).toEqual([]);
  });

  it("fits a screen of 320 pixels", async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    for (const path of ["/services", "/services/payment"]) {
      await page.goto(ui.url + path);
      await page.locator("tr[data-row]").first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      await takePicture(page, `narrow${path.replaceAll("/", "-")}`);
      expect(await axeViolations(page)).toEqual([]);
    }
  });
});

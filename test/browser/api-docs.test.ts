import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { takePicture } from "../support/take-picture.ts";

/** The page at /api/docs in a browser: styled under our policy, readable in both themes and on a phone. */

let query: QueryOverStore;
let browser: Browser;

beforeAll(async () => {
  [query, browser] = await Promise.all([startQueryOverStore(), launchBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await query.close();
});

it.each(["light", "dark"] as const)("is readable in %s, without errors", async (colorScheme) => {
  const watched = await openPage(browser, { colorScheme });
  const { page, errors } = watched;
  await page.goto(`${query.url}/api/docs`);
  const ground = await page.evaluate<string>(
    "getComputedStyle(document.documentElement).background",
  );
  expect(ground).toContain(colorScheme === "light" ? "rgb(245, 244, 240)" : "rgb(20, 22, 26)");
  await takePicture(page, `api-docs-${colorScheme}`, true);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "/api/traces/{traceID}", exact: true }).click();
  expect(page.url()).toMatch(/#get-api-traces-traceID$/);
  expect(errors).toEqual([]);
  await watched.close();
});

it("fits a narrow screen", async () => {
  const watched = await openPage(browser, { viewport: { width: 390, height: 800 } });
  const { page } = watched;
  await page.goto(`${query.url}/api/docs`);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  await takePicture(page, "api-docs-narrow");
  await watched.close();
});

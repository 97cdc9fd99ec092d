import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import { doubleClick } from "../support/double-click.ts";
import { openPage, type WatchedPage } from "../support/browser.ts";
import { changingCalls, manyServices, shopTraffic } from "../support/many-services.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";
import { takePicture } from "../support/take-picture.ts";

/** The service map as a graph, a matrix and a table: a shop of the last hour, and 500 services long ago. */

const TRACES = 60;
const SPACING_MS = 50_000;
const MANY = 500;
/** The first second of an hour that is over: two days ago. */
const MANY_START_MS = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 48 * 3_600_000;

/** An hour in which calls differ from those of the hour before. */
const CHANGED_MS = MANY_START_MS - 24 * 3_600_000;
const KUBERNETES_RANGE = `lookback=custom&start=${CHANGED_MS}000&end=${CHANGED_MS + 3_600_000}000`;

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

const box = (id: string) => page.locator(`[data-node="${id}"]`);

it("says what is missing while there are no calls", async () => {
  await page.goto(`${ui.url}/map`);
  await page.getByRole("heading", { name: "No calls are known in this time" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
});

describe("with a shop and many services", () => {
  beforeAll(async () => {
    await ui.query.insert(shopTraffic(Date.now() - TRACES * SPACING_MS, TRACES, SPACING_MS));
    await ui.query.insert(manyServices(MANY_START_MS, MANY, 4));
    await ui.query.insert(changingCalls(CHANGED_MS));
    await ui.query.store.graphJob.run({ everything: true });
  }, 60_000);

  it("draws callers to the left of what they call, with rate, errors and p95", async () => {
    await page.goto(`${ui.url}/search`);
    await page.getByRole("navigation").getByRole("link", { name: "Map" }).click();
    const web = box("service:shop/web");
    await web.waitFor();
    expect(await page.locator("[data-node]").count()).toBe(8);
    const payment = box("service:money/payment");
    expect(await payment.innerText()).toMatch(
      /payment[^]*\/(min|h)[^]*[\d.]+ % err[^]*p95 [\d.]+ ms/,
    );
    expect((await web.boundingBox())!.x).toBeLessThan((await payment.boundingBox())!.x);
    expect(await page.locator("svg text").allTextContents()).toContainEqual(
      expect.stringMatching(/\/(min|h) · [\d.]+ % · [\d.]+ ms/),
    );
  });

  it("is in the middle, zooms around the pointer, and fits again", async () => {
    await page.goto(`${ui.url}/map`);
    const payment = box("service:money/payment");
    await payment.waitFor();
    const middleOf = async (id: string) => {
      const { x, y, width, height } = (await box(id).boundingBox())!;
      return { x: x + width / 2, y: y + height / 2, width };
    };
    const whole = (await page.getByRole("group", { name: "Service map" }).boundingBox())!;
    const xs: number[] = [];
    for (const one of await page.locator("[data-node]").all()) {
      const { x, width } = (await one.boundingBox())!;
      xs.push(x + width / 2);
    }
    const middle = (Math.min(...xs) + Math.max(...xs)) / 2;
    expect(Math.abs(middle - (whole.x + whole.width / 2))).toBeLessThan(20);

    const before = await middleOf("service:money/payment");
    await page.mouse.move(before.x, before.y);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -250);
    await page.keyboard.up("Control");
    await expect
      .poll(async () => (await middleOf("service:money/payment")).width)
      .toBeGreaterThan(before.width * 1.5);
    expect((await middleOf("service:money/payment")).x).toBeCloseTo(before.x, -1);
    await page.getByRole("button", { name: "Fit" }).click();
    await expect
      .poll(async () => (await middleOf("service:money/payment")).width)
      .toBeCloseTo(before.width);
  });

  it("is where it was scrolled to when it fits again, however far it was zoomed", async () => {
    await page.setViewportSize({ width: 600, height: 700 });
    await page.goto(`${ui.url}/map`);
    await box("service:money/payment").waitFor();
    const scroller = page.getByRole("group", { name: "Service map" });
    await scroller.evaluate((element) => element.scrollTo(9_999, 0));
    // Twice the size is the most.
    for (let press = 0; press < 9; press++) {
      await page.getByRole("button", { name: "Larger" }).click();
    }
    await scroller.evaluate((element) => element.scrollTo(0, 0));
    await page.getByRole("button", { name: "Fit" }).click();
    await expect
      .poll(async () => (await box("service:money/payment").boundingBox())!.width)
      .toBeLessThan(200);
    expect(await scroller.evaluate((element) => element.scrollLeft)).toBe(0);
  });

  it("is walked through with the keyboard: choose, read, focus, open", async () => {
    await page.goto(`${ui.url}/map`);
    await box("user").waitFor();
    await box("user").focus();
    await page.keyboard.press("ArrowRight");
    expect(await box("service:shop/web").evaluate((node) => node === document.activeElement)).toBe(
      true,
    );
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "web" });
    await panel.getByRole("button", { name: /^payment/ }).click();
    await page.getByRole("complementary", { name: "web → payment" }).getByText("p99").waitFor();
    await page.reload();
    await page.getByRole("link", { name: "Open a trace with such a call" }).waitFor();
    await box("service:shop/cart").focus();
    await page.keyboard.press("f");
    await expect.poll(() => page.locator("[data-node]").count()).toBe(3);
    await page.getByLabel("Calls away").selectOption("2");
    await expect.poll(() => page.locator("[data-node]").count()).toBeGreaterThan(5);
    expect(new URL(page.url()).searchParams.get("depth")).toBe("2");
  });

  it("is focused by a double click, though the panel that the first click opens moves the boxes", async () => {
    await page.goto(`${ui.url}/map`);
    await box("service:money/payment").waitFor();
    const { x, y, width } = (await box("service:money/payment").boundingBox())!;
    await doubleClick(page, x + width - 10, y + 10);
    await expect.poll(() => page.locator("[data-node]").count()).toBe(3);
    expect(new URL(page.url()).searchParams.get("focus")).toBe("service:money/payment");
    expect(await page.getByRole("combobox", { name: "Focus on" }).inputValue()).toBe("payment");
    await page.getByRole("complementary", { name: "payment" }).waitFor();
  });

  it("groups by namespace and opens one", async () => {
    await page.goto(`${ui.url}/map`);
    await page.getByLabel("Group by").selectOption("namespace");
    await box("namespace:money").click();
    await page.getByRole("button", { name: "Show its services" }).click();
    await box("service:money/payment").waitFor();
    await expect.poll(() => page.locator("[data-node]").count()).toBe(3);
  });

  it.each([
    ["workload", "workload:shop/deployment/web", "workload:shop/deployment/cart"],
    ["pod", "pod:shop/web-1", "pod:shop/cart-1"],
    ["node", "node:node-a", "node:node-b"],
    ["host", "host:host-a", "host:host-b"],
    ["environment", "environment:live", "environment:live"],
  ])("groups by %s", async (level, client, server) => {
    await page.goto(`${ui.url}/map?${KUBERNETES_RANGE}`);
    await box("service:shop/web").waitFor();
    await page.getByLabel("Group by").selectOption(level);
    await box(client).waitFor();
    await box(server).waitFor();
    expect(new URL(page.url()).searchParams.get("level")).toBe(level);
  });

  it("shows in the graph and the matrix what differs from an earlier time, and steps to that", async () => {
    await page.goto(`${ui.url}/map?${KUBERNETES_RANGE}&compare=before`);
    await expect.poll(() => box("service:shop/cart").getAttribute("data-change")).toBe("changed");
    expect(await box("service:shop/cart").innerText()).toMatch(/^cart\s+p95 \+\d+ %/);
    expect(await box("service:shop/new").innerText()).toMatch(/^new\s+new\s/);
    expect(await box("service:shop/old").innerText()).toMatch(/^old\s+gone\s/);
    // What is as before has no mark.
    expect(await box("service:shop/same").getAttribute("data-change")).toBeNull();
    const labels = await page.locator("svg text").allTextContents();
    expect(labels.filter((label) => label.endsWith(" · gone"))).toHaveLength(1);
    expect(labels.filter((label) => label.endsWith(" · new"))).toHaveLength(1);
    expect(labels.filter((label) => / · p95 \+\d+ %$/.test(label))).toHaveLength(1);

    await takePicture(page, "map-compared-light");
    expect(await axeViolations(page)).toEqual([]);

    const call = encodeURIComponent("service:shop/web\nservice:shop/cart");
    await page.goto(`${ui.url}/map?${KUBERNETES_RANGE}&compare=before&view=matrix&chosen=${call}`);
    await expect
      .poll(() => page.getByRole("gridcell").getAttribute("aria-label"))
      .toMatch(/^web calls cart: .*, p95 \+\d+ %$/);

    // The hour before: there the old one is as it was.
    await page.goto(`${ui.url}/map?${KUBERNETES_RANGE}`);
    await box("service:shop/new").waitFor();
    await page.getByRole("button", { name: "The time before" }).click();
    await box("service:shop/old").waitFor();
    expect(await box("service:shop/new").count()).toBe(0);
    await page.getByRole("button", { name: "The time after" }).click();
    await box("service:shop/new").waitFor();
  });

  it("moves through time by a slider, whose place is in the address", async () => {
    await page.goto(`${ui.url}/map?lookback=15m`);
    const scrubber = page.getByRole("slider", { name: "Move through time" });
    await box("user").waitFor();
    expect(await scrubber.inputValue()).toBe("0");
    await scrubber.focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowLeft");
    await page.waitForURL(/lookback=custom/);
    const shown = new URL(page.url()).searchParams;
    expect(Number(shown.get("end")) - Number(shown.get("start"))).toBe(900_000_000);
    expect((Date.now() * 1000 - Number(shown.get("end"))) / 1_800_000_000).toBeCloseTo(1, 1);
    expect(await scrubber.inputValue()).toBe("-4");
    await box("user").waitFor();
    await page.reload();
    await box("user").waitFor();
    expect(await scrubber.inputValue()).toBe("-4");
  });

  it("has the same numbers as a table, and compares them with an earlier time", async () => {
    await page.goto(`${ui.url}/map?view=table&lookback=15m&compare=before`);
    const row = page.getByRole("row").filter({ hasText: "database" }).filter({ hasText: "cart" });
    await row
      .getByText(/^[+−]\d+ %$/)
      .first()
      .waitFor();
    await page.getByLabel("Find").fill("mail");
    await expect
      .poll(() => page.getByRole("table", { name: "Nodes" }).locator("tbody tr").count())
      .toBe(1);
    await page.getByText("1 found").waitFor();
  });

  it("groups 500 services by itself and shows each of them in the matrix", async () => {
    const range = `lookback=custom&start=${MANY_START_MS}000&end=${MANY_START_MS + 3_600_000}000`;
    await page.goto(`${ui.url}/map?${range}`);
    await page.getByText("Services are many, so their namespaces are drawn.").waitFor();
    await page.locator("[data-node]").first().waitFor();
    expect(await page.locator("[data-node]").count()).toBe(MANY / 25);
    await takePicture(page, "map-grouped-light", true);

    await page.getByRole("button", { name: "Matrix", exact: true }).click();
    const grid = page.getByRole("grid", { name: "Who calls whom" });
    await grid.waitFor();
    expect(await grid.getAttribute("aria-rowcount")).toBe(String(MANY));
    await grid.focus();
    await page.keyboard.press("Control+End");
    const cell = page.getByRole("gridcell");
    expect(await cell.getAttribute("aria-label")).toBe("service-0499 does not call service-0499");
    await page.keyboard.press("Control+ArrowUp");
    expect(await cell.getAttribute("aria-label")).toMatch(/^service-\d+ calls service-0499: /);
    await page.keyboard.press("Enter");
    await page.getByRole("complementary").getByText("p95").waitFor();
    await takePicture(page, "map-matrix-many-light", true);
    expect(await axeViolations(page)).toEqual([]);
  });

  it("says what the server said when it does not answer", async () => {
    const refused = { error: { code: "QUERY_TOO_LARGE", message: "too much is stored" } };
    await page.route("**/api/graph?*", (route) => route.fulfill({ status: 422, json: refused }));
    await page.goto(`${ui.url}/map`);
    await page.getByText("QUERY_TOO_LARGE").waitFor();
    await page.unroute("**/api/graph?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await box("user").waitFor();
    watched.errors.length = 0;
  });

  it.each(["light", "dark"] as const)("looks right and is accessible, %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const view of ["graph", "matrix", "table"]) {
      await page.goto(`${ui.url}/map?view=${view}&chosen=service%3Amoney%2Fpayment&find=cart`);
      await page.locator("[data-node], [role=grid], tr[data-row]").first().waitFor();
      await takePicture(page, `map-${view}-${colorScheme}`, true);
      expect(await axeViolations(page)).toEqual([]);
    }
  });

  it("fits a screen of 320 pixels", async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    for (const view of ["graph", "matrix", "table"]) {
      await page.goto(`${ui.url}/map?view=${view}`);
      await page.locator("[data-node], [role=grid], tr[data-row]").first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      await takePicture(page, `narrow-map-${view}`);
    }
    // Longer words push nothing over its neighbours.
    await page.goto(`${ui.url}/map?view=table&lang=en-XA`);
    await page.locator("tr[data-row]").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    const field = (await page.getByRole("search").boundingBox())!;
    const button = (await page.getByRole("button", { name: "( ƀ )" }).boundingBox())!;
    expect(field.x + field.width).toBeLessThanOrEqual(button.x);
    const shown = (await page.locator("nav [aria-current=page]").boundingBox())!;
    expect(shown.x + shown.width).toBeLessThanOrEqual(field.x);
  });
});

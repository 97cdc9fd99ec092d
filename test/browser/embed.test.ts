import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import { openPage, type WatchedPage } from "../support/browser.ts";
import {
  LINKED_TRACE_ID,
  linkedTrace,
  SHOP_TRACE_ID,
  shopTrace,
  startingAt,
} from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";

/** Pages in frames of other pages, and the addresses of Jaeger's UI. */

let ui: UiInBrowser;
let around: Server;
let aroundUrl: string;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  around = createServer((request, response) => {
    const address = decodeURIComponent(request.url!.slice(2));
    response.setHeader("content-type", "text/html");
    response.end(`<iframe src="${address}" width="1000" height="700"></iframe>`);
  });
  await new Promise<void>((resolve) => around.listen(0, "127.0.0.1", resolve));
  aroundUrl = `http://127.0.0.1:${(around.address() as AddressInfo).port}`;
  ui = await startUiInBrowser({ frameAncestors: `'self' ${aroundUrl}` });
  await ui.query.insert(startingAt(Date.now() - 60_000, shopTrace()));
  await ui.query.insert(startingAt(Date.now() - 50_000, linkedTrace()));
});

afterAll(async () => {
  around.close();
  await ui.close();
});

beforeEach(async () => {
  watched = await openPage(ui.browser);
  page = watched.page;
});

afterEach(async () => {
  await watched.close();
  expect(watched.errors).toEqual([]);
});

it("shows a trace in a frame of a page that may, without what is around it and what is left out", async () => {
  const query = "embed=1&theme=dark&hide=minimap,facts&find=cart";
  const address = `${ui.url}/trace/${SHOP_TRACE_ID}?${query}`;
  await page.goto(`${aroundUrl}/?${encodeURIComponent(address)}`);
  const frame = page.frameLocator("iframe");
  await frame.locator("[data-row]").first().waitFor();
  expect(await frame.getByRole("navigation", { name: "Sections" }).count()).toBe(0);
  expect(await frame.locator("[data-part=minimap]").isVisible()).toBe(false);
  expect(await frame.locator("[data-part=facts]").isVisible()).toBe(false);
  expect(await frame.locator("[data-part=services]").isVisible()).toBe(true);
  expect(await frame.locator("html").getAttribute("data-theme")).toBe("dark");
  // It stays embedded when something is chosen, and leads to the same page with everything.
  await frame.locator("[data-row]").nth(2).click();
  const link = frame.getByRole("link", { name: "Open in Spanhouse" });
  await expect.poll(() => link.getAttribute("href")).toMatch(/[?&]span=/);
  expect(page.frames()[1]!.url()).toContain("embed=1");
  const [opened] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
  await opened.getByRole("navigation", { name: "Sections" }).waitFor();
  expect(opened.url()).toMatch(/find=cart/);
  expect(opened.url()).not.toMatch(/embed|theme|hide/);
  await opened.locator("[data-part=minimap]").waitFor();
});

it("is accessible when embedded, and keeps its keys", async () => {
  await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}?embed=1`);
  await page.locator("[data-row]").first().waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press("/");
  expect(await page.evaluate("document.activeElement.tagName")).toBe("INPUT");
});

it("opens a file that is dropped on the frame, in the frame", async () => {
  const json = await (await fetch(`${ui.url}/api/v3/traces/${SHOP_TRACE_ID}`)).text();
  await page.goto(`${aroundUrl}/?${encodeURIComponent(`${ui.url}/services?embed=1`)}`);
  const frame = page.frameLocator("iframe");
  await frame.getByRole("heading", { name: "Services" }).waitFor();
  const send = (kind: string) =>
    frame.locator("body").evaluate(
      (body, [type, content]) => {
        const data = new DataTransfer();
        data.items.add(new File([content], "shop.json"));
        const options = { dataTransfer: data, bubbles: true, cancelable: true };
        body.dispatchEvent(new DragEvent(type, options));
      },
      [kind, json] as const,
    );
  await send("dragover");
  await frame.getByText("Drop the file to open it here").waitFor();
  await send("drop");
  await frame.getByRole("link", { name: "shop.json" }).waitFor();
  expect(page.frames()[1]!.url()).toMatch(/\/trace\/.*embed=1/);
});

it("says who may frame it, and nobody may unless that is set", async () => {
  const headers = async (address: string) => (await fetch(address)).headers;
  const allowed = await headers(ui.url);
  expect(allowed.get("content-security-policy")).toContain(`frame-ancestors 'self' ${aroundUrl}`);
  expect(allowed.get("x-frame-options")).toBeNull();
});

it.each([
  [`/trace/${SHOP_TRACE_ID}?uiFind=cart`, `/trace/${SHOP_TRACE_ID}`, { find: "cart" }],
  [
    `/search?traceID=${SHOP_TRACE_ID}&span=0000000000000003@${SHOP_TRACE_ID}`,
    `/trace/${SHOP_TRACE_ID}`,
    { span: "0000000000000003" },
  ],
  [
    `/trace/${SHOP_TRACE_ID}...${LINKED_TRACE_ID}`,
    "/compare",
    { a: SHOP_TRACE_ID, b: LINKED_TRACE_ID },
  ],
  [
    '/search?service=cart&operation=GET%20%2Fcart&lookback=2d&limit=5&minDuration=1ms&maxDuration=2s&tags={"error":"true"}&start=1&end=2',
    "/search",
    {
      service: "cart",
      operation: "GET /cart",
      lookback: "2d",
      limit: "5",
      minDuration: "1ms",
      maxDuration: "2s",
    },
  ],
  ["/dependencies", "/map", {}],
  ["/monitor", "/services", {}],
  ["/monitor?service=cart&spanKind=server&timeframe=3600000", "/services/cart", {}],
  [
    `/trace/${SHOP_TRACE_ID}?uiEmbed=v0&uiTimelineHideMinimap=1&uiTheme=light`,
    `/trace/${SHOP_TRACE_ID}`,
    { embed: "1", hide: "minimap", theme: "light" },
  ],
])("understands Jaeger's %s", async (address, path, params) => {
  await page.goto(`${ui.url}${address}`);
  await page.waitForURL((url) => {
    const isPath = url.pathname === path;
    return (
      isPath &&
      Object.entries(params).every(([name, value]) => url.searchParams.get(name) === value)
    );
  });
  await page.locator("main").waitFor();
  expect(await page.getByText("There is no such page").count()).toBe(0);
});

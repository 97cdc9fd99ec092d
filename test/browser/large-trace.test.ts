import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPage, type WatchedPage } from "../support/browser.ts";
import { limitLine } from "../support/limit-line.ts";
import { rowChangesDuring } from "../support/row-changes.ts";
import { startingAt, wideTrace } from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";

/** The page of a trace of 10,000 spans: one root, 20 branches, leaves below them. */

const TRACE_ID = "000000000000000000000000000010a0";
const SPANS = 10_000;
const BRANCHES = 20;

let ui: UiInBrowser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  ui = await startUiInBrowser();
  await ui.query.insert(startingAt(Date.now() - 60_000, wideTrace(TRACE_ID, SPANS, BRANCHES)));
});

afterAll(() => ui.close());

beforeEach(async () => {
  watched = await openPage(ui.browser);
  page = watched.page;
  await page.goto(`${ui.url}/trace/${TRACE_ID}`);
  await page.locator('[aria-rowindex="2"]').waitFor();
});

afterEach(async () => {
  await watched.close();
  expect(watched.errors).toEqual([]);
});

const grid = (): Locator => page.getByRole("treegrid");
const rowCount = async (): Promise<number> => Number(await grid().getAttribute("aria-rowcount"));

/** How many objects the page still has, after a collection, that hold a column of the rows of the trace. */
async function columnsInMemory(): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { result: plain } = await session.send("Runtime.evaluate", {
    expression: "Object.prototype",
  });
  const { objects } = await session.send("Runtime.queryObjects", {
    prototypeObjectId: plain.objectId!,
  });
  const { result: count } = await session.send("Runtime.callFunctionOn", {
    objectId: objects.objectId!,
    functionDeclaration: `function () {
      const column = (object) => Object.getOwnPropertyDescriptor(object, "subtreeEnd")?.value;
      return this.filter((object) => column(object)?.length === ${SPANS}).length;
    }`,
    returnByValue: true,
  });
  // What was found is held until then.
  await session.detach();
  return count.value as number;
}

describe("a trace of 10,000 spans", () => {
  it("says how much of it has come while it comes slowly", async () => {
    await page.goto(`${ui.url}/file`);
    await page.getByRole("heading", { name: "Open a file of traces" }).waitFor();
    await limitLine(page, 20_000);
    const id = page.getByRole("textbox", { name: "Trace id" });
    await id.fill(TRACE_ID);
    await id.press("Enter");
    await page.getByText(/^[\d,]+ of 10,000 spans have come$/).waitFor();
    await limitLine(page, -1);
    await page.locator('[aria-rowindex="2"]').waitFor();
  });

  it("has only the rows in view in the document", async () => {
    expect(await rowCount()).toBe(SPANS + 1);
    expect(await page.locator("[data-row]").count()).toBeLessThan(80);
  });

  it("is scrolled to its end without empty places", async () => {
    for (const share of [0.25, 0.5, 1]) {
      await grid().evaluate((element, to) => {
        element.scrollTop = to * (element.scrollHeight - element.clientHeight);
      }, share);
      const box = (await grid().boundingBox())!;
      const under = (y: number): Promise<boolean> =>
        page.evaluate(
          ([x, at]) => document.elementFromPoint(x, at)?.closest("[data-row]") != null,
          [box.x + 200, y] as const,
        );
      for (const y of [40, box.height / 2, box.height - 12]) {
        await expect.poll(() => under(box.y + y)).toBe(true);
      }
    }
    await page.locator(`[aria-rowindex="${SPANS + 1}"]`).waitFor();
  });

  it("goes to its last row and back with the keyboard", async () => {
    await grid().focus();
    await page.keyboard.press("End");
    await page.locator(`[aria-rowindex="${SPANS + 1}"][data-active]`).waitFor();
    await page.keyboard.press("PageUp");
    await expect
      .poll(() => page.locator("[data-active]").getAttribute("aria-rowindex").then(Number))
      .toBeLessThan(SPANS - 5);
    await page.keyboard.press("Home");
    await page.locator('[aria-rowindex="2"][data-active]').waitFor();
  });

  it("keeps the row under the cursor in the document when it is scrolled away", async () => {
    await grid().focus();
    await page.keyboard.press("ArrowDown");
    await grid().evaluate((element) => (element.scrollTop = 100_000));
    await page.locator('[aria-rowindex="3860"]').waitFor();
    const active = await grid().getAttribute("aria-activedescendant");
    expect(await page.locator(`#${active!}`).count()).toBe(1);
  });

  it("collapses and expands as a whole", async () => {
    await page.keyboard.press("]");
    await expect.poll(rowCount).toBe(2);
    await page.keyboard.press("o");
    await expect.poll(rowCount).toBe(BRANCHES + 2);
    await page.keyboard.press("[");
    await expect.poll(rowCount).toBe(SPANS + 1);
  });

  it("finds a span far down and brings it into view", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("work 9876");
    await expect.poll(() => page.getByTestId("find-count").innerText()).toBe("1");
    await page.keyboard.press("Enter");
    const found = page.locator("[data-match]");
    await found.waitFor();
    const box = (await found.boundingBox())!;
    expect(box.y).toBeGreaterThan(100);
    expect(box.y).toBeLessThan(900);
  });

  it("is gone from memory when it is left", async () => {
    expect(await columnsInMemory()).toBeGreaterThan(0);
    await page.getByRole("navigation").getByRole("link", { name: "Search" }).click();
    await page.locator("[data-trace]").waitFor();
    await expect.poll(columnsInMemory).toBe(0);
  });

  it("zooms without touching any row", async () => {
    const box = (await page.getByTestId("ruler").boundingBox())!;
    const changes = await rowChangesDuring(page, async () => {
      await page.mouse.move(box.x + box.width / 2, box.y + 100);
      await page.keyboard.down("Control");
      for (let notch = 0; notch < 10; notch++) await page.mouse.wheel(0, -120);
      await page.keyboard.up("Control");
      await page.getByRole("button", { name: "Whole trace" }).waitFor();
    });
    expect(changes).toBe(0);
  });
});

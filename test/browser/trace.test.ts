import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import { doubleClick } from "../support/double-click.ts";
import { CHAT_TRACE_ID, chatTrace } from "../support/chat-trace.ts";
import {
  linkedTrace,
  LINKED_TRACE_ID,
  SHOP_TRACE_ID,
  shopTrace,
  startingAt,
} from "../support/shop-spans.ts";
import { pagePerTest } from "../support/page-per-test.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

/** The page of one trace in a real browser, over the checkout of `shopTrace` (13 spans). */

let ui: UiInBrowser;
let page: Page;
let errors: string[];

pagePerTest((opened) => ({ ui, page, errors } = opened), {
  ui: {
    links: [
      { name: "Logs", url: "https://logs.example.com/{service}?q={trace_id}" },
      { name: "Pod", url: "https://dash.example.com/{k8s.pod.name}" },
    ],
  },
  page: { permissions: ["clipboard-read", "clipboard-write"] },
  stored: () => [
    ...startingAt(Date.now() - 60_000, shopTrace()),
    ...startingAt(Date.now() - 30_000, linkedTrace()),
    ...startingAt(Date.now() - 40_000, chatTrace()),
  ],
});

async function open(query = ""): Promise<void> {
  await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}${query}`);
  await page.locator("[data-row]").first().waitFor();
}

const rows = (): Locator => page.locator("[data-row]");
const row = (name: string): Locator => page.getByRole("row", { name });
const panel = (): Locator => page.getByRole("complementary", { name: "Span details" });

async function expectRows(count: number): Promise<void> {
  await expect.poll(() => rows().count(), { timeout: 5_000 }).toBe(count);
}

/** Name of the operation of the row under the cursor. */
function cursor(): Promise<string> {
  return page.locator("[data-active] [role=gridcell]").first().innerText();
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe("the page", () => {
  it("says what the trace is", async () => {
    await open();
    const header = await page.locator("main header").innerText();
    expect(header).toMatch(/frontend POST \/api\/checkout/);
    expect(header).toContain(SHOP_TRACE_ID);
    expect(header).toMatch(/187\.432 ms[^]*Spans\s*13[^]*Depth\s*4[^]*Errors\s*1/);
    expect(await page.title()).toBe("POST /api/checkout · Spanhouse");
    await page.getByRole("button", { name: "Copy trace id" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(SHOP_TRACE_ID);
  });

  it("draws a row and a bar for each span, a tick for each event, and names flaws", async () => {
    await open();
    await expectRows(13);
    const timeline = row("cart SELECT carts").getByRole("gridcell").last();
    const cell = (await timeline.boundingBox())!;
    const bar = (await timeline.locator("span").first().boundingBox())!;
    expect((bar.x - cell.x) / cell.width).toBeCloseTo(13 / 187.432, 2);
    expect(bar.width / cell.width).toBeCloseTo(16.75 / 187.432, 2);
    expect(await timeline.locator("span").count()).toBe(2);
    const tick = (await timeline.locator("span").last().boundingBox())!;
    expect((tick.x + tick.width / 2 - cell.x) / cell.width).toBeCloseTo(29.5 / 187.432, 2);
    expect(await timeline.getAttribute("aria-label")).toContain("1 event");
    expect(await row("cart SELECT carts").getByRole("img", { name: "error" }).count()).toBe(1);
    expect(await row("ad GetAds").getByRole("img", { name: "warning" }).count()).toBe(1);
    await page.getByTestId("completeness").locator("summary").click();
    await page.getByRole("region", { name: "About this trace" }).waitFor();
  });

  it("says which trace it cannot find", async () => {
    await page.goto(`${ui.url}/trace/${"9".repeat(32)}`);
    await page.getByText("QUERY_NOT_FOUND").waitFor();
    expect(errors.splice(0)).toEqual([expect.stringContaining("404")]);
  });
});

describe("the tree", () => {
  it("is a tree grid with levels, places and what is open", async () => {
    await open();
    const grid = page.getByRole("treegrid", { name: "Spans" });
    expect(await grid.getAttribute("aria-rowcount")).toBe("14");
    const cart = row("cart GetCart");
    expect(await cart.getAttribute("aria-level")).toBe("3");
    expect(await cart.getAttribute("aria-rowindex")).toBe("4");
    expect(await cart.getAttribute("aria-posinset")).toBe("1");
    expect(await cart.getAttribute("aria-setsize")).toBe("5");
    expect(await cart.getAttribute("aria-expanded")).toBe("true");
    expect(await row("cart HGET session").getAttribute("aria-expanded")).toBeNull();
  });

  it("collapses one subtree by its arrow, all and one level by their keys and buttons", async () => {
    await open();
    await row("cart GetCart").locator("[data-toggle]").click();
    await expectRows(11);
    expect(await row("cart GetCart").innerText()).toContain("+2");
    await press("]");
    await expectRows(2);
    await press("o");
    await expectRows(4);
    await press("o");
    await expectRows(9);
    await press("p");
    await expectRows(4);
    await page.getByRole("button", { name: /Expand all/ }).click();
    await expectRows(13);
  });

  it("is walked with the arrow keys", async () => {
    await open();
    await page.getByRole("treegrid").focus();
    await press("ArrowDown", "ArrowDown");
    expect(await cursor()).toContain("GetCart");
    const active = await page.getByRole("treegrid").getAttribute("aria-activedescendant");
    expect(await page.locator(`#${active!}`).innerText()).toContain("GetCart");
    await press("ArrowLeft");
    await expectRows(11);
    await press("ArrowRight");
    await expectRows(13);
    await press("ArrowRight");
    expect(await cursor()).toContain("HGET session");
    await press("ArrowLeft", "ArrowLeft", "ArrowLeft");
    expect(await cursor()).toContain("PlaceOrder");
    await press("End");
    expect(await cursor()).toContain("GetAds");
    await press("Home");
    expect(await cursor()).toContain("POST /api/checkout");
    await press("e");
    expect(await cursor()).toContain("SELECT carts");
    await press("]", "Home");
    await expectRows(2);
    await press("*");
    await expectRows(13);
  });
});

describe("finding", () => {
  it("counts, marks and goes through the matches, also hidden ones, and keeps the text", async () => {
    await open();
    await press("]", "/");
    await page.keyboard.type("CART");
    await expect.poll(() => page.getByTestId("find-count").innerText()).toBe("3");
    await page.waitForURL(/find=CART/);
    await press("Enter");
    expect(await cursor()).toContain("GetCart");
    expect(await page.getByTestId("find-count").innerText()).toBe("1 of 3");
    await press("Enter", "Enter");
    expect(await cursor()).toContain("SELECT carts");
    await press("Enter", "Shift+Enter");
    expect(await cursor()).toContain("SELECT carts");
    expect(await page.locator("[data-match]").count()).toBe(3);
    await page.getByRole("treegrid").focus();
    await press("n");
    expect(await cursor()).toContain("GetCart");
    await press("N");
    expect(await cursor()).toContain("SELECT carts");
    await press("/");
    await press("Escape");
    await expect.poll(() => page.locator("[data-match]").count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe(
      "treegrid",
    );
  });

  it("finds by TraceQL, attributes of spans and resources too, and says what it cannot", async () => {
    await open();
    const find = page.getByLabel("Find spans by", { exact: false });
    const count = () => page.getByTestId("find-count").innerText();
    await find.fill("{ span.db.rows = 9007199254740993 && status = error }");
    await expect.poll(count).toBe("1");
    await find.fill(
      '{ resource.service.name = "cart" && duration > 1us } || { name =~ "render.*" }',
    );
    await expect.poll(count).toBe("4");
    await page.waitForURL(/render/);
    await page.reload();
    await expect.poll(count).toBe("4");
    await find.fill("{ event:name = `exception` }");
    await page.getByText("eventName cannot be found in a trace").waitFor();
    expect(await find.getAttribute("aria-invalid")).toBe("true");
  });

  it("understands Jaeger's link, and finds by span id", async () => {
    await open("?uiFind=000c");
    expect(await page.getByTestId("find-count").innerText()).toBe("1");
    expect(await page.locator("[data-match]").innerText()).toContain("render confirmation");
  });
});

describe("the panel", () => {
  it("shows everything about the selected span, which is in the address", async () => {
    await open();
    await row("cart SELECT carts").click();
    await panel().getByText("deadlock detected").first().waitFor();
    const text = await panel().innerText();
    for (const part of [
      "16.75 ms",
      "Status error: deadlock detected",
      "9007199254740993",
      "integer",
      '["a", (empty)]',
      "AQID",
      "exception",
      "+16.5 ms",
      "service.name",
      LINKED_TRACE_ID,
    ]) {
      expect(text).toContain(part);
    }
    const links = panel().getByRole("list", { name: "Elsewhere" }).getByRole("link");
    expect(await links.allInnerTexts()).toEqual(["Logs"]);
    expect(await links.getAttribute("href")).toBe(
      `https://logs.example.com/cart?q=${SHOP_TRACE_ID}`,
    );
    await page.waitForURL(/span=0000000000000005/);
    await page.reload();
    await panel().getByText("9007199254740993").waitFor();
    expect(await row("cart SELECT carts").getAttribute("aria-selected")).toBe("true");
  });

  it("filters and copies attributes, and leads to the parent", async () => {
    await open("?span=0000000000000005");
    await panel().getByText("db.rows").waitFor();
    await panel().getByLabel("Filter attributes").fill("db.");
    await expect.poll(() => panel().getByText("cache.hit").count()).toBe(0);
    await panel().getByText("db.rows").hover();
    await panel().getByRole("button", { name: "Copy the value of db.rows" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("9007199254740993");
    await panel().getByRole("button", { name: "Copy db.rows as a condition" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      "span.db.rows=9007199254740993",
    );
    await panel().getByRole("button", { name: "Find spans with this db.rows" }).click();
    await expect.poll(() => page.getByTestId("find-count").innerText()).toBe("1 of 1");
    await page.waitForURL(/find=db\.rows%3D9007199254740993/);
    await panel().getByRole("button", { name: "GetCart" }).click();
    await panel().getByRole("heading", { name: "GetCart" }).waitFor();
    await page.waitForURL(/span=0000000000000003/);
  });

  it("groups attributes, and remembers what is pinned, what is closed and how wide it is", async () => {
    await open("?span=0000000000000005");
    const group = panel().getByRole("group", { name: "db" });
    expect(await group.innerText()).toMatch(/db\.rows[^]*db\.system\.name/);
    await group.getByText("db.system.name").hover();
    await group.getByRole("button", { name: "Pin db.system.name" }).click();
    await panel().getByRole("heading", { name: "Pinned" }).waitFor();
    await panel().getByRole("heading", { name: "Resource" }).click();
    await page.getByRole("separator", { name: "Width of the details" }).focus();
    const before = (await panel().boundingBox())!.width;
    await press("ArrowLeft", "ArrowLeft");
    await expect.poll(async () => (await panel().boundingBox())!.width).toBe(before + 40);
    await page.reload();
    await panel().getByRole("heading", { name: "Pinned" }).waitFor();
    expect((await panel().boundingBox())!.width).toBe(before + 40);
    await expect.poll(() => panel().getByText("service.name").isVisible()).toBe(false);
    await panel()
      .getByRole("button", { name: "Unpin db.system.name" })
      .first()
      .click({ force: true });
    await panel().getByRole("heading", { name: "Pinned" }).waitFor({ state: "detached" });
  });

  it("shows a conversation with a model as messages, whose attribute is copied as it came", async () => {
    await page.goto(`${ui.url}/trace/${CHAT_TRACE_ID}?span=0000000000000002`);
    const messages = panel().locator("[data-role]");
    await expect
      .poll(() => messages.allInnerTexts())
      .toEqual([
        "user\n\nWeather in Paris?",
        'assistant\ncalls a tool\n\nget_weather({"city":"Paris"})',
        "tool\nanswer of a tool\n\nrainy, 14 °C",
        "assistant\n\nIt rains.\nTake an umbrella.",
      ]);
    expect(await panel().innerText()).toMatch(/gen_ai\.usage\.input_tokens\s+1024/);
    await panel().getByText("gen_ai.output.messages").hover();
    await panel().getByRole("button", { name: "Copy the value of gen_ai.output.messages" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('"finish_reason"');
    expect(await axeViolations(page)).toEqual([]);
  });

  it("follows the cursor, and closes with Escape", async () => {
    await open();
    await page.getByRole("treegrid").focus();
    await press("Enter");
    await panel().getByRole("heading", { name: "POST /api/checkout" }).waitFor();
    await press("ArrowDown");
    await panel().getByRole("heading", { name: "PlaceOrder" }).waitFor();
    await press("Escape");
    await panel().waitFor({ state: "detached" });
    await expect.poll(() => page.url()).not.toContain("span=");
  });

  it("opens the trace a link leads to, with the span selected, and comes back in one step", async () => {
    await open("?span=0000000000000005");
    await panel().getByRole("link", { name: LINKED_TRACE_ID }).click();
    await page.getByRole("heading", { name: "worker settle batch" }).waitFor();
    await panel().getByRole("heading", { name: "settle batch" }).waitFor();
    // Each of these changes the address.
    await page.getByRole("button", { name: "Flame chart" }).click();
    await expect.poll(() => page.url()).toContain("view=flame");
    await page.getByRole("button", { name: "Close the details" }).click();
    await expect.poll(() => page.url()).not.toContain("span=");
    await page.goBack();
    await panel().getByRole("heading", { name: "SELECT carts" }).waitFor();
  });
});

describe("time", () => {
  const bar = (): Locator =>
    row("payment Charge").getByRole("gridcell").last().locator("span").first();

  /** Where the charge, which takes from 38 ms to 121 ms, starts and ends, as fractions of the axis. */
  async function chargeAt(): Promise<readonly number[]> {
    const axis = (await page.getByTestId("ruler").boundingBox())!;
    const { x, width } = (await bar().boundingBox())!;
    return [x, x + width].map((end) => Number(((end - axis.x) / axis.width).toFixed(2)));
  }

  /** What is shown, in milliseconds as the address has it. */
  async function shownMs(): Promise<readonly number[]> {
    await page.waitForURL(/window=/);
    const window = new URL(page.url()).searchParams.get("window")!;
    return window.split("-").map((us) => Math.round(Number(us) / 1000));
  }

  async function drag(from: number, to: number, where: string): Promise<void> {
    const box = (await page.getByTestId(where).boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * from, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
    await page.mouse.up();
  }

  it("zooms at the cursor with Ctrl and the wheel, by keys, and goes back", async () => {
    await open();
    const before = (await bar().boundingBox())!;
    await page.mouse.move(before.x + before.width / 2, before.y);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -300);
    await page.keyboard.up("Control");
    await expect
      .poll(async () => (await bar().boundingBox())!.width)
      .toBeGreaterThan(before.width * 1.5);
    await page.getByRole("button", { name: "Whole trace" }).click();
    await expect.poll(async () => (await bar().boundingBox())!.width).toBeCloseTo(before.width, 0);
    await press("w", "w");
    await expect
      .poll(async () => (await bar().boundingBox())!.width)
      .toBeGreaterThan(before.width * 1.5);
    await press("0");
    await expect.poll(async () => (await bar().boundingBox())!.width).toBeCloseTo(before.width, 0);
  });

  it.each(["ruler", "minimap"])("zooms to what is dragged over on the %s", async (where) => {
    await open();
    await drag(0.2, 0.4, where);
    // A fifth of the trace, from 37.5 ms on: the charge starts near the left edge.
    await expect.poll(async () => (await chargeAt())[0]).toBeLessThan(0.05);
    const box = (await page.getByTestId(where).boundingBox())!;
    await page.mouse.dblclick(box.x + box.width * 0.9, box.y + box.height / 2);
    await expect.poll(async () => (await chargeAt())[0]).toBeCloseTo(38 / 187.432, 2);
  });

  it("moves the edges of the window on the minimap, and the window itself", async () => {
    await open("?window=40000-80000");
    expect(await shownMs()).toEqual([40, 80]);
    const at = (ms: number): number => ms / 187.432;
    await drag(at(40), at(20), "minimap");
    await expect.poll(shownMs).toEqual([20, 80]);
    await drag(at(80), at(100), "minimap");
    await expect.poll(shownMs).toEqual([20, 100]);
    await drag(at(60), at(90), "minimap");
    await expect.poll(shownMs).toEqual([50, 130]);
  });

  it("is panned by keys and a sideways wheel, and a double click on a bar or `f` fits the span", async () => {
    await open("?window=40000-80000");
    await press("d");
    await expect.poll(shownMs).toEqual([48, 88]);
    await press("a", "a");
    await expect.poll(shownMs).toEqual([32, 72]);
    const axis = (await page.getByTestId("ruler").boundingBox())!;
    await page.mouse.move(axis.x + 50, axis.y + 100);
    await page.mouse.wheel(axis.width / 2, 0);
    await expect.poll(shownMs).toEqual([52, 92]);
    // The charge has a tenth of its 83 ms on both sides. The first click opens the panel over the place of the second.
    const charge = (await row("payment Charge").getByRole("gridcell").last().boundingBox())!;
    await doubleClick(page, charge.x + charge.width - 40, charge.y + 9);
    await expect.poll(shownMs).toEqual([30, 129]);
    await panel().getByRole("heading", { name: "Charge" }).waitFor();
    await press("0");
    await expect.poll(() => page.url()).not.toContain("window=");
    await press("f");
    await expect.poll(shownMs).toEqual([30, 129]);
  });

  it("is zoomed by two fingers, under which the moments stay", async () => {
    await open();
    const axis = (await page.getByTestId("ruler").boundingBox())!;
    const fingers = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...at: readonly number[]) =>
      fingers.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: at.map((share, id) => {
          return { id, x: axis.x + axis.width * share, y: axis.y + 120 };
        }),
      });
    await touch("touchStart", 38 / 187.432);
    await touch("touchStart", 38 / 187.432, 121 / 187.432);
    await touch("touchMove", 0.15, 0.7);
    await touch("touchMove", 0.1, 0.9);
    await touch("touchEnd");
    await expect.poll(chargeAt).toEqual([0.1, 0.9]);
    // The page itself is as large as it was.
    expect(await page.evaluate(() => window.visualViewport!.scale)).toBe(1);
  });
});

it("lists its keys", async () => {
  await open();
  await press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await dialog.waitFor();
  expect(await dialog.innerText()).toMatch(/\[\s+Expand all\s+\]\s+Collapse all/);
  await press("Escape");
  await dialog.waitFor({ state: "detached" });
  // Closed for good: the next key is for the page again.
  await press("]");
  await expectRows(2);
});

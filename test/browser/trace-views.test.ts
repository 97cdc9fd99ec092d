import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { doubleClick } from "../support/double-click.ts";
import {
  LINKED_TRACE_ID,
  linkedTrace,
  REPEATED_QUERIES,
  REPEATING_TRACE_ID,
  repeatingTrace,
  SHOP_TRACE_ID,
  shopTrace,
  startingAt,
} from "../support/shop-spans.ts";
import { pagePerTest } from "../support/page-per-test.ts";
import type { UiInBrowser } from "../support/ui-in-browser.ts";

/** The ways of looking at a trace besides the plain waterfall, and that the address holds all of them. */

let ui: UiInBrowser;
let page: Page;
let errors: string[];

pagePerTest((opened) => ({ ui, page, errors } = opened), {
  stored: () => [
    ...startingAt(Date.now() - 60_000, shopTrace()),
    ...startingAt(Date.now() - 90_000, linkedTrace()),
    ...startingAt(Date.now() - 80_000, repeatingTrace()),
  ],
});

async function open(traceId: string, query = ""): Promise<void> {
  await page.goto(`${ui.url}/trace/${traceId}${query}`);
  await page.getByTestId("completeness").waitFor();
}

const rows = (): Locator => page.locator("[data-row]");
const row = (name: string): Locator => page.getByRole("row", { name });

/** What is shown, in milliseconds as the address has it. */
async function shownMs(): Promise<readonly number[]> {
  await page.waitForURL(/window=/);
  const window = new URL(page.url()).searchParams.get("window")!;
  return window.split("-").map((us) => Math.round(Number(us) / 1000));
}

/** Size of the PNG that the menu saves, as the file says. */
async function savedPicture(): Promise<{ readonly width: number; readonly height: number }> {
  const png = await exported(page.getByRole("button", { name: "PNG of what is shown" }), "png");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

/** The file that an entry of the export menu saves. */
async function exported(entry: Locator, ending: string): Promise<Buffer> {
  if (!(await entry.isVisible())) await page.getByText("Export", { exact: true }).click();
  const [saved] = await Promise.all([page.waitForEvent("download"), entry.click()]);
  expect(saved.suggestedFilename()).toBe(`${SHOP_TRACE_ID}.${ending}`);
  return readFile(await saved.path());
}

async function expectRows(count: number): Promise<void> {
  await expect.poll(() => rows().count(), { timeout: 5_000 }).toBe(count);
}

describe("the statistics", () => {
  it("are by service, by any attribute, and lead to the spans with a value", async () => {
    await open(SHOP_TRACE_ID, "?view=statistics");
    expect(await row("cart").innerText()).toMatch(/cart\s+3\s+1\s/);
    await page.getByLabel("Statistics by").focus();
    const select = page.getByLabel("Statistics by");
    await expect.poll(() => select.innerText()).toContain("db.system.name");
    await select.selectOption("db.system.name");
    await page.waitForURL(/by=db\.system\.name/);
    await page.getByRole("button", { name: "postgresql" }).click();
    await row("cart SELECT carts").waitFor();
    // The span, and the three it is in.
    await expectRows(4);
    await page.waitForURL(/find=db\.system\.name%3Dpostgresql/);
    await page.reload();
    await expectRows(4);
  });
});

describe("the calls", () => {
  it("are drawn, callers to the left, and lead to the first span", async () => {
    await open(REPEATING_TRACE_ID, "?view=calls");
    const drawing = page.getByRole("group", { name: "Operations of the trace" });
    const box = (name: string): Locator => drawing.getByRole("button", { name });
    await box("SELECT item").waitFor();
    expect(await drawing.getByRole("button").count()).toBe(4);
    expect(await box("SELECT item").innerText()).toMatch(
      /db[^]*× 120[^]*0\.83\d* % err[^]*mean 1 ms/,
    );
    const [left, right] = await Promise.all([
      box("load").boundingBox(),
      box("SELECT item").boundingBox(),
    ]);
    expect(left!.x).toBeLessThan(right!.x);
    await box("load").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("f");
    await page.waitForURL((url) => url.searchParams.has("span") && !url.searchParams.has("view"));
    await page.getByRole("heading", { name: "SELECT item" }).waitFor();
  });

  it("are listed in a table, which leads to the row", async () => {
    await open(SHOP_TRACE_ID);
    await page.getByRole("button", { name: "Calls" }).click();
    await page.getByRole("button", { name: "As a table" }).click();
    await page.waitForURL(/calls=table/);
    expect(await row("SELECT carts").innerText()).toMatch(/cart\s+GetCart\s+cart\s+SELECT carts/);
    await page.getByRole("button", { name: "SELECT carts" }).click();
    await page.locator("[data-active]", { hasText: "SELECT carts" }).waitFor();
    await page.getByText("9007199254740993").waitFor();
  });
});

describe("the paths", () => {
  it("sum up what was reached in the same way, are walked and widened with keys, and lead to a span", async () => {
    await open(REPEATING_TRACE_ID, "?view=paths");
    const box = (name: RegExp): Locator => page.getByRole("button", { name });
    const times = new RegExp(`× ${REPEATED_QUERIES}: [\\d.]+ ms, 1 with an error$`);
    const repeated = box(times);
    await repeated.waitFor();
    const before = (await repeated.boundingBox())!.width;
    // As wide as the time at work, which of the queries is 120 ms, one after the other.
    expect(await repeated.innerText()).toContain("SELECT item");
    expect(await box(/^time at work$/).getAttribute("aria-pressed")).toBe("true");
    const [loading, publishing] = await Promise.all([
      box(/^jobs load/).boundingBox(),
      box(/^jobs publish/).boundingBox(),
    ]);
    expect(loading!.width / publishing!.width).toBeCloseTo(135 / 100, 1);
    await page.locator("[data-path='0']").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowDown");
    expect(await repeated.getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("Enter");
    await expect
      .poll(async () => (await repeated.boundingBox())!.width)
      .toBeGreaterThan(before + 50);
    const facts = page.getByRole("region", { name: "Chosen path" });
    expect(await facts.innerText()).toMatch(new RegExp(`Spans\\s+${REPEATED_QUERIES}\\s`));
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await repeated.boundingBox())!.width).toBeCloseTo(before, 0);
    await box(/^time waited for$/).click();
    await page.waitForURL(/wide=critical/);
    await facts.getByRole("button", { name: "Go to the longest" }).click();
    await page.waitForURL((url) => url.searchParams.has("span") && !url.searchParams.has("view"));
  });

  it("lead from an operation up to its callers when they are turned round", async () => {
    await open(SHOP_TRACE_ID, "?view=paths");
    await page.getByRole("button", { name: "Bottom up" }).click();
    await page.waitForURL(/up=1/);
    await page.reload();
    const charges = page.getByRole("button", { name: "payment POST /v1/charges: 77 ms" });
    await charges.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const facts = page.getByRole("region", { name: "Chosen path" });
    await facts.getByText("payment Charge ← checkout PlaceOrder").waitFor();
    expect(await facts.innerText()).toMatch(/payment\s+POST \/v1\/charges[^]*Spans\s+1\s/);
    // The operation that did most itself stands to the left.
    const boxes = await page.locator("[data-path]").evaluateAll((all) =>
      all.map((box) => {
        const { top, left, width } = box.getBoundingClientRect();
        return { top, left, width };
      }),
    );
    const first = Math.min(...boxes.map(({ top }) => top));
    const widths = boxes
      .filter(({ top }) => top === first)
      .sort((one, other) => one.left - other.left)
      .map(({ width }) => Math.round(width));
    expect(widths.length).toBeGreaterThan(8);
    expect(widths).toEqual([...widths].sort((one, other) => other - one));
    await page.getByRole("button", { name: "Top down" }).click();
    await expect.poll(() => page.url()).not.toContain("up=1");
  });
});

describe("the flame chart", () => {
  it("paints every span, is walked with the keys, and opens the span that is clicked", async () => {
    await open(SHOP_TRACE_ID, "?view=flame");
    const area = page.getByRole("application");
    await expect.poll(() => paintedColours(page)).toBeGreaterThan(5);
    await area.focus();
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(() => page.locator("#flame-span").innerText())
      .toContain("PlaceOrder: 168 ms");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "PlaceOrder" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "PlaceOrder" }).waitFor({ state: "detached" });
    const box = (await area.boundingBox())!;
    await area.click({ position: { x: (box.width * 100) / 187.432, y: 30 } });
    await page.getByRole("heading", { name: "PlaceOrder" }).waitFor();
    const size = await savedPicture();
    expect(size.width).toBeCloseTo((await page.getByTestId("flame").boundingBox())!.width, 0);
  });

  it("is taken along by a drag, zoomed by one with Shift, and fits the span of a double click", async () => {
    await open(SHOP_TRACE_ID, "?view=flame&window=40000-80000");
    const area = page.getByRole("application");
    const box = (await area.boundingBox())!;
    const drag = async (from: number, to: number): Promise<void> => {
      await page.mouse.move(box.x + box.width * from, box.y + 110);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * to, box.y + 110, { steps: 4 });
      await page.mouse.up();
    };
    await drag(0.75, 0.25);
    await expect.poll(shownMs).toEqual([60, 100]);
    await page.keyboard.down("Shift");
    await drag(0.25, 0.5);
    await page.keyboard.up("Shift");
    await expect.poll(shownMs).toEqual([70, 80]);
    // A drag chooses no span.
    expect(await page.getByRole("complementary").count()).toBe(0);
    // The charge, from 38 ms to 121 ms, is on the third lane, with a tenth on both sides.
    await doubleClick(page, box.x + box.width - 40, box.y + 50);
    await expect.poll(shownMs).toEqual([30, 129]);
  });

  it("has lanes for each service when they are wanted, and finds the spans there", async () => {
    await open(SHOP_TRACE_ID, "?view=flame");
    await page.getByRole("button", { name: "Lanes by service" }).click();
    await page.waitForURL(/lanes=service/);
    await page.reload();
    await expect.poll(() => paintedColours(page)).toBeGreaterThan(5);
    const area = page.getByRole("application");
    const box = (await area.boundingBox())!;
    // The name of the first service, its two lanes, the name of the next, and its first lane.
    await area.click({ position: { x: (box.width * 100) / 187.432, y: 20 * 4 + 10 } });
    await page.getByRole("heading", { name: "PlaceOrder" }).waitFor();
  });
});

describe("the timeline", () => {
  it("folds similar siblings into one row that says what they took, and opens it", async () => {
    await open(REPEATING_TRACE_ID);
    await expectRows(4);
    const fold = await page.locator("[data-fold]").innerText();
    expect(fold).toContain(`× ${REPEATED_QUERIES}`);
    expect(fold).toMatch(/p50 1 ms · p95 1 ms · sum 120 ms · 1 error$/m);
    await page.locator("[data-fold] [data-toggle]").click();
    await expect.poll(() => page.getByRole("treegrid").getAttribute("aria-rowcount")).toBe("124");
    await page.getByRole("button", { name: "Fold similar siblings" }).click();
    await page.waitForURL(/fold=0/);
  });

  it("opens the fold that hides the span of the address or the next error", async () => {
    await open(REPEATING_TRACE_ID);
    await expectRows(4);
    await page.keyboard.press("e");
    await page.locator("[data-active][data-error]").waitFor();
  });

  it("draws idle time short, and says how long it was", async () => {
    await open(REPEATING_TRACE_ID);
    const bar = row("jobs publish").getByRole("gridcell").last().locator("span").first();
    const before = (await bar.boundingBox())!.width;
    await page.getByRole("button", { name: "Draw idle time short" }).click();
    await page.waitForURL(/gaps=1/);
    await expect.poll(async () => (await bar.boundingBox())!.width).toBeGreaterThan(before * 10);
    await page.getByTitle("nothing ran for 9.77 s").waitFor();
  });

  it("keeps only what matches, and finds by field, attribute and duration", async () => {
    await open(SHOP_TRACE_ID);
    await page.getByRole("button", { name: /^Errors/ }).click();
    await page.getByRole("button", { name: "Only matches" }).click();
    await expectRows(4);
    await page.getByLabel(/^Find spans/).fill("service=shipping duration>30ms");
    await expectRows(3);
    await page.getByLabel(/^Find spans/).fill("db.rows>1000 cache.hit=false");
    await expectRows(4);
    await page.getByLabel(/^Find spans/).fill("");
    await expectRows(13);
  });

  it("has the critical path on the bars and on its keys, and goes to siblings", async () => {
    await open(SHOP_TRACE_ID);
    await page.getByRole("treegrid").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("C");
    const cell = page.locator("[data-active] [role=gridcell]").last();
    await expect.poll(() => cell.getAttribute("aria-label")).toContain("on the critical path");
    expect(await cell.locator("i").count()).toBeGreaterThan(0);
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(".");
    await page.locator("[data-active]", { hasText: "render confirmation" }).waitFor();
    await page.keyboard.press(",");
    await page.locator("[data-active]", { hasText: "PlaceOrder" }).waitFor();
  });

  it("shows one subtree alone, also from the address, until something else is gone to", async () => {
    await open(SHOP_TRACE_ID);
    await row("cart GetCart").click();
    await page.getByRole("button", { name: /^Show only this subtree/ }).click();
    await expectRows(3);
    await page.waitForURL(/root=0000000000000003/);
    await page.reload();
    await expectRows(3);
    await page.getByRole("button", { name: "Only GetCart" }).click();
    await expectRows(13);
    await page.keyboard.press("r");
    await expectRows(3);
    // The root of the trace, which the critical path begins with.
    await page.keyboard.press("C");
    await expectRows(13);
  });

  it("has the spans of a service alone, or all but them, with what is above and below them", async () => {
    await open(SHOP_TRACE_ID);
    await page.getByRole("button", { name: "Only matches" }).click();
    const service = page.getByLabel("Only spans of a service");
    await service.selectOption("payment");
    await expectRows(4);
    await service.selectOption("shipping");
    await expectRows(4);
    expect(await service.inputValue()).toBe("shipping");
    expect(await page.getByTestId("find-count").innerText()).toBe("2");
    await service.selectOption("");
    await expectRows(13);
    // Jaeger takes the payment's calls away with the payment.
    await page.getByLabel(/^Find spans/).fill("-service=checkout -operation=Charge");
    await expect.poll(() => page.getByTestId("find-count").innerText()).toMatch(/11$/);
    await row("payment POST /v1/charges").waitFor();
    expect(await row("payment Charge").getAttribute("data-match")).toBeNull();
    await page.getByLabel(/^Find spans/).fill("-service=payment");
    await expectRows(11);
  });

  const colour = (name: string): Promise<string> =>
    row(name)
      .getByRole("gridcell")
      .last()
      .locator("span")
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);

  it("is coloured by status, by operation, and by self time with what the colours mean", async () => {
    await open(SHOP_TRACE_ID, "?colour=status");
    expect(await colour("SELECT carts")).not.toBe(await colour("PlaceOrder"));
    expect(await colour("payment Charge")).toBe(await colour("PlaceOrder"));
    await page.getByLabel("Colour by").selectOption("self");
    await page.waitForURL(/colour=self/);
    await page.getByRole("list", { name: "Colours" }).getByText("20 % and more").waitFor();
    // 77 ms of 187 are the call's own; of the charge it is in, 6 ms.
    expect(await colour("POST /v1/charges")).not.toBe(await colour("payment Charge"));
    await page.getByLabel("Colour by").selectOption("operation");
    await expect
      .poll(async () => (await colour("payment Charge")) === (await colour("GetQuote")))
      .toBe(false);
  });

  it("is coloured by any attribute", async () => {
    await open(SHOP_TRACE_ID, "?colour=db.system.name");
    await expect
      .poll(async () => (await colour("SELECT carts")) !== (await colour("PlaceOrder")))
      .toBe(true);
    expect(await colour("GetCart")).toBe(await colour("PlaceOrder"));
  });
});

describe("the rows", () => {
  it("show the attributes that are pinned, which the address names", async () => {
    await open(SHOP_TRACE_ID, "?span=0000000000000005");
    const show = page.getByRole("button", { name: "Show pinned attributes in rows" });
    expect(await show.count()).toBe(0);
    const panel = page.getByRole("complementary", { name: "Span details" });
    await panel.getByText("db.system.name").hover();
    await panel.getByRole("button", { name: "Pin db.system.name" }).click();
    await show.click();
    await page.waitForURL(/rows=db\.system\.name/);
    const carts = row("cart SELECT carts");
    await expect.poll(() => carts.innerText()).toContain("name=postgresql");
    expect(await row("cart GetCart").innerText()).not.toContain("name=");
    const moment = carts.getByRole("gridcell").last();
    expect(await moment.getAttribute("aria-label")).toContain("db.system.name: postgresql");
    // Of the resource, beside it.
    await panel.getByText("service.name", { exact: true }).hover();
    await panel.getByRole("button", { name: "Pin service.name" }).click();
    await expect.poll(() => carts.innerText()).toContain("name=postgresql  name=cart");
    for (const key of ["db.system.name", "service.name"]) {
      const unpin = panel.getByRole("button", { name: `Unpin ${key}` }).first();
      await unpin.click({ force: true });
    }
    await expect.poll(() => carts.innerText()).not.toContain("name=");
    await expect.poll(() => page.url()).not.toContain("rows=");
    // Whoever gets the link has nothing pinned.
    await open(SHOP_TRACE_ID, "?rows=db.system.name");
    await expect.poll(() => carts.innerText()).toContain("name=postgresql");
  });

  it("say when an attribute does not come", async () => {
    await page.route("**/attributes/column?*", (route) =>
      route.fulfill({
        status: 422,
        json: { error: { code: "QUERY_TOO_LARGE", message: "too many" } },
      }),
    );
    await open(SHOP_TRACE_ID, "?colour=db.rows");
    await page.getByText("An attribute did not come: too many").waitFor({ timeout: 20_000 });
    expect(errors.splice(0)).toEqual([expect.stringContaining("422")]);
  });

  it("are coloured by how slow a span is among its like in the trace, which is said in words too", async () => {
    await open(REPEATING_TRACE_ID, "?colour=percentile&fold=0");
    await page.getByRole("list", { name: "Colours" }).getByText("slowest 5 %").waitFor();
    const cell = row("db SELECT item").first().getByRole("gridcell").last();
    const says = /^slower than \d+ % of the 120 of its operation in the trace$/;
    expect(await cell.getAttribute("title")).toMatch(says);
    expect(await cell.getAttribute("aria-label")).toContain("of the 120 of its operation");
    expect(await page.getByLabel("Colour by").inputValue()).toBe("percentile");
  });
});

describe("the address", () => {
  it("holds the window of time and what is collapsed", async () => {
    await open(SHOP_TRACE_ID);
    await row("cart GetCart").locator("[data-toggle]").click();
    await expectRows(11);
    await page.keyboard.press("w");
    await page.waitForURL(/window=\d+/);
    await page.waitForURL(/closed=13/);
    const before = page.url();
    const bar = row("payment Charge").getByRole("gridcell").last().locator("span").first();
    const width = (await bar.boundingBox())!.width;
    await page.goto("about:blank");
    await page.goto(before);
    await expectRows(11);
    expect((await bar.boundingBox())!.width).toBeCloseTo(width, 0);
  });
});

it("names the traces that spans link to", async () => {
  await open(SHOP_TRACE_ID);
  const related = page.getByTestId("related");
  await related.locator("summary").click();
  const link = related.getByRole("link", { name: "worker settle batch (1 span)" });
  expect(await link.getAttribute("href")).toContain(LINKED_TRACE_ID);
});

it("exports what other tools read, and the timeline as a picture", async () => {
  await open(SHOP_TRACE_ID);
  await expectRows(13);
  for (const [entry, ending, inEverySpan] of [
    [page.getByRole("link", { name: "OTLP JSON" }), "otlp.json", /"startTimeUnixNano"/g],
    [page.getByRole("link", { name: "Jaeger JSON" }), "jaeger.json", /"operationName"/g],
    [page.getByRole("button", { name: /^Perfetto/ }), "perfetto.json", /"ph":"X"/g],
  ] as const) {
    const text = (await exported(entry, ending)).toString();
    expect(JSON.parse(text)).toBeTypeOf("object");
    expect(text.match(inEverySpan)).toHaveLength(13);
  }
  const all = await savedPicture();
  await page.keyboard.press("]");
  await expectRows(2);
  // 26 pixels a row.
  expect(all.height - (await savedPicture()).height).toBe(11 * 26);
});

/** How many colours the flame chart has. */
function paintedColours(of: Page): Promise<number> {
  return of.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("[data-testid=flame]")!;
    if (canvas.width === 0 || canvas.height === 0) return 0;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

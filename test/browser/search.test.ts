import type { Page } from "playwright-core";
import { traceFromText } from "@spanhouse/model/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPage, type WatchedPage } from "../support/browser.ts";
import { SHOP_TRACE_ID, shopTrace, startingAt } from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";

/** The search page in a real browser. The first tests see an empty store, the others two traces. */

const MINUTE_MS = 60_000;

let ui: UiInBrowser;
let watched: WatchedPage;

beforeAll(async () => {
  ui = await startUiInBrowser();
});

afterAll(() => ui.close());

beforeEach(async () => {
  watched = await openPage(ui.browser);
});

afterEach(async () => {
  await watched.close();
  expect(watched.errors).toEqual([]);
});

/** Waits until exactly these traces are listed, in this order. */
async function expectTraces(page: Page, traceIds: readonly string[]): Promise<void> {
  const listed = (): Promise<(string | null)[]> =>
    page
      .locator("[data-trace]")
      .evaluateAll((items) => items.map((item) => item.getAttribute("data-trace")));
  await expect.poll(listed, { timeout: 5_000 }).toEqual(traceIds);
}

describe("while the store is empty", () => {
  it("says how to send a first trace, and shows it when it has come", async () => {
    const { page } = watched;
    await page.goto(ui.url);
    await page.getByRole("heading", { name: "Waiting for the first trace" }).waitFor();
    expect(page.url()).toBe(`${ui.url}/search`);
    expect(await page.getByText("4317").count()).toBeGreaterThan(0);

    await ui.query.insert(startingAt(Date.now() - 2 * MINUTE_MS, shopTrace()));
    await ui.query.insert(
      startingAt(
        Date.now() - MINUTE_MS,
        traceFromText("web:GET /fast 0..1.5 server", "1".repeat(32)),
      ),
    );
    await page.getByRole("link", { name: "frontend POST /api/checkout" }).waitFor();
  });
});

describe("with traces", () => {
  it("lists them newest first, with what they are", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    const items = page.locator("[data-trace]");
    await items.nth(1).waitFor();
    const texts = await items.allInnerTexts();
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/web GET \/fast[^]*1\.5 ms[^]*1 span[^]*1 min ago/);
    expect(texts[1]).toMatch(/frontend POST \/api\/checkout[^]*187\.4 ms[^]*13 spans[^]*1 error/);
    expect(texts[1]).toMatch(/cart\s*3/);
    // The bar of the longest is as long as there is room.
    const bars = items.locator("[title$=ms] > span:last-child > span");
    const [short, long] = await bars.evaluateAll((all) =>
      all.map((bar) => bar.getBoundingClientRect().width / bar.parentElement!.clientWidth),
    );
    expect([long, short]).toEqual([expect.closeTo(1, 2), expect.closeTo(1.5 / 187.432, 2)]);
  });

  it("says above the traces that they were found before, when nobody answers any more", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search?lookback=zzz`);
    await page.locator("[data-trace]").nth(1).waitFor();
    expect(await page.getByLabel("Time", { exact: true }).inputValue()).toBe("1h");
    await page.context().setOffline(true);
    await page.keyboard.press("r");
    const notice = page.getByText("The search was not answered: what is below was found before");
    await notice.waitFor();
    const list = (await page.locator("[data-trace]").first().boundingBox())!;
    expect((await notice.boundingBox())!.y).toBeLessThan(list.y);
    await page.context().setOffline(false);
    await page.getByLabel("Traces found").getByRole("button", { name: "Try again" }).click();
    await notice.waitFor({ state: "detached" });
    // What was asked meanwhile is broken off, or not begun.
    expect(watched.errors.splice(0).filter((error) => !error.includes("net::ERR_"))).toEqual([]);
  });

  it("keeps the question in the address and reads it from there", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    await page.getByRole("combobox", { name: "Service" }).fill("car");
    await page.getByRole("option", { name: "cart" }).click();
    await page.getByRole("combobox", { name: "Operation" }).click();
    await page.getByRole("option", { name: "SELECT carts" }).click();
    await page
      .getByRole("combobox", { name: "Conditions" })
      .fill("db.system.name=postgresql cache.hit=false");
    await page.getByLabel("Min duration").fill("10ms");
    await page.getByLabel("Max duration").fill("1 s");
    await page.getByLabel("Time", { exact: true }).selectOption("6h");
    await page.getByLabel("Limit").fill("5");
    await page.keyboard.press("Enter");
    await page.waitForURL(/service=cart/);

    const asked = new URL(page.url()).searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      service: "cart",
      operation: "SELECT carts",
      tags: "db.system.name=postgresql cache.hit=false",
      minDuration: "10ms",
      maxDuration: "1 s",
      lookback: "6h",
      limit: "5",
    });
    await expectTraces(page, [SHOP_TRACE_ID]);

    await page.reload();
    await page.locator(`[data-trace="${SHOP_TRACE_ID}"]`).waitFor();
    expect(await page.getByRole("combobox", { name: "Service" }).inputValue()).toBe("cart");
    expect(await page.getByLabel("Time", { exact: true }).inputValue()).toBe("6h");

    await page.goBack();
    await page.locator("[data-trace]").nth(1).waitFor();
    expect(await page.getByRole("combobox", { name: "Service" }).inputValue()).toBe("");
  });

  it("understands a link to Jaeger's search page", async () => {
    const { page } = watched;
    const tags = encodeURIComponent('{"error":"true"}');
    await page.goto(`${ui.url}/search?service=cart&operation=all&lookback=1h&tags=${tags}`);
    await expectTraces(page, [SHOP_TRACE_ID]);
  });

  it("takes TraceQL in the bar, completes it, and turns it into the form and back", async () => {
    const { page } = watched;
    const bar = page.getByRole("combobox", { name: "Conditions" });
    const proposals = page.getByRole("listbox", { name: "Proposals" });
    const option = (name: string | RegExp) => proposals.getByRole("option", { name, exact: true });
    const service = page.getByRole("combobox", { name: "Service" });
    await page.goto(`${ui.url}/search`);
    await page.getByRole("button", { name: "{ status = error }" }).click();
    await page.waitForURL((url) => url.searchParams.get("q") === "{ status = error }");
    await expectTraces(page, [SHOP_TRACE_ID]);

    await bar.fill("{ stat");
    await option("status of every span").click();
    await option("error").click();
    await bar.pressSequentially("&& resource.service.na");
    await option(/^resource\.service\.name/).click();
    await bar.pressSequentially('"car');
    await option(/cart/).click();
    await bar.pressSequentially("}");
    const q = '{ status = error && resource.service.name = "cart" }';
    expect(await bar.inputValue()).toBe(q);

    await bar.fill('{ resource.service.name = "cart" && .cache.hit != nil }');
    await page.keyboard.press("Enter");
    await expectTraces(page, [SHOP_TRACE_ID]);
    await page.reload();
    await expectTraces(page, [SHOP_TRACE_ID]);
    expect(await bar.inputValue()).toBe('{ resource.service.name = "cart" && .cache.hit != nil }');

    await page.getByRole("button", { name: "Show in the form" }).click();
    await page.waitForURL((url) => url.searchParams.get("service") === "cart");
    expect(new URL(page.url()).searchParams.get("tags")).toBe("cache.hit!=nil");
    expect([await service.inputValue(), await bar.inputValue()]).toEqual(["cart", ""]);
    await page.getByRole("button", { name: "Write as TraceQL" }).click();
    await page.waitForURL((url) => url.searchParams.has("q") && !url.searchParams.has("tags"));
    await expectTraces(page, [SHOP_TRACE_ID]);

    // Known to the form alone.
    await page.goto(`${ui.url}/search?tags=status%3D~err`);
    await expectTraces(page, [SHOP_TRACE_ID]);
    await page.getByText("TraceQL has no words for status matches err").waitFor();
  });

  it("marks where TraceQL is wrong, and what of it is not answered", async () => {
    const { page } = watched;
    const bar = page.getByRole("combobox", { name: "Conditions" });
    const mark = page.locator("mark");
    await page.goto(`${ui.url}/search`);
    await bar.fill("{ .a = 5x }");
    await page.keyboard.press("Enter");
    await page.getByText("line 1, col 8: syntax error").waitFor();
    expect(await mark.innerText()).toBe("5x");
    expect(page.url()).toBe(`${ui.url}/search`);

    await bar.fill("{ .a = 5 } | by(name)");
    await page.getByRole("button", { name: "Show in the form" }).click();
    await page.getByText("The form has no fields for").waitFor();
    await page.getByRole("button", { name: "Find traces" }).click();
    await page.getByText("by() is not answered yet").first().waitFor();
    expect(await mark.innerText()).toBe("by(name)");
    // The search was refused, and the heatmap not asked for.
    expect(watched.errors.splice(0)).toEqual([expect.stringContaining("400")]);
    expect(await page.getByRole("heading", { name: "No heatmap" }).count()).toBe(0);

    await page.goto(`${ui.url}/search?q=${encodeURIComponent("{ } >> { kind = client }")}`);
    await expectTraces(page, [SHOP_TRACE_ID]);
    await page.getByRole("heading", { name: "No heatmap of this query" }).waitFor();
    expect(await page.getByTestId("heatmap").count()).toBe(0);
    await bar.fill("{ kind = client }");
    await page.keyboard.press("Enter");
    await page.getByTestId("heatmap").waitFor();
    expect(await page.getByRole("heading", { name: "No heatmap" }).count()).toBe(0);
  });

  it("is as it was left, and where, when somebody comes back from a trace", async () => {
    const { page } = watched;
    const ids = Array.from({ length: 60 }, (_, at) => (at + 1).toString(16).padStart(32, "e"));
    const traceOf = (id: string) => traceFromText("list:GET / 0..1 server", id);
    // In a day that is over, so that other tests do not find them.
    const startMs = Date.now() - 3 * 86_400_000;
    await ui.query.insert(ids.flatMap((id) => startingAt(startMs, traceOf(id))));
    await page.goto(`${ui.url}/search?service=list&lookback=7d&limit=30`);
    const listed = page.locator("[data-trace]");
    await expect.poll(() => listed.count()).toBe(30);
    await page.getByRole("button", { name: "Load more" }).click();
    await expect.poll(() => listed.count()).toBe(60);
    await listed.nth(40).scrollIntoViewIfNeeded();
    const link = listed.nth(40).getByRole("link");
    const href = await link.getAttribute("href");
    const scrolledPx = await page.evaluate(() => window.scrollY);
    await link.click();
    await page.locator("[data-row]").first().waitFor();
    await page.goBack();
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(scrolledPx);
    expect(await listed.nth(40).getByRole("link").getAttribute("href")).toBe(href);
    // Who asks once more is answered anew.
    await ui.query.insert(startingAt(startMs, traceOf("f".repeat(32))));
    await page.getByRole("button", { name: "Find traces" }).click();
    await expect.poll(() => listed.count()).toBe(30);
  });

  it("asks for a time of one's own", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    await page.getByLabel("Time", { exact: true }).selectOption("custom");
    await page.getByLabel("From").fill("2020-01-01T00:00:00");
    await page.getByLabel("To", { exact: true }).fill("2020-01-02T00:00:00");
    await page.getByRole("button", { name: "Find traces" }).click();
    await page.getByText("No trace matches").waitFor();
    const asked = new URL(page.url()).searchParams;
    expect(Number(asked.get("end")) - Number(asked.get("start"))).toBe(86_400_000_000);
  });

  it("says what is wrong with a field instead of asking", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    await page.getByLabel("Min duration").fill("10");
    await page.getByRole("combobox", { name: "Conditions" }).fill("error");
    await page.getByRole("button", { name: "Find traces" }).click();
    await page.getByText("Write an amount with a unit").waitFor();
    expect(
      await page.getByRole("combobox", { name: "Conditions" }).getAttribute("aria-invalid"),
    ).toBe("true");
    expect(page.url()).toBe(`${ui.url}/search`);
  });

  it("opens a trace from the list, by its id, and with the keyboard alone", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    const colourOf = (service: string): Promise<string> =>
      page
        .getByRole("list", { name: "Services" })
        .getByRole("listitem")
        .filter({ hasText: service })
        .locator("span span")
        .first()
        .evaluate((swatch) => getComputedStyle(swatch).backgroundColor);
    const inList = await colourOf("cart");
    await page.getByRole("link", { name: "frontend POST /api/checkout" }).click();
    await page.waitForURL(`${ui.url}/trace/${SHOP_TRACE_ID}`);
    await page.locator("[data-row]").first().waitFor();
    expect([await colourOf("cart"), inList]).toEqual([inList, expect.stringMatching(/^rgb/)]);

    await page
      .getByLabel("Trace id", { exact: true })
      .fill(" 5B8AA5A2-D2C8-72E8-321C-F37308D69DF2 ");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${ui.url}/trace/${SHOP_TRACE_ID}`);
    // As it stands in a colleague's message, and in a header of Zipkin's or Jaeger's.
    for (const pasted of [
      `https://traces.example.com/trace/${SHOP_TRACE_ID}?uiFind=cart`,
      `${SHOP_TRACE_ID}-0000000000000005-1`,
      `${SHOP_TRACE_ID}:0000000000000005:0000000000000003:1`,
    ]) {
      await page.goto(`${ui.url}/services`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.keyboard.press("i");
      await page.keyboard.insertText(pasted);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname === `/trace/${SHOP_TRACE_ID}`);
      const span = new URL(page.url()).searchParams.get("span");
      expect(span).toBe(pasted.startsWith("http") ? null : "0000000000000005");
    }
    await page.getByLabel("Trace id", { exact: true }).fill("not an id");
    await page.keyboard.press("Enter");
    await page.getByText("1 to 32 hexadecimal digits").waitFor();

    await page.goto(`${ui.url}/search`);
    await page.locator("[data-trace]").first().waitFor();
    await page.getByRole("button", { name: "Refresh", exact: true }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/trace\/1{32}$/);
  });

  it("chooses a service with the arrow keys", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    const service = page.getByRole("combobox", { name: "Service" });
    await service.fill("shi");
    await page.getByRole("option", { name: "shipping" }).waitFor();
    await page.keyboard.press("ArrowDown");
    expect(await service.getAttribute("aria-activedescendant")).not.toBeNull();
    await page.keyboard.press("Enter");
    expect(await service.inputValue()).toBe("shipping");
    await page.getByRole("listbox", { name: "Service" }).waitFor({ state: "hidden" });
  });

  it("refreshes by itself when told to", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search?service=late`);
    await page.getByText("No trace matches").waitFor();
    await page.getByRole("button", { name: /Refresh by itself/ }).click();
    await page.waitForURL(/live=1/);
    const late = traceFromText("late:arrival 0..1", "2".repeat(32));
    await ui.query.insert(startingAt(Date.now() - MINUTE_MS, late));
    await page.getByRole("link", { name: "late arrival" }).waitFor();
    await page.getByText(/^Live · asked/).waitFor();
    await page.getByRole("link", { name: "late arrival" }).hover();
    await page.getByText(/^Live, paused while you are at the list/).waitFor();
  });
});

describe("when the server cannot answer", () => {
  it("says what of the time was not searched, below which stands what was found", async () => {
    const { page } = watched;
    const partial = "spans before 10:00 were not searched";
    await page.route("**/api/own/search/stream?*", async (route) => {
      const lines = (await (await route.fetch()).text()).trim().split("\n");
      const { end } = JSON.parse(lines.pop()!) as { readonly end: object };
      const last = JSON.stringify({ end: { ...end, partial, warnings: [partial] } });
      await route.fulfill({ body: [...lines, last, ""].join("\n") });
    });
    await page.goto(`${ui.url}/search`);
    const notice = page.getByRole("region", { name: "Not all was searched" });
    await notice.getByText(partial, { exact: false }).waitFor();
    await page.locator("[data-trace]").first().waitFor();
    await page.unroute("**/api/own/search/stream?*");
    await page.getByRole("button", { name: "Refresh", exact: true }).click();
    await notice.waitFor({ state: "detached" });
  });

  it("shows its sentence and code, and asks again on request", async () => {
    const { page } = watched;
    const message = "The store took longer than 30 s.";
    await page.route("**/api/own/search/stream?*", (route) =>
      route.fulfill({ status: 503, json: { error: { code: "QUERY_TIMEOUT", message } } }),
    );
    await page.goto(`${ui.url}/search`);
    await page.getByText(message).waitFor();
    await page.getByText("QUERY_TIMEOUT").waitFor();
    await page.unroute("**/api/own/search/stream?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator("[data-trace]").first().waitFor();
    expect(watched.errors.splice(0)).toEqual([expect.stringContaining("503")]);
  });
});

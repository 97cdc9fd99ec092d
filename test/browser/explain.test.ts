import type { Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPage, type WatchedPage } from "../support/browser.ts";
import { startingAt } from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";

/** Forty quick spans and ten slow ones, which alone went to a stale replica; three quick ones failed. */

const QUICK = 40;
const SLOW = 10;
const SPACING_MS = 20_000;

let ui: UiInBrowser;
let watched: WatchedPage;

function request(index: number, nowMs: number): Span[] {
  const slow = index >= QUICK;
  const failed = index < 3;
  const trace = traceFromText(
    `shop:GET /item 0..${slow ? 800 : 5} server${failed ? " error" : ""}`,
    (index + 1).toString(16).padStart(32, "a"),
  );
  const attributes = [
    { key: "db.replica", value: { type: "string", value: slow ? "stale" : "fresh" } },
    { key: "region", value: { type: "string", value: index % 2 === 0 ? "eu" : "us" } },
    ...(failed ? [{ key: "retry", value: { type: "int", value: 3n } } as const] : []),
  ] as const;
  const spans = trace.map((span) => ({ ...span, attributes }));
  return startingAt(nowMs - 60_000 - (index % 40) * SPACING_MS, spans);
}

beforeAll(async () => {
  ui = await startUiInBrowser();
  const nowMs = Date.now();
  const all = Array.from({ length: QUICK + SLOW }, (_, index) => request(index, nowMs));
  await ui.query.insert(all.flat());
});

afterAll(() => ui.close());

beforeEach(async () => {
  watched = await openPage(ui.browser);
});

afterEach(async () => {
  await watched.close();
  expect(watched.errors).toEqual([]);
});

describe("the heatmap", () => {
  it("explains the slow spans that are drawn around, and one click searches for them", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    await page.getByRole("heading", { name: "50 spans, 3 with errors" }).waitFor();
    const box = (await page.getByTestId("heatmap").boundingBox())!;
    await page.mouse.move(box.x + 2, box.y + 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2, { steps: 3 });
    await page.getByText(/: 10 spans$/).waitFor();
    await page.mouse.up();
    await page.waitForURL(/select=\d+-\d+%2C\d+-\d+/);
    await page.getByText("10 selected against 40 others, every one counted.").waitFor();

    const first = page.locator("[data-attribute]").first();
    expect(await first.getAttribute("data-attribute")).toBe("db.replica");
    expect(await first.innerText()).toMatch(/100 % of selected \(10\)\s+0 % of others \(0\)/);
    expect(await page.locator('[data-attribute="region"]').count()).toBe(0);

    await page.reload();
    await page.getByTestId("heatmap-selection").waitFor();
    await page
      .getByRole("button", { name: "Only spans with span.db.replica = stale", exact: true })
      .click();
    await page.waitForURL(/tags=span\.db\.replica%3Dstale/);
    await page.getByText("10 traces in the last hour").waitFor();
    await page.getByRole("button", { name: "Remove span.db.replica = stale" }).click();
    await page.getByText("The 20 newest traces").waitFor();
  });

  it("does the same with keys alone, and narrows the search to the selection", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    await page.getByTestId("heatmap").focus();
    await page.keyboard.press("ArrowUp");
    await page.getByText(/: [12] spans?$/).waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    await page.getByText(/: 10 spans$/).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("10 selected against 40 others").waitFor();
    await page.getByRole("button", { name: "Search only these" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/lookback=custom/);
    await page.getByText("10 traces in the chosen time").waitFor();
    await page.getByRole("heading", { name: "10 spans" }).waitFor();
    expect(new URL(page.url()).searchParams.has("select")).toBe(false);
  });

  it("is where a span's comparison with its like leads, to the slow ones and to what explains them", async () => {
    const { page } = watched;
    const requests: string[] = [];
    page.on("request", (asked) => requests.push(new URL(asked.url()).pathname));
    const openDetails = async (index: number): Promise<void> => {
      await page.goto(`${ui.url}/trace/${(index + 1).toString(16).padStart(32, "a")}`);
      await page.getByRole("row", { name: "shop GET /item" }).click();
    };
    await openDetails(0);
    await page
      .getByText("Faster than 20 % of 50 spans of GET /item in the hour around this trace.")
      .waitFor();
    await openDetails(QUICK);
    const like = page.getByRole("region", { name: "Among its like" });
    await like.getByText("Slower than 80 % of 50 spans of GET /item").waitFor();
    const histogram = like.getByTestId("cohort");
    await histogram.waitFor();
    const heights = await histogram
      .locator("rect")
      .evaluateAll((all) => all.map((column) => Number(column.getAttribute("height"))));
    // Forty quick ones to the left, ten slow ones to the right, where the mark is.
    const filled = heights.flatMap((height, at) => (height > 0 ? [at] : []));
    expect(filled).toEqual([0, heights.length - 1]);
    expect(heights[0]! / heights.at(-1)!).toBeCloseTo(4, 1);
    expect(requests.filter((path) => path.endsWith("/red/distribution"))).toHaveLength(2);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await like.getByRole("button", { name: "Copy TraceQL for its like" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^\{ resource\.service\.name = "shop" && name = "GET \/item" && kind = \w+ \}$/,
    );
    await like.getByRole("link", { name: "The slow ones" }).click();
    await page.getByText("10 traces in the chosen time").waitFor();
    await page.goBack();
    await like.getByRole("link", { name: "Explain them" }).click();
    await page.getByText("10 selected against 40 others").waitFor();
  });

  it("explains errors, and can leave a value out", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search?limit=100`);
    await page.getByRole("button", { name: "Explain errors" }).click();
    await page.getByText("3 selected against 47 others").waitFor();
    const first = page.locator("[data-attribute]").first();
    expect(await first.innerText()).toMatch(/retry[^]*3[^]*100 % of selected \(3\)/);
    await page.getByRole("button", { name: "Only spans with span.retry ≠ 3" }).click();
    await page.getByText("47 traces in the last hour").waitFor();
  });

  it("has a table with the same numbers, which selects too", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    await page.getByText("Show as a table").click();
    const rows = page
      .getByRole("region", { name: "Spans by duration and start" })
      .locator("tbody tr");
    const texts = await rows.allInnerTexts();
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/759\.3 ms to 1\.074 s.*\t10\t0$/);
    expect(texts[1]).toMatch(/\t40\t3$/);
    await rows.first().getByRole("button").click();
    await page.getByText("10 selected against 40 others").waitFor();
    await page.getByRole("button", { name: "Clear selection" }).click();
    await page.getByText("Drag over spans").waitFor();
  });

  it("says what was not counted", async () => {
    const { page } = watched;
    await page.route("**/api/own/heatmap?*", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as object;
      await route.fulfill({ json: { ...body, partial: "spans before 10:00 are not counted" } });
    });
    await page.goto(`${ui.url}/search`);
    await page.getByText("spans before 10:00 are not counted").waitFor();
    await page.unroute("**/api/own/heatmap?*");

    const error = { code: "QUERY_TIMEOUT", message: "The store took longer than 30 s." };
    await page.route("**/api/own/heatmap?*", (route) =>
      route.fulfill({ status: 503, json: { error } }),
    );
    await page.reload();
    await page.getByRole("heading", { name: "The spans were not counted" }).waitFor();
    await page.locator("[data-trace]").first().waitFor();
    await page.unroute("**/api/own/heatmap?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByTestId("heatmap").waitFor();
    expect(watched.errors.splice(0)).toEqual([expect.stringContaining("503")]);
  });
});

describe("the results", () => {
  it("are sorted by the server and go on page by page", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search?view=table&order=longest&limit=15`);
    const rows = page.locator("[data-trace]");
    await expect.poll(() => rows.count()).toBe(15);
    const durations = (await rows.allInnerTexts()).map((text) => /[\d.]+ ms/.exec(text)?.[0]);
    expect(durations.filter((text) => text === "800 ms")).toHaveLength(10);
    expect(durations.slice(0, 10).every((text) => text === "800 ms")).toBe(true);
    await page.getByRole("button", { name: "Load more" }).click();
    await expect.poll(() => rows.count()).toBe(30);
    await page.getByRole("button", { name: "Load more" }).click();
    await page.getByRole("button", { name: "Load more" }).click();
    await expect.poll(() => rows.count()).toBe(50);
    const ids = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-trace")));
    expect(new Set(ids).size).toBe(50);
    expect(await page.getByRole("button", { name: "Load more" }).count()).toBe(0);

    await page.getByRole("button", { name: "Errors", exact: true }).click();
    await page.waitForURL(/order=mostErrors/);
    await page
      .getByRole("columnheader", { name: "Errors" })
      .and(page.locator("[aria-sort=descending]"))
      .waitFor();
    await expect.poll(() => rows.nth(2).innerText()).toMatch(/\t1\t1\t/);
    await page.getByRole("button", { name: "Show as a list" }).click();
    await page.waitForURL((url) => !url.searchParams.has("view"));
  });

  it("are in the document near the screen only, and keep their places", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search?limit=50`);
    const items = page.locator("[data-trace]");
    await page.locator("[data-trace][aria-setsize='50']").first().waitFor();
    expect(await items.count()).toBeLessThan(50);
    const last = page.locator("[aria-posinset='50']");
    expect(await last.count()).toBe(0);
    await page.keyboard.press("End");
    await last.waitFor();
    // The rows above it come as they are scrolled to, and move it until they are all there.
    await expect.poll(async () => (await last.boundingBox())!.y).toBeLessThan(900);
    await last.getByRole("link").focus();
    await page.keyboard.press("ArrowUp");
    await page.locator("[aria-posinset='49'] a:focus").waitFor();
  });

  it("are there while the search still goes on", async () => {
    const { page } = watched;
    await page.addInitScript(() => {
      const original = window.fetch.bind(window);
      window.fetch = async (target, options) => {
        const response = await original(target, options);
        if (typeof target !== "string" || !target.includes("/search/stream")) return response;
        const [first = "", ...rest] = (await response.text()).split(/(?<=\n)/);
        const encoder = new TextEncoder();
        const body = new ReadableStream({
          async start(controller) {
            // In the middle of a line, as networks do.
            controller.enqueue(encoder.encode(first + rest[0]!.slice(0, 20)));
            await new Promise((resolve) =>
              window.addEventListener("go-on", resolve, { once: true }),
            );
            controller.enqueue(encoder.encode(rest[0]!.slice(20) + rest.slice(1).join("")));
            controller.close();
          },
        });
        return new Response(body, { status: 200 });
      };
    });
    await page.goto(`${ui.url}/search`);
    await page.locator("[data-trace]").first().waitFor();
    await page.getByText("searching …").waitFor();
    expect(await page.locator("[data-trace]").count()).toBe(1);
    await page.evaluate(() => window.dispatchEvent(new Event("go-on")));
    await expect.poll(() => page.locator("[data-trace]").count()).toBe(20);
  });
});

describe("the bar", () => {
  it("proposes keys, then values, and writes what the form writes", async () => {
    const { page } = watched;
    await page.goto(`${ui.url}/search`);
    await page.locator("[data-trace]").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("db.re");
    await page.getByRole("option", { name: /db\.replica/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: /stale/ }).waitFor();
    await page.keyboard.type("st");
    await page.getByRole("option", { name: /fresh/ }).waitFor({ state: "detached" });
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove db.replica = stale" }).waitFor();
    await page.keyboard.type("service=shop duration>=100ms kind=server");
    await page.keyboard.press("Enter");
    await page.waitForURL(/service=shop/);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      ...{ service: "shop", minDuration: "100ms", tags: "db.replica=stale kind=server" },
    });
    await page.getByText("10 traces in the last hour").waitFor();
    expect(await page.getByRole("combobox", { name: "Service" }).inputValue()).toBe("shop");
    expect(await page.getByLabel("Min duration").inputValue()).toBe("100ms");

    await page.getByRole("combobox", { name: "Conditions" }).focus();
    await page.keyboard.press("Backspace");
    expect(await page.getByRole("combobox", { name: "Conditions" }).inputValue()).toBe(
      "kind=server",
    );
  });

  it("takes a filter as JSON, and offers to ask for less where nothing matches", async () => {
    const { page } = watched;
    const filter = { op: "eq", args: [{ attr: { key: "region" } }, { scalar: { value: "mars" } }] };
    await page.goto(`${ui.url}/search`);
    await page.getByRole("combobox", { name: "Conditions" }).fill(JSON.stringify(filter));
    await page.keyboard.press("Enter");
    await page.getByText("No trace matches").waitFor();
    await page.getByRole("button", { name: /^Without filter/ }).click();
    await page.locator("[data-trace]").first().waitFor();
  });

  it("opens the trace of a span's id", async () => {
    const { page } = watched;
    const [span] = request(7, Date.now());
    await page.goto(`${ui.url}/search`);
    await page
      .getByRole("combobox", { name: "Conditions" })
      .fill(`00-${span!.traceId}-${span!.spanId}-01`);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${ui.url}/trace/${span!.traceId}?span=${span!.spanId}`);

    await page.getByLabel("Trace id", { exact: true }).fill(span!.spanId);
    await page.keyboard.press("Enter");
    await page.waitForURL(
      (url) => !url.pathname.includes(span!.traceId) && url.search === `?span=${span!.spanId}`,
    );
    // It was looked for as a trace first.
    expect(watched.errors.splice(0)).toEqual([expect.stringContaining("404")]);
  });
});

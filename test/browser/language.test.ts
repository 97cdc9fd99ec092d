import { serviceNameOf, type Span } from "@spanhouse/model";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage, type WatchedPage } from "../support/browser.ts";
import { comparedTraces, SLOW_ID, USUAL_ID } from "../support/compared-traces.ts";
import { linkedTraces, ORDER_ID } from "../support/linked-traces.ts";
import { shopTraffic } from "../support/many-services.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { plainWords } from "../support/plain-words.ts";
import {
  REPEATING_TRACE_ID,
  repeatingTrace,
  SHOP_TRACE_ID,
  shopTrace,
  startingAt,
} from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";
import { takePicture } from "../support/take-picture.ts";

/**
 * Every text of every page has an id: in `en-XA`, which puts accents on those that have one, nothing plain is left
 * but data and names that all languages share. And its longer words find their place.
 */

/** Names, units, and words of TraceQL and OpenTelemetry, which are no words of English here. */
const SHARED = new Set(
  (
    "Spanhouse OTLP OpenTelemetry Jaeger Zipkin Perfetto TraceQL JSON PNG Markdown UTC URL HTTP SDK npm curl " +
    "ns µs ms min err KiB MiB Ctrl Shift Enter Esc Home End PgUp PgDn Tab AM PM " +
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec null AQID " +
    "server client producer consumer internal span resource operation duration user"
  ).split(" "),
);

let ui: UiInBrowser;
let watched: WatchedPage;
let page: Page;
/** Words of the data. */
const ofData = new Set<string>();

beforeAll(async () => {
  ui = await startUiInBrowser({
    links: [{ name: "Wiki", url: "https://wiki.example/#{traceId}" }],
  });
  watched = await openPage(ui.browser, { locale: "en-US", timezoneId: "UTC" });
  page = watched.page;
});

afterAll(async () => {
  await watched.close();
  await ui.close();
});

async function insert(spans: readonly Span[]): Promise<void> {
  await ui.query.insert(spans);
  for (const { name, resource, scope, attributes, events } of spans) {
    const said = [name, serviceNameOf(resource), resource.attributes, scope, attributes, events];
    const text = JSON.stringify(said, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    for (const [word] of text.matchAll(/\p{L}+/gu)) ofData.add(word);
  }
}

async function plainWordsOf(path: string): Promise<readonly string[]> {
  await page.goto(ui.url + path);
  await page.waitForLoadState("networkidle");
  return plainWordsHere();
}

async function plainWordsHere(): Promise<readonly string[]> {
  const words = await plainWords(page);
  return words.filter((word) => !SHARED.has(word) && !ofData.has(word));
}

it("is chosen by the address, said of the document, and remembered; English needs no word", async () => {
  await page.goto(`${ui.url}/search`);
  await page.getByRole("heading", { name: "Waiting for the first trace" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  await page.goto(`${ui.url}/search?lang=en-XA`);
  await page.getByRole("heading", { name: "Ŵààïïţïïñğ ƒööř ţĥéé ƒïïřšţ ţřààçéé" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("en-XA");
  expect(await plainWordsHere()).toEqual([]);
  expect(await plainWordsOf("/services")).toEqual([]);
  expect(await plainWordsOf("/map")).toEqual([]);
});

it("stays English when the words of the language do not come", async () => {
  const fresh = await openPage(ui.browser, { locale: "en-US" });
  await fresh.page.route("**/pseudo-language-*.js", (route) => route.abort());
  await fresh.page.goto(`${ui.url}/search?lang=en-XA`);
  await fresh.page.getByRole("heading", { name: "Waiting for the first trace" }).waitFor();
  expect(await fresh.page.locator("html").getAttribute("lang")).toBe("en");
  await fresh.close();
});

describe("with traces", () => {
  beforeAll(async () => {
    await insert(shopTraffic(Date.now() - 30 * 60_000, 20, 60_000));
    await insert(startingAt(Date.now() - 30_000, shopTrace()));
    await insert(startingAt(Date.now() - 80_000, repeatingTrace()));
    await insert(comparedTraces(Date.now() - 3 * 86_400_000));
    await insert(linkedTraces(Date.now() - 4 * 86_400_000));
    await ui.query.store.graphJob.run({ everything: true });
  });

  it.each([
    { name: "search", path: "/search" },
    { name: "search-table", path: "/search?view=table&order=longest&service=web" },
    { name: "search-where", path: "/search?view=where&service=payment&lookback=7d" },
    { name: "search-explain", path: "/search?select=errors" },
    { name: "search-no-match", path: "/search?service=cart&operation=cart&minDuration=1h" },
    { name: "search-wrong", path: "/search?minDuration=5&q=%7B%20.a%20%3D%205x%20%7D&limit=0" },
    { name: "trace", path: `/trace/${SHOP_TRACE_ID}?span=0000000000000005&find=cart` },
    { name: "trace-folds", path: `/trace/${REPEATING_TRACE_ID}?gaps=1&colour=percentile` },
    {
      name: "trace-colours",
      path: `/trace/${REPEATING_TRACE_ID}?fold=0&colour=self&find=duration`,
    },
    { name: "trace-linked", path: `/trace/${ORDER_ID}?linked=1` },
    { name: "trace-flame", path: `/trace/${SHOP_TRACE_ID}?view=flame&lanes=service` },
    { name: "trace-statistics", path: `/trace/${SHOP_TRACE_ID}?view=statistics&by=operation` },
    { name: "trace-paths", path: `/trace/${SHOP_TRACE_ID}?view=paths` },
    { name: "trace-calls", path: `/trace/${SHOP_TRACE_ID}?view=calls` },
    { name: "trace-missing", path: `/trace/${"9".repeat(32)}` },
    { name: "trace-embedded", path: `/trace/${SHOP_TRACE_ID}?embed=1` },
    { name: "compare", path: `/compare?a=${USUAL_ID}&b=${SLOW_ID}` },
    { name: "compare-typical", path: `/compare?a=${SLOW_ID}&b=typical&view=list` },
    { name: "compare-none", path: "/compare" },
    { name: "services", path: "/services?compare=1h" },
    { name: "service", path: "/services/cart" },
    { name: "map", path: "/map" },
    { name: "map-matrix", path: "/map?view=matrix" },
    { name: "map-table", path: "/map?view=table" },
    { name: "file", path: "/file" },
    { name: "nowhere", path: "/nowhere" },
  ])("the page $name says nothing without an id, and has room for longer words", async (scene) => {
    expect(await plainWordsOf(scene.path)).toEqual([]);
    await takePicture(page, `${scene.name}-en-XA`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(1440);
  });

  it("so do the dialogs and menus of a trace", async () => {
    await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}`);
    await page.locator("[data-row]").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await plainWordsHere()).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("option").first().waitFor();
    expect(await plainWordsHere()).toEqual([]);
    await page.keyboard.press("Escape");
    for (const opener of await page.locator("main [aria-expanded=false]:not([role=row])").all()) {
      if (!(await opener.isVisible())) continue;
      await opener.click();
      expect(await plainWordsHere()).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });

  it("so does an opened file", async () => {
    const buffer = Buffer.from(encodeOtlpRequestJson([...shopTrace(), ...repeatingTrace()]));
    await page.goto(`${ui.url}/file`);
    const file = { name: "x.json", mimeType: "application/json", buffer };
    await page.locator("input[type=file]").first().setInputFiles(file);
    await page.getByRole("table").waitFor();
    expect(await plainWordsHere()).toEqual(["json"]);
  });
});

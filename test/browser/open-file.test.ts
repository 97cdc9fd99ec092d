import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Span } from "@spanhouse/model";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { axeViolations } from "../support/axe.ts";
import { openPage, type WatchedPage } from "../support/browser.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import {
  LINKED_TRACE_ID,
  linkedTrace,
  SHOP_TRACE_ID,
  shopTrace,
  wideTrace,
} from "../support/shop-spans.ts";
import { startUiInBrowser, type UiInBrowser } from "../support/ui-in-browser.ts";
import { encodeZipkinV2Json } from "../support/zipkin-encode.ts";

/** Files of traces, opened in the browser: dropped, pasted, chosen; good, broken, large. */

const NOT_STORED_ID = "000000000000000000000000000000f1";

let ui: UiInBrowser;
let watched: WatchedPage;
let page: Page;
/** Paths that the page asked the service for. */
let asked: string[];

beforeAll(async () => {
  ui = await startUiInBrowser();
  await ui.query.insert(shopTrace());
});

afterAll(() => ui.close());

beforeEach(async () => {
  watched = await openPage(ui.browser);
  page = watched.page;
  asked = [];
  page.on("request", (request) => {
    const { pathname, protocol } = new URL(request.url());
    // How spans link to other systems is a setting, and the question says nothing of the file.
    if (pathname === "/api/own/links") return;
    if (protocol !== "blob:" && !pathname.startsWith("/assets/")) asked.push(pathname);
  });
});

afterEach(async () => {
  await watched.close();
  expect(watched.errors).toEqual([]);
});

const inTrace = (spans: readonly Span[], traceId: string): Span[] =>
  spans.map((span) => ({ ...span, traceId }));

async function choose(name: string, content: string | Uint8Array): Promise<void> {
  const buffer = Buffer.from(content);
  const file = { name, mimeType: "application/octet-stream", buffer };
  await page.locator("input[type=file]").first().setInputFiles(file);
}

/** What the trace page says: its facts and the text of every row. */
async function shownTrace(): Promise<readonly string[]> {
  await page.locator("[data-row]").nth(12).waitFor();
  const facts = await page.locator("main header dl").innerText();
  return [facts, ...(await page.locator("[data-row]").allInnerTexts())];
}

it("shows a trace of a file as the service shows the stored one, and asks the service for nothing", async () => {
  await page.goto(`${ui.url}/trace/${SHOP_TRACE_ID}`);
  const stored = await shownTrace();
  const otlp = await (await fetch(`${ui.url}/api/v3/traces/${SHOP_TRACE_ID}`)).bytes();
  const jaeger = await (await fetch(`${ui.url}/api/traces/${SHOP_TRACE_ID}`)).text();
  for (const [name, content] of [
    ["trace.otlp.json", otlp],
    ["trace.jaeger.json", jaeger],
    ["trace.json.gz", gzipSync(otlp)],
    ["lines.jsonl", encodeOtlpRequestJson(shopTrace())],
  ] as const) {
    await page.goto(`${ui.url}/file`);
    await page.getByRole("heading", { name: "Open a file of traces" }).waitFor();
    asked = [];
    await choose(name, content);
    // The only trace of a file is shown at once.
    await page.waitForURL(/\/trace\/5b8aa5a2d2c872e8321cf37308d69df2\?file=1$/);
    await page.getByRole("link", { name }).waitFor();
    expect(await shownTrace()).toEqual(stored);
    await page.locator("[data-row]").nth(1).click();
    await page.getByLabel("Span details").getByText("service.name").first().waitFor();
    expect(asked).toEqual([]);
  }
  await page.getByRole("button", { name: "Statistics" }).click();
  await page.getByRole("table").first().waitFor();
  await page.getByText("Export", { exact: true }).click();
  expect(await page.getByRole("link", { name: "OTLP JSON" }).count()).toBe(0);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /^Perfetto/ }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe(`${SHOP_TRACE_ID}.perfetto.json`);
  const { traceEvents } = JSON.parse(await readFile(await saved.path(), "utf8")) as {
    readonly traceEvents: readonly { readonly ph: string }[];
  };
  expect(traceEvents.filter(({ ph }) => ph === "X")).toHaveLength(13);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy a summary in Markdown" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate("navigator.clipboard.readText()")).toContain("| 83 ms |");
  expect(asked).toEqual([]);
  expect(await axeViolations(page)).toEqual([]);
});

it("lists the traces of a file, goes to one and back", async () => {
  await page.goto(`${ui.url}/search`);
  const lines = [shopTrace(), linkedTrace()].map((spans) => encodeOtlpRequestJson(spans));
  await choose("shop.jsonl", Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])));
  await page.getByRole("heading", { name: "shop.jsonl" }).waitFor();
  const table = page.getByRole("table", { name: "Traces of the file" });
  // The name is shown while the file is read, too.
  await expect.poll(() => table.locator("tbody tr").count()).toBe(2);
  expect(await axeViolations(page)).toEqual([]);
  const line = table.locator(`[data-row="${SHOP_TRACE_ID}"]`);
  await line.getByRole("link").click();
  await page.waitForURL(/file=1/);
  expect((await shownTrace())[0]).toContain("13");
  // A trace that is linked to is in the same file.
  await page.getByTestId("related").locator("summary").click();
  await page.getByTestId("related").getByRole("link").click();
  await page.waitForURL(new RegExp(`/trace/${LINKED_TRACE_ID}.*file=1`));
  await page.goBack();
  await page.goBack();
  await page.getByLabel("Find traces").fill("checkout");
  await expect.poll(() => table.locator("tbody tr").count()).toBe(1);
});

it("opens what is dropped or pasted, whatever page is shown", async () => {
  const zipkin = encodeZipkinV2Json(inTrace(shopTrace(), NOT_STORED_ID));
  await page.goto(`${ui.url}/services`);
  await page.getByRole("heading", { name: "Services" }).waitFor();
  const text = Buffer.from(zipkin).toString();
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], "zipkin.json"));
    const options = { dataTransfer: data, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent("dragover", options));
    document.body.dispatchEvent(new DragEvent("drop", options));
  }, text);
  await page.waitForURL(/\/trace\/0+f1\?file=1$/);
  await page.locator("[data-row]").nth(12).waitFor();
  await page.goto(`${ui.url}/services`);
  await page.getByRole("heading", { name: "Services" }).waitFor();
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.setData("text/plain", content);
    document.body.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true }),
    );
  }, text);
  await page.waitForURL(/\/trace\/0+f1\?file=1$/);
  await page.getByRole("link", { name: "Pasted text" }).waitFor();
});

it("says what is wrong with a file, and that it has to be opened again after loading the page anew", async () => {
  await page.goto(`${ui.url}/file`);
  const good = Buffer.from(encodeOtlpRequestJson(shopTrace())).toString();
  for (const [name, content, problem] of [
    ["empty.json", "", "The file is empty"],
    ["page.html", "<html></html>", "this is no JSON"],
    ["other.json", '{"metrics": []}', "not OTLP, Jaeger or Zipkin JSON"],
    ["cut.json", good.slice(0, -40), `at byte ${good.length - 40}`],
    ["cut.gz", gzipSync(good).subarray(0, 200), "gzip that is damaged or cut off"],
    ["nothing.json", '{"resourceSpans": []}', "It has no spans"],
  ] as const) {
    await choose(name, content);
    const notice = page.getByRole("alert");
    await notice.filter({ hasText: `${name} cannot be opened` }).waitFor();
    expect((await notice.innerText()).toLowerCase()).toContain(problem.toLowerCase());
  }
  expect(await axeViolations(page)).toEqual([]);
  await choose(
    "one-bad-line.jsonl",
    `${good}\n{"resourceSpans": [{]}\n${good.replaceAll(SHOP_TRACE_ID, NOT_STORED_ID)}`,
  );
  await page.getByText("A part of the file could not be read").waitFor();
  expect(await page.getByText(/^line 2: /).count()).toBe(1);
  await page.getByRole("table").getByRole("link").first().click();
  await page.locator("[data-row]").nth(12).waitFor();
  await page.reload();
  await page.getByText("The file has to be opened again").waitFor();
  await page.goto(`${ui.url}/file?lang=en-XA`);
  await choose("nothing.json", '{"resourceSpans": []}');
  await page.getByText("Ïţ ĥààš ñöö šþààñš.").waitFor();
});

it("opens 100,000 spans in a worker, and the page answers meanwhile", async () => {
  await page.goto(`${ui.url}/file`);
  const spans = wideTrace(NOT_STORED_ID, 100_000, 100);
  const content = gzipSync(encodeOtlpRequestJson(spans), { level: 1 });
  await page.getByRole("heading", { name: "Open a file of traces" }).waitFor();
  await page.evaluate(() => {
    const turns = { count: 0 };
    Object.assign(globalThis, { turns });
    setInterval(() => turns.count++, 10);
  });
  await choose("large.json.gz", content);
  await page.waitForURL(/file=1$/);
  await page.locator("[data-row]").first().waitFor();
  expect(await page.locator("main header dl").innerText()).toContain("100,0");
  // One turn of the page's own loop would be all, if the file was read in it.
  expect(await page.evaluate("turns.count")).toBeGreaterThan(20);
});

import { traceFromText } from "@spanhouse/model/testing";
import { openPage } from "../../support/browser.ts";
import { startingAt } from "../../support/shop-spans.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import type { Measure } from "../report.ts";
import { timeTo } from "./page-timing.ts";
import { repeated } from "./repeated.ts";

/** The search page: many results, the first of a stream and completion. */

const TRACES = 1_500;

export async function searches(ui: UiInBrowser, runs: number): Promise<readonly Measure[]> {
  const spacingMs = 500;
  const startUnixMs = Date.now() - TRACES * spacingMs;
  const spans = Array.from({ length: TRACES }, (_, at) =>
    startingAt(startUnixMs + at * spacingMs, listedTrace(at)),
  );
  await ui.query.insert(spans.flat());
  const { median: of } = await repeated(runs, () => sampleOf(ui));
  return [
    { name: "1,500 traces, answer to rows", value: of.rows, unit: "ms", goal: { atMost: 150 } },
    { name: "1,500 traces, elements", value: of.elements, unit: "", goal: { atMost: 3_000 } },
    { name: "search, key to first trace", value: of.first, unit: "ms", goal: { atMost: 300 } },
    { name: "completion, key to its keys", value: of.keys, unit: "ms", goal: { atMost: 50 } },
    { name: "completion, key to its values", value: of.values, unit: "ms", goal: { atMost: 250 } },
  ];
}

function listedTrace(at: number) {
  return traceFromText(
    `
    shop:GET /cart 0..${20 + (at % 97)} server
      cart:SELECT 3..9 client db.system.name=postgresql
  `,
    (0xabc0_0000 + at).toString(16).padStart(32, "0"),
  );
}

async function sampleOf(ui: UiInBrowser) {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}/search?service=nobody`);
  await page.getByText("No trace matches").waitFor();
  await page.getByRole("combobox", { name: "Service" }).fill("shop");
  await page.getByLabel("Limit").fill(String(TRACES));
  await page.getByLabel("Limit").focus();
  const first = await timeTo(page, "[data-trace]", () => page.keyboard.press("Enter"));
  await page.getByText(/^1,500 traces/).waitFor();
  const elements = await page.locator("*").count();
  await page.getByRole("combobox", { name: "Conditions" }).focus();
  // The first key asks the server; what is meant by cached is the next.
  await page.keyboard.press("d");
  // Not the options of a select, which have the same role.
  await page.locator("[role=option]").first().waitFor();
  const keys = await timeTo(page, "[role=option]", () => page.keyboard.press("b"));
  await page.keyboard.type(".system.name");
  const toValues = (): Promise<void> => page.keyboard.press("=");
  const values = await timeTo(page, "[role=option]", toValues, "postgresql");
  await watched.close();
  return { ...{ first, elements, keys, values }, rows: await rowsAfterAnswer(ui) };
}

/** Milliseconds from the end of the answer to the frame with the last of its traces. */
async function rowsAfterAnswer(ui: UiInBrowser): Promise<number> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}/search?service=shop&limit=${TRACES}`);
  const ms = await page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      const status = document.querySelector("[aria-label='Traces found']");
      const ended = status?.getAttribute("aria-busy") === "false" && status.innerText.includes("1,500 traces");
      const entry = performance.getEntriesByType("resource").find(({ name }) => name.includes("/search/stream"));
      if (!ended || entry === undefined) requestAnimationFrame(look);
      else requestAnimationFrame(() => resolve(performance.now() - entry.responseEnd));
    };
    look();
  })`);
  await watched.close();
  return ms;
}

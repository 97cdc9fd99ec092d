import type { Page } from "playwright-core";
import { openPage } from "../../support/browser.ts";
import { startingAt, wideTrace } from "../../support/shop-spans.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import { percentile, type Measure } from "../report.ts";
import { interactionsDuring } from "./event-timing.ts";
import { repeated } from "./repeated.ts";

/** Sixty things that somebody does on the search page and in a trace, one after the other. */

const TRACE_ID = `${"0".repeat(31)}e`;
const SPANS = 10_000;

type Action = (page: Page) => Promise<void>;

const press = (...keys: readonly string[]): readonly Action[] =>
  keys.map((key) => (page) => page.keyboard.press(key));
const times = (count: number, key: string): readonly Action[] =>
  press(...new Array<string>(count).fill(key));
const click =
  (selector: string): Action =>
  (page) =>
    page.locator(selector).first().click();
const tab =
  (name: string): Action =>
  (page) =>
    page.getByRole("button", { name, exact: true }).first().click();
const clickRow =
  (place: number): Action =>
  (page) =>
    page.locator("[data-row]").nth(place).click();
const waitForRows: Action = (page) => page.locator('[aria-rowindex="2"]').waitFor();
const waitForDialog: Action = (page) => page.locator("dialog[open]").waitFor();
const focusRows: Action = (page) => page.getByRole("treegrid").focus();

/** What is done; waiting and moving the focus are no actions. */
const STEPS: readonly { readonly actions: readonly Action[]; readonly before?: Action }[] = [
  { actions: press("?") },
  { before: waitForDialog, actions: press("Escape", "Control+k") },
  { before: waitForDialog, actions: press("Escape") },
  { actions: [click(`[data-trace="${TRACE_ID}"] a`)] },
  { before: waitForRows, actions: [] },
  { before: focusRows, actions: [...times(8, "ArrowDown"), ...press("Enter")] },
  { actions: [...times(5, "ArrowDown"), ...press("Escape")] },
  { actions: press("]", "[", "]", "[") },
  { actions: [...times(3, "e"), ...times(3, "c")] },
  { actions: press("w", "w", "0") },
  { actions: press("/", "w", "o", "r", "k", " ", "1", "2", "Enter", "Enter", "Escape") },
  { before: focusRows, actions: press("End", "PageUp", "PageUp", "Home", "PageDown") },
  { actions: [3, 5, 8, 11].map(clickRow) },
  { actions: press("r", "r", "Escape") },
  { actions: [tab("Flame chart"), tab("Statistics"), tab("Timeline")] },
  { before: focusRows, actions: press("ArrowDown", "ArrowLeft") },
];

const ACTIONS = STEPS.reduce((sum, { actions }) => sum + actions.length, 0);

export async function actions(ui: UiInBrowser, runs: number): Promise<readonly Measure[]> {
  await ui.query.insert(startingAt(Date.now() - 60_000, wideTrace(TRACE_ID, SPANS, 20, 500)));
  const { median } = await repeated(runs, () => sampleOf(ui));
  const { p98, worst } = median;
  const of = `of ${ACTIONS} actions, input to frame`;
  return [
    { name: `98th percentile ${of}`, value: p98, unit: "ms", goal: { atMost: 100 } },
    { name: `worst ${of}`, value: worst, unit: "ms" },
  ];
}

async function sampleOf(ui: UiInBrowser): Promise<{ p98: number; worst: number }> {
  const watched = await openPage(ui.browser);
  const { page } = watched;
  await page.goto(`${ui.url}/search?service=gateway`);
  await page.locator(`[data-trace="${TRACE_ID}"] a`).waitFor();
  const durations = await interactionsDuring(page, ACTIONS, async () => {
    for (const { before, actions: some } of STEPS) {
      await before?.(page);
      for (const act of some) {
        await act(page);
        await page.evaluate(TWO_FRAMES);
      }
    }
  });
  await watched.close();
  return { p98: percentile(durations, 0.98), worst: Math.max(...durations) };
}

/** Nobody acts before the page shows what the last action did. */
const TWO_FRAMES =
  "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";

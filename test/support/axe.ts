import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const { resolve } = createRequire(import.meta.url);
const AXE = readFileSync(resolve("axe-core/axe.min.js"), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COUNTED = new Set(["critical", "serious", "moderate"]);

/** What axe finds wrong on the page as it is now: `rule: element`, without what it calls minor. */
export function axeViolations(page: Page): Promise<readonly string[]> {
  return violationsOf(page, TAGS);
}

/** The same of colours alone: for a page that was looked at in another theme, and is otherwise the same. */
export function colourViolations(page: Page): Promise<readonly string[]> {
  return violationsOf(page, { type: "rule", values: ["color-contrast", "link-in-text-block"] });
}

async function violationsOf(
  page: Page,
  runOnly: RunOptions["runOnly"],
): Promise<readonly string[]> {
  // Evaluated by the debugger, which the page's content security policy does not stop; once for each document.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
  // What is in order takes most of the time to describe and to bring here, and nobody reads it.
  const options = { runOnly, resultTypes: ["violations"], selectors: false };
  const violations = await page.evaluate<AxeResults["violations"]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => COUNTED.has(impact ?? ""))
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const { resolve } = createRequire(import.meta.url);
const AXE = readFileSync(resolve("axe-core/axe.min.js"), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COUNTED = new Set(["critical", "serious", "moderate"]);

/** What axe finds wrong on the page as it is now: `rule: element`, without what it calls minor. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, which the page's content security policy does not stop.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`,
  );
  return violations
    .filter(({ impact }) => COUNTED.has(impact ?? ""))
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

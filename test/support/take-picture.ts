import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";

const DOCUMENTED = join(import.meta.dirname, "../../docs/ui");
const OTHERS = join(tmpdir(), "spanhouse-screenshots");

/**
 * Keeps a picture of the page when SCREENSHOTS=1 asks for them, for people to look at: in docs/ui when it belongs to
 * the documentation, else in the temporary folder. Without, none is made: it takes as long as checking the page.
 */
export async function takePicture(page: Page, name: string, pictured = false): Promise<void> {
  if (process.env["SCREENSHOTS"] !== "1") return;
  const folder = pictured ? DOCUMENTED : OTHERS;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

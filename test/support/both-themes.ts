import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { takePicture } from "./take-picture.ts";

/** Canvases are painted anew when the theme changes. */
const REPAINT_MS = 100;

/** Pictures of a page in light and in dark, `<name>-light.png` and `<name>-dark.png`. It is left in the dark. */
export async function pictureInBothThemes(
  page: Page,
  name: string,
  {
    pictured,
    inLight,
  }: { readonly pictured?: boolean; readonly inLight?: () => Promise<void> } = {},
): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await takePicture(page, `${name}-light`, pictured);
  await inLight?.();
  await page.emulateMedia({ colorScheme: "dark" });
  await delay(REPAINT_MS);
  await takePicture(page, `${name}-dark`, pictured);
}

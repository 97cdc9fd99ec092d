import type { LinkTemplate } from "@spanhouse/model";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { startQueryOverStore, type QueryOverStore } from "./query-over-store.ts";
import { buildUi } from "./ui-build.ts";

/** The built UI, served by the query service over a real store, and a browser to look at it. */
export interface UiInBrowser {
  readonly url: string;
  readonly query: QueryOverStore;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** Starts all of it. Whoever starts it closes it. */
export async function startUiInBrowser(
  options: { readonly links?: readonly LinkTemplate[]; readonly frameAncestors?: string } = {},
): Promise<UiInBrowser> {
  const uiFolder = await buildUi();
  const [query, browser] = await Promise.all([
    startQueryOverStore({ uiFolder, ...options }),
    launchBrowser(),
  ]);
  return {
    url: query.url,
    query,
    browser,
    close: async () => {
      await browser.close();
      await query.close();
    },
  };
}

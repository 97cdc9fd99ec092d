import type { Span } from "@spanhouse/model";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { openPage, type WatchedPage } from "./browser.ts";
import { startUiInBrowser, type UiInBrowser } from "./ui-in-browser.ts";

/** What a test of a page has: the service with its traces, and a page in a fresh profile. */
export interface PageOfTest {
  readonly ui: UiInBrowser;
  readonly page: Page;
  /** Errors of the page so far. A test that wants some takes them out: it must end with none. */
  readonly errors: string[];
}

interface PagePerTestOptions {
  readonly ui?: Parameters<typeof startUiInBrowser>[0];
  /** Called once, when the service runs: what is stored before the first test. */
  readonly stored?: () => readonly Span[];
  readonly page?: BrowserContextOptions;
}

/**
 * Starts the service and a browser for all tests of a file and hands each of them a page of its own, before
 * which nothing was opened. Closes all of it, and fails tests whose page had an error.
 */
export function pagePerTest(
  use: (opened: PageOfTest) => void,
  options: PagePerTestOptions = {},
): void {
  let ui: UiInBrowser;
  let watched: WatchedPage;

  beforeAll(async () => {
    ui = await startUiInBrowser(options.ui);
    if (options.stored !== undefined) await ui.query.insert(options.stored());
  });

  afterAll(() => ui.close());

  beforeEach(async () => {
    watched = await openPage(ui.browser, options.page);
    use({ ui, page: watched.page, errors: watched.errors });
  });

  afterEach(async () => {
    await watched.close();
    expect(watched.errors).toEqual([]);
  });
}

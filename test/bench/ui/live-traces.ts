import type { Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { openPage, type WatchedPage } from "../../support/browser.ts";
import { startingAt } from "../../support/shop-spans.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";

/** Traces of one span, numbered within their service, so that it can be told from a row which trace it is. */

export type LiveService = "single" | "flood";

/** As many rows as a live list grows to. */
export const LIST_MAX = 1_500;

/** `count` traces from number `from` on, stored a moment after they ended. */
export function liveTraces(service: LiveService, from: number, count: number): readonly Span[] {
  return Array.from({ length: count }, (_, at) => {
    // A microsecond apart, so that the newest is on top.
    const text = `${service}:tick ${(at / 1000).toFixed(3)}..1`;
    return startingAt(Date.now() - 1_000, traceFromText(text, liveId(service, from + at)));
  }).flat();
}

export function liveId(service: LiveService, at: number): string {
  return `${service === "single" ? "51" : "f1"}${at.toString(16).padStart(30, "0")}`;
}

export function liveNumber(traceId: string): number {
  return parseInt(traceId.slice(2), 16);
}

/** A live list with trace 0 in it. Whoever opens it closes it. */
export async function openLiveList(ui: UiInBrowser, service: LiveService): Promise<WatchedPage> {
  await ui.query.insert(liveTraces(service, 0, 1));
  const watched = await openPage(ui.browser);
  await watched.page.goto(`${ui.url}/search?service=${service}&live=1&limit=${LIST_MAX}`);
  await watched.page.locator(`[data-trace="${liveId(service, 0)}"]`).waitFor();
  return watched;
}

import type { Span } from "@spanhouse/model";
import { startingAt } from "../../support/shop-spans.ts";
import type { UiInBrowser } from "../../support/ui-in-browser.ts";
import { withAttributes } from "./trace-shapes.ts";

const INSERTED_AT_ONCE = 100_000;

/** Puts a trace in that ended a minute ago; its spans get attributes. */
export async function insertTrace(ui: UiInBrowser, spans: readonly Span[]): Promise<void> {
  const tookMs = Number((spans[0]!.endUnixNano - spans[0]!.startUnixNano) / 1_000_000n);
  const startUnixMs = Date.now() - 60_000 - tookMs;
  // In parts: a million spans with all they have are more objects than this process should hold.
  for (let from = 0; from < spans.length; from += INSERTED_AT_ONCE) {
    const some = startingAt(startUnixMs, spans.slice(from, from + INSERTED_AT_ONCE));
    await ui.query.insert(withAttributes(some, from));
  }
}

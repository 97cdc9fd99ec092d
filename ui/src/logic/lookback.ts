import { text } from "../texts/time.ts";
import { CUSTOM_LOOKBACK, LOOKBACKS, lookbackParts } from "./search-params.ts";

/** A time to look back from now, in words: `Last 6 hours`; the same text when it is none. */
export function lookbackLabel(lookback: string): string {
  if (lookback === CUSTOM_LOOKBACK) return text.fromTo;
  const parts = lookbackParts(lookback);
  return parts === undefined ? lookback : text.last(parts.amount, parts.unit);
}

/** What can be chosen: the usual ones, the one that is chosen, and a range of one's own. */
export function lookbackOptions(
  chosen: string,
): readonly { readonly value: string; readonly label: string }[] {
  const known = chosen === CUSTOM_LOOKBACK || LOOKBACKS.some((value) => value === chosen);
  const values = [...(known ? [] : [chosen]), ...LOOKBACKS, CUSTOM_LOOKBACK];
  return values.map((value) => ({ value, label: lookbackLabel(value) }));
}

import { pickTexts } from "./pick-texts.ts";
import type { RangeParams } from "./range-params.ts";

/** What the pages of services show, as it stands in the address. */
export interface ServicesParams extends RangeParams {
  /** `all` spans; absent means the calls that came in. */
  readonly kind?: string;
  /** Part of a name. */
  readonly find?: string;
  /** Column the table is sorted by; `-` before it means ascending. */
  readonly sort?: string;
  /** The operation whose numbers are drawn, on the page of one service. */
  readonly operation?: string;
}

const NAMES = [
  "lookback",
  "start",
  "end",
  "compare",
  "kind",
  "find",
  "sort",
  "operation",
] as const satisfies readonly (keyof ServicesParams)[];

/** The known, non-empty parameters of an address. */
export function toServicesParams(raw: Readonly<Record<string, unknown>>): ServicesParams {
  return pickTexts(raw, NAMES);
}

import type { MetricLabels } from "@spanhouse/wire";

/** Which series something belongs to. */
export interface SeriesLabels {
  /** The same for the same labels, and for no others. */
  readonly key: string;
  /** As they are written. */
  readonly labels: MetricLabels;
}

/** What every label has for the sum of all series that have no place of their own. */
export const OVERFLOW = "__overflow__";

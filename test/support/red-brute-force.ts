import { adjustedCountOf, serviceNameOf, STATUS_CODE_ERROR, type Span } from "@spanhouse/model";

/** Rates, errors and durations computed from the spans themselves, exactly, to compare rollups with. */
export interface ExactRed {
  readonly count: number;
  readonly errorCount: number;
  readonly durationSumNano: number;
  /** The exact weighted quantile: the duration at which that share of the weight is reached; NaN without spans. */
  quantile(share: number): number;
}

export function exactRed(spans: readonly Span[]): ExactRed {
  const weighted = spans
    .map((span) => ({
      weight: adjustedCountOf(span.traceState),
      durationNano: Math.max(0, Number(span.endUnixNano - span.startUnixNano)),
      isError: span.statusCode === STATUS_CODE_ERROR,
    }))
    .sort((a, b) => a.durationNano - b.durationNano);
  const count = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return {
    count,
    errorCount: weighted.reduce((sum, { weight, isError }) => sum + (isError ? weight : 0), 0),
    durationSumNano: weighted.reduce((sum, one) => sum + one.weight * one.durationNano, 0),
    quantile: (share) => {
      let sum = 0;
      for (const { weight, durationNano } of weighted) {
        sum += weight;
        if (sum >= share * count * (1 - 1e-12)) return durationNano;
      }
      return NaN;
    },
  };
}

/** Spans by a key of theirs. */
export function grouped(
  spans: readonly Span[],
  keyOf: (span: Span) => string,
): ReadonlyMap<string, readonly Span[]> {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    const key = keyOf(span);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [span]);
    else group.push(span);
  }
  return groups;
}

export const serviceOf = (span: Span): string => serviceNameOf(span.resource);

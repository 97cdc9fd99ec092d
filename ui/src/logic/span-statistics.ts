import { SPAN_KINDS, SPAN_STATUSES } from "@spanhouse/model";
import type { AttributeColumns } from "./attribute-columns.ts";
import { quantile } from "./fold-siblings.ts";
import type { Trace } from "./trace.ts";

/** A column of texts: `values[of[row]]`, nothing where `of[row]` is negative. */
export interface TextColumn {
  readonly values: readonly string[];
  readonly of: ArrayLike<number>;
}

/** Microseconds. */
export interface SpanStatistics {
  readonly value: string;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly totalUs: number;
  /** Without the time in which children ran. */
  readonly selfUs: number;
  readonly p50Us: number;
  readonly p95Us: number;
  readonly maxUs: number;
}

/** The column of a field (service, operation, kind, status) or of an attribute; undefined when unknown. */
export function textColumnOf(
  { services, operations, spans }: Trace,
  key: string,
  attributes?: AttributeColumns,
): TextColumn | undefined {
  switch (key) {
    case "service":
      return { values: services.map(({ name }) => name), of: spans.service };
    case "operation":
      return { values: operations, of: spans.operation };
    case "kind":
      return { values: SPAN_KINDS, of: spans.kind };
    case "status":
      return { values: SPAN_STATUSES, of: spans.status };
    default:
      return attributes?.columns.get(key);
  }
}

/** Spans by the values of a column, the most self time first. Spans without a value are left out. */
export function spanStatistics(
  { spans }: Pick<Trace, "spans">,
  { values, of }: TextColumn,
): readonly SpanStatistics[] {
  const counts = new Uint32Array(values.length);
  const rowCount = spans.kind.length;
  for (let row = 0; row < rowCount; row++) if (of[row]! >= 0) counts[of[row]!]!++;
  const durations = Array.from(counts, (count) => new Float64Array(count));
  const filled = new Uint32Array(values.length);
  const errors = new Uint32Array(values.length);
  const total = new Float64Array(values.length);
  const self = new Float64Array(values.length);
  for (let row = 0; row < rowCount; row++) {
    const group = of[row]!;
    if (group < 0) continue;
    const durationUs = spans.durationUs[row]!;
    durations[group]![filled[group]!++] = durationUs;
    total[group]! += durationUs;
    self[group]! += durationUs - spans.coveredUs[row]!;
    if (spans.status[row] === 2) errors[group]!++;
  }
  return values
    .flatMap((value, group) => {
      if (counts[group] === 0) return [];
      const sorted = durations[group]!.sort();
      return {
        value,
        spanCount: counts[group]!,
        errorCount: errors[group]!,
        totalUs: total[group]!,
        selfUs: self[group]!,
        p50Us: quantile(sorted, 0.5),
        p95Us: quantile(sorted, 0.95),
        maxUs: sorted.at(-1)!,
      };
    })
    .sort((a, b) => b.selfUs - a.selfUs);
}

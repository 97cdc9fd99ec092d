/** A value of a sample, or a bound in text format 0.0.4. */
export function sampleValue(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

/**
 * A bound of a bucket or a quantile as OpenMetrics writes it, always with a decimal point, so that `1` and
 * `1.0` are not two series: `0.002`, `1.0`, `+Inf`.
 */
export function openMetricsBound(bound: number): string {
  const text = sampleValue(bound);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

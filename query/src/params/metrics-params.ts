import { err, ok, type Result } from "@spanhouse/base";
import { SPAN_KINDS, type SpanKindName } from "@spanhouse/model";
import {
  METRICS_LOOKBACK_MS,
  METRICS_RATE_PER_MS,
  METRICS_SERVICES_MAX,
  METRICS_STEP_MS,
} from "../limits.ts";
import { optional, parseGoBool, parseGoFloat, parseGoInt } from "./go-parameter.ts";

/** The parameters of Jaeger's metrics; defaults and the sentences of errors are those of Jaeger. */
export interface MetricsParams {
  readonly services: readonly string[];
  readonly groupByOperation: boolean;
  /** OTLP `SpanKind`. */
  readonly kinds: readonly number[];
  readonly endMs: number;
  readonly lookbackMs: number;
  readonly stepMs: number;
  readonly ratePerMs: number;
}

const DEFAULT_KINDS = [SPAN_KINDS.indexOf("server")];
/** The last millisecond of times in unsigned 64-bit nanoseconds. */
const MILLIS_MAX = (2n ** 64n - 1n) / 1_000_000n;

export function parseMetricsParams(
  query: URLSearchParams,
  nowMs: number,
): Result<MetricsParams, string> {
  const services = query.getAll("service");
  if (services.length === 0) {
    return err("unable to parse param 'service': please provide at least one service name");
  }
  if (services.length > METRICS_SERVICES_MAX) {
    return err(`at most ${METRICS_SERVICES_MAX} services can be asked for`);
  }
  const groupByOperation = optional(query, "groupByOperation", parseGoBool);
  if (!groupByOperation.ok) return groupByOperation;
  const kinds = parseKinds(query.getAll("spanKind"));
  if (!kinds.ok) return kinds;
  const endMs = parseMillis(query, "endTs", nowMs);
  if (!endMs.ok) return endMs;
  const lookbackMs = parseMillis(query, "lookback", METRICS_LOOKBACK_MS);
  if (!lookbackMs.ok) return lookbackMs;
  const stepMs = parseMillis(query, "step", METRICS_STEP_MS);
  if (!stepMs.ok) return stepMs;
  const ratePerMs = parseMillis(query, "ratePer", METRICS_RATE_PER_MS);
  if (!ratePerMs.ok) return ratePerMs;
  return ok({
    services,
    groupByOperation: groupByOperation.value ?? false,
    kinds: kinds.value,
    endMs: endMs.value,
    lookbackMs: lookbackMs.value,
    stepMs: stepMs.value,
    ratePerMs: ratePerMs.value,
  });
}

/** Required, and 0 to 1. */
export function parseQuantile(query: URLSearchParams): Result<number, string> {
  const quantile = parseGoFloat(query.get("quantile") ?? "");
  if (!quantile.ok) return err(`unable to parse param 'quantile': ${quantile.error}`);
  const { value } = quantile;
  return value >= 0 && value <= 1 ? ok(value) : err("invalid parameter: quantile must be 0 to 1");
}

function parseKinds(names: readonly string[]): Result<readonly number[], string> {
  if (names.length === 0) return ok(DEFAULT_KINDS);
  const kinds = new Set<number>();
  for (const name of names) {
    const kind = SPAN_KINDS.indexOf(name as SpanKindName);
    if (kind < 0) return err(`unable to parse param 'spanKind': unsupported span kind: '${name}'`);
    kinds.add(kind);
  }
  return ok([...kinds]);
}

function parseMillis(query: URLSearchParams, name: string, absent: number): Result<number, string> {
  const millis = optional(query, name, parseGoInt);
  if (!millis.ok) return millis;
  const value = millis.value ?? BigInt(absent);
  return value < 0n || value > MILLIS_MAX
    ? err(`invalid parameter: ${name} is out of range`)
    : ok(Number(value));
}

import type { OwnCriticalTime } from "@spanhouse/model";
import { formatDuration } from "./duration.ts";

const SUPERLATIVES: Readonly<Record<string, string>> = {
  newest: "newest traces",
  longest: "longest traces",
  mostErrors: "traces with the most errors",
  mostSpans: "traces with the most spans",
};

/** Which traces were counted, in words: `the 200 newest traces`, or `all 24 traces` when there are no others. */
export function countedTraces({ traceCount, limited, order }: OwnCriticalTime): string {
  if (traceCount === 1) return limited ? "one trace" : "the one trace";
  const count = traceCount.toLocaleString();
  return limited ? `the ${count} ${SUPERLATIVES[order] ?? "first traces"}` : `all ${count} traces`;
}

/** What the traces waited for most, and what would be won without it; "" when they waited for nothing. */
export function criticalSummary(time: OwnCriticalTime): string {
  const [most] = time.operations;
  if (most === undefined) return "";
  const { service, operation, traceCount, totalUs, p95WithoutUs } = most;
  const share = formatShare(totalUs / time.totalUs);
  const count = traceCount === 1 ? "one" : traceCount.toLocaleString();
  const inTraces = traceCount === time.traceCount ? "each of them" : `${count} of them`;
  const name = `${service} ${operation}`.trim();
  return (
    `${share} of the time of ${countedTraces(time)} went into ${name}, in ${inTraces}. ` +
    `Without it their p95 would be ${formatDuration(p95WithoutUs)} at best instead of ${formatDuration(time.p95Us)}.`
  );
}

/** A part of the whole with one decimal: smaller parts are not worth telling apart. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return "<0.1 %";
  return `${Math.round(share * 1000) / 10} %`;
}

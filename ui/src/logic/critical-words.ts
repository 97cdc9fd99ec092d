import type { OwnCriticalTime } from "@spanhouse/model";
import { text } from "../texts/critical.ts";
import { formatDuration } from "./duration.ts";

/** What the traces waited for most, what would be won without it, and how long they took. */
export function criticalSummary(time: OwnCriticalTime): string {
  const { traceCount, limited, order, operations, totalUs, p50Us, p95Us } = time;
  const of = { traces: traceCount, order, limited };
  if (traceCount === 0) return text.noneCounted;
  const [most] = operations;
  if (most === undefined) return text.noneTookTime(of);
  return text.mostWaitedFor({
    of,
    share: formatShare(most.totalUs / totalUs),
    name: `${most.service} ${most.operation}`.trim(),
    traces: most.traceCount,
    p50: formatDuration(p50Us),
    p95: formatDuration(p95Us),
    p95Without: formatDuration(most.p95WithoutUs),
  });
}

/** A part of the whole with one decimal: smaller parts are not worth telling apart. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return "<0.1 %";
  return `${Math.round(share * 1000) / 10} %`;
}

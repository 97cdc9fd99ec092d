import { err, ok, type Result } from "@spanhouse/base";
import type { TimeRange } from "@spanhouse/storage";
import { DEPENDENCIES_LOOKBACK_MS } from "../limits.ts";
import { optional, parseGoInt } from "./go-parameter.ts";

const NANO_PER_MILLI = 1_000_000n;
const UNIX_NANO_MAX = 2n ** 64n - 1n;

/** The parameters of `GET /api/dependencies`; an error is the sentence for the client. */
export function parseDependencyParams(
  query: URLSearchParams,
  nowMs: number,
): Result<{ readonly time: TimeRange; readonly service: string }, string> {
  const endTs = optional(query, "endTs", parseGoInt);
  if (!endTs.ok) return endTs;
  const lookback = optional(query, "lookback", parseGoInt);
  if (!lookback.ok) return lookback;
  const endMs = endTs.value ?? BigInt(nowMs);
  const lookbackMs = lookback.value ?? BigInt(DEPENDENCIES_LOOKBACK_MS);
  if (lookbackMs < 0n) return err("invalid parameter: lookback must not be negative");
  return ok({
    time: {
      fromUnixNano: toUnixNano((endMs - lookbackMs) * NANO_PER_MILLI),
      toUnixNano: toUnixNano(endMs * NANO_PER_MILLI),
    },
    service: query.get("service") ?? "",
  });
}

function toUnixNano(nano: bigint): bigint {
  return nano < 0n ? 0n : nano > UNIX_NANO_MAX ? UNIX_NANO_MAX : nano;
}

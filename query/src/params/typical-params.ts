import { err, ok, type Result } from "@spanhouse/base";
import { parseJaegerTraceId } from "@spanhouse/wire";
import { TYPICAL_LOOKBACK_MS, TYPICAL_TRACES_MAX } from "../limits.ts";
import type { TypicalRequest } from "../reads/read-typical.ts";
import { parseCount } from "./count-param.ts";
import { parseRange } from "./red-params.ts";

/** The parameters of `GET /api/own/typical`. An error is the sentence for the client. */
export function parseTypicalParams(
  query: URLSearchParams,
  nowMs: number,
): Result<Omit<TypicalRequest, "tenant" | "signal">, string> {
  const [service, operation] = [query.get("service") ?? "", query.get("operation") ?? ""];
  if (operation === "") return err("parameter 'operation' is required");
  const time = parseRange(query, nowMs, TYPICAL_LOOKBACK_MS);
  if (!time.ok) return time;
  const limit = parseCount(query, "limit", {
    missing: TYPICAL_TRACES_MAX,
    max: TYPICAL_TRACES_MAX,
  });
  if (!limit.ok) return limit;
  const without = query.get("without") ?? "";
  const traceId = without === "" ? ok("") : parseJaegerTraceId(without);
  if (!traceId.ok) return err(`without: ${traceId.error}`);
  return ok({
    ...{ service, operation, time: time.value, withoutTraceId: traceId.value },
    limit: limit.value,
  });
}

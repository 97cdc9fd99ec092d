import { err, ok, type Result } from "@spanhouse/base";
import type { RedDistributionQuestion } from "@spanhouse/storage";
import { RED_LOOKBACK_MS } from "../limits.ts";
import { parseRange } from "./red-params.ts";

const TENANT = "";

/** The parameters of `/api/own/red/distribution`. An error is the sentence for the client. */
export function parseDistributionParams(
  query: URLSearchParams,
  nowMs: number,
): Result<RedDistributionQuestion, string> {
  const time = parseRange(query, nowMs, RED_LOOKBACK_MS);
  if (!time.ok) return time;
  const [service, operation] = [query.get("service"), query.get("operation")];
  if (service === null) return err("parameter 'service' is required");
  if (operation === null) return err("parameter 'operation' is required");
  const kinds = query.getAll("kind");
  if (!kinds.every((kind) => /^[0-5]$/.test(kind))) return err("kind must be 0 to 5");
  return ok({
    ...{ tenant: TENANT, time: time.value, service, operation },
    ...(kinds.length === 0 ? {} : { kinds: [...new Set(kinds.map(Number))] }),
  });
}

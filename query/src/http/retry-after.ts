import type { CodedError } from "@spanhouse/base";
import { RETRY_AFTER_SECONDS, RETRY_AFTER_TROUBLE_SECONDS } from "../limits.ts";

/** When a question that could not be answered now may be asked again. Undefined when that would be of no use. */
export function retryAfterSeconds({ code, httpStatus }: CodedError): number | undefined {
  if (httpStatus !== 503) return undefined;
  return code === "QUERY_OVERLOADED" ? RETRY_AFTER_SECONDS : RETRY_AFTER_TROUBLE_SECONDS;
}

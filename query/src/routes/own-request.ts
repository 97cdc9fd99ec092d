import { CodedError, type Result } from "@spanhouse/base";

/** What is common to the questions of the UI's own API. */

/** Until tenants exist. */
export const TENANT = "";

/** The value of something a client wrote, or the answer that it is wrong. */
export function valueOf<T>(parsed: Result<T, string>): T {
  if (!parsed.ok) throw new CodedError("QUERY_INVALID", parsed.error);
  return parsed.value;
}

import { CodedError, type Result } from "@spanhouse/base";
import type { ParameterProblem } from "../params/traceql-param.ts";

/** What is common to the questions of the UI's own API. */

/** Until tenants exist. */
export const TENANT = "";

/** The value of something a client wrote, or the answer that it is wrong. */
export function valueOf<T>(parsed: Result<T, ParameterProblem>): T {
  if (parsed.ok) return parsed.value;
  const { error } = parsed;
  throw error instanceof CodedError ? error : new CodedError("QUERY_INVALID", error);
}

export { assert, assertUnreachable, AssertionError } from "./assert.ts";
export { backoffMs, DEFAULT_BACKOFF, type BackoffOptions } from "./backoff.ts";
export { CodedError } from "./coded-error.ts";
export { ERRORS, type ErrorCode } from "./error-codes.ts";
export { fromHex, hexDigit, toHex } from "./hex.ts";
export { err, ok, type Result } from "./result.ts";

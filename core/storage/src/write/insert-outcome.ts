import { EngineError, EngineUnreachable } from "../connection/engine-error.ts";
import type { InsertOutcome } from "../store.ts";

/**
 * ClickHouse's error codes that blame the data: the same rows are refused every time. All others (memory,
 * too many parts, timeouts, a table that is missing, a full disk) may pass, and spans must not be given up
 * for something an operator can repair.
 */
const DATA_ERRORS: ReadonlyMap<number, string> = new Map([
  [6, "CANNOT_PARSE_TEXT"],
  [26, "CANNOT_PARSE_QUOTED_STRING"],
  [27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED"],
  [32, "ATTEMPT_TO_READ_AFTER_EOF"],
  [33, "CANNOT_READ_ALL_DATA"],
  [41, "CANNOT_PARSE_DATETIME"],
  [53, "TYPE_MISMATCH"],
  [69, "ARGUMENT_OUT_OF_BOUND"],
  [70, "CANNOT_CONVERT_TYPE"],
  [72, "CANNOT_PARSE_NUMBER"],
  [117, "INCORRECT_DATA"],
  [131, "TOO_LARGE_STRING_SIZE"],
  [128, "TOO_LARGE_ARRAY_SIZE"],
  [190, "SIZES_OF_ARRAYS_DONT_MATCH"],
  [271, "CANNOT_DECOMPRESS"],
  [321, "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE"],
  [349, "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN"],
  [469, "VIOLATED_CONSTRAINT"],
]);

/** What a failed insert means for its batch. A failure that is not the engine's is a bug and is thrown. */
export function outcomeOfFailure(error: unknown): InsertOutcome {
  if (error instanceof EngineUnreachable) return { status: "retry", reason: error.message };
  if (!(error instanceof EngineError)) throw error;
  const status = DATA_ERRORS.has(error.code) ? "rejected" : "retry";
  return { status, reason: error.message };
}

import { CodedError } from "@spanhouse/base";
import { EngineError, EngineUnreachable } from "../connection/engine-error.ts";

/** No time (159, 160), too many queries (202), stopping (236), stopped (394): it may be asked again. */
const PASSING: ReadonlySet<number> = new Set([159, 160, 202, 236, 394]);

/**
 * Too many rows or bytes to read (158, 307), too large a result (396), too much or too deep a query (167, 168,
 * 306): the same comes of asking again.
 */
const TOO_LARGE: ReadonlySet<number> = new Set([158, 167, 168, 306, 307, 396]);

/** Memory: of the query, which asks for too much, or of everything that runs, which passes. */
const OUT_OF_MEMORY = 241;

/** Patterns are checked before they get here, but by another implementation of the same syntax. */
const BAD_PATTERN = 427;

/** Runs a read and translates the engine's failures to the codes that readers promise (store.ts). */
export async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw toCoded(error);
  }
}

/** The same for an answer in parts. */
export async function* answeredInSteps<T>(
  steps: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* steps;
  } catch (error) {
    throw toCoded(error);
  }
}

function toCoded(error: unknown): unknown {
  if (error instanceof EngineUnreachable) {
    return new CodedError("STORAGE_UNREACHABLE", "The store cannot be reached.", { cause: error });
  }
  if (!(error instanceof EngineError)) return error;
  const { code, message } = error;
  const isOwnMemory = code === OUT_OF_MEMORY && /query memory limit|\(for query\)/i.test(message);
  if (isOwnMemory || TOO_LARGE.has(code)) {
    return new CodedError(
      "QUERY_TOO_LARGE",
      "The store would need too much memory, too many rows or too long a query to answer.",
      { cause: error },
    );
  }
  if (code === OUT_OF_MEMORY || PASSING.has(code)) {
    return new CodedError("QUERY_TIMEOUT", "The store took too long or was short of memory.", {
      cause: error,
    });
  }
  if (code === BAD_PATTERN) {
    return new CodedError("QUERY_INVALID", "The store does not take this regular expression.", {
      cause: error,
    });
  }
  return error;
}

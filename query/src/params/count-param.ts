import { err, ok, type Result } from "@spanhouse/base";

/** What a count may be. More than `max` is not refused: the answer says what it was cut to, or that more is there. */
export interface CountBounds {
  /** Where the parameter is missing or empty. */
  readonly missing: number;
  /** 1 unless told otherwise. */
  readonly min?: number;
  readonly max: number;
}

/** A parameter that is a whole number. An error is the sentence for the client. */
export function parseCount(
  query: URLSearchParams,
  name: string,
  { missing, min = 1, max }: CountBounds,
): Result<number, string> {
  const text = query.get(name) ?? "";
  if (text === "") return ok(missing);
  if (!/^\d{1,100}$/.test(text) || Number(text) < min) {
    return err(`${name} must be a whole number from ${min}`);
  }
  return ok(Math.min(Number(text), max));
}

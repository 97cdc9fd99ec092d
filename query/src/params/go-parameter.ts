import { err, ok, type Result } from "@spanhouse/base";

/** Parameters of Jaeger's HTTP API that Go reads: its spellings, and its sentences when they are wrong. */

const INT64_MAX = 2n ** 63n - 1n;

/** A whole number as Go's `strconv.ParseInt` reads it, at most `max` and at least `-max - 1`. */
export function parseGoInt(text: string, max: bigint = INT64_MAX): Result<bigint, string> {
  const subject = `strconv.ParseInt: parsing ${JSON.stringify(text)}`;
  if (!/^[+-]?\d{1,100}$/.test(text)) return err(`${subject}: invalid syntax`);
  const magnitude = BigInt(text.replace(/^[+-]/, ""));
  const value = text.startsWith("-") ? -magnitude : magnitude;
  return value > max || value < -max - 1n ? err(`${subject}: value out of range`) : ok(value);
}

/** A number as `strconv.ParseFloat` reads it in decimal. */
export function parseGoFloat(text: string): Result<number, string> {
  const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && text.length <= 100;
  return isNumber
    ? ok(Number(text))
    : err(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** True or false in one of Go's spellings. */
export function parseGoBool(text: string): Result<boolean, string> {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return ok(true);
  if (["0", "f", "F", "FALSE", "false", "False"].includes(text)) return ok(false);
  return err(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** A parameter that may be absent or empty, and is undefined then. */
export function optional<T>(
  query: URLSearchParams,
  name: string,
  parse: (text: string) => Result<T, string>,
): Result<T | undefined, string> {
  const text = query.get(name) ?? "";
  if (text === "") return ok(undefined);
  const value = parse(text);
  return value.ok ? value : err(`unable to parse param '${name}': ${value.error}`);
}

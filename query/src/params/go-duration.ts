import { err, ok, type Result } from "@spanhouse/base";

/**
 * Durations as Go writes them, which Jaeger's API takes: `300ms`, `-1.5h`, `2h45m`, `0`. The value is in
 * nanoseconds, fractions of one cut off; an error is Go's sentence.
 */

const UNIT_NANO: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n, // micro sign
  "\u03bcs": 1_000n, // Greek mu
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const PART = /(\d*)(?:\.(\d*))?([^\d.]*)/y;
const INT64_MAX = 2n ** 63n - 1n;
/** No duration that fits 64 bits needs more. Bounds the work on nonsense. */
const CHARS_MAX = 256;

/** Parses a Go duration to nanoseconds. */
export function parseGoDuration(text: string): Result<bigint, string> {
  const quoted = JSON.stringify(text);
  const invalid = err(`time: invalid duration ${quoted}`);
  const negative = text.startsWith("-");
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text;
  if (unsigned === "0") return ok(0n);
  if (unsigned === "" || text.length > CHARS_MAX) return invalid;
  let total = 0n;
  let at = 0;
  while (at < unsigned.length) {
    PART.lastIndex = at;
    const [part, whole = "", fraction = "", unit = ""] = PART.exec(unsigned) ?? [""];
    if (part === "" || (whole === "" && fraction === "")) return invalid;
    if (unit === "") return err(`time: missing unit in duration ${quoted}`);
    const scale = Object.hasOwn(UNIT_NANO, unit) ? UNIT_NANO[unit] : undefined;
    if (scale === undefined) {
      return err(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    }
    total += BigInt(whole) * scale;
    total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
    if (total > INT64_MAX) return invalid;
    at += part.length;
  }
  return ok(negative ? -total : total);
}

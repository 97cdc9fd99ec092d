/** Times as proto3 JSON and Jaeger's API v3 write them, in nanoseconds. */

const NANO_PER_SECOND = 1_000_000_000n;
const NANO_PER_MINUTE = 60n * NANO_PER_SECOND;
const NANO_PER_MILLI = 1_000_000n;
const MILLI_PER_SECOND = 1_000;

/** RFC 3339 as Go's `time.RFC3339Nano` takes it: a `T`, and `Z` or an offset at the end. */
const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,30}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

/** Nanoseconds since 1970 of a time in RFC 3339; undefined when it is none. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", sign, zoneHour, zoneMinute] =
    match;
  const date = new Date(0);
  // Not `Date.UTC`, which takes the years 0 to 99 for those of the last century.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const isReal =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!isReal || Number(zoneHour ?? 0) > 24 || Number(zoneMinute ?? 0) >= 60) return undefined;
  const zone = BigInt(Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * NANO_PER_MINUTE;
  const nano = BigInt(date.getTime()) * NANO_PER_MILLI + toNano(fraction);
  return sign === "-" ? nano + zone : nano - zone;
}

/** Nanoseconds of `1.5s`; undefined when it is no duration. */
export function parseDuration(text: string): bigint | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  const [, sign, seconds = "0", fraction = ""] = match;
  const nano = BigInt(seconds) * NANO_PER_SECOND + toNano(fraction);
  return sign === "-" ? -nano : nano;
}

/** In UTC, with 0, 3, 6 or 9 digits of a second. */
export function formatTimestamp(unixNano: bigint): string {
  let seconds = unixNano / NANO_PER_SECOND;
  let rest = unixNano % NANO_PER_SECOND;
  if (rest < 0n) {
    seconds -= 1n;
    rest += NANO_PER_SECOND;
  }
  const date = new Date(Number(seconds) * MILLI_PER_SECOND);
  return `${date.toISOString().slice(0, -".000Z".length)}${fractionText(rest)}Z`;
}

export function formatDuration(nano: bigint): string {
  const magnitude = nano < 0n ? -nano : nano;
  const sign = nano < 0n ? "-" : "";
  return `${sign}${magnitude / NANO_PER_SECOND}${fractionText(magnitude % NANO_PER_SECOND)}s`;
}

function fractionText(nano: bigint): string {
  if (nano === 0n) return "";
  const digits = nano.toString().padStart(9, "0");
  return `.${digits.replace(/(?:000){1,2}$/, "")}`;
}

/** Digits behind the point as nanoseconds; what is smaller is cut off. */
function toNano(fraction: string): bigint {
  return BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}

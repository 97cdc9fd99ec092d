/**
 * Durations for people. All amounts are microseconds with up to three decimals, as the API sends them.
 *
 *   us          formatDuration    formatDurationExact
 *   0.25        250 ns            250 ns
 *   12.5        12.5 µs           12.5 µs
 *   12500.25    12.5 ms           12.50025 ms
 *   61000000    1 min 1 s         1 min 1 s
 *   90000000000 1 d 1 h           1 d 1 h
 */

const UNITS = [
  { name: "s", us: 1_000_000 },
  { name: "ms", us: 1_000 },
  { name: "µs", us: 1 },
] as const;

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;

/** Four significant digits: never 0 for what is not 0, and never in a unit that hides it. */
export function formatDuration(us: number): string {
  if (us >= MINUTE_US) return formatMinutes(us, 1);
  const { amount, unit } = inUnit(us);
  return `${trimZeros(amount.toPrecision(4))} ${unit}`;
}

/** Every digit down to the nanosecond. */
export function formatDurationExact(us: number): string {
  if (us >= MINUTE_US) return formatMinutes(us, 9);
  const { amount, unit, decimals } = inUnit(us);
  return `${trimZeros(amount.toFixed(decimals))} ${unit}`;
}

/** `1.5ms`, `300us`, `2s`, `1m30s` in microseconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const compact = text.replaceAll(/\s+/g, "").toLowerCase();
  if (!/^(\d+(\.\d+)?(ns|us|µs|μs|ms|s|min|m|h|d))+$/.test(compact)) return undefined;
  let us = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|min|m|h|d)/g)) {
    us += Number(amount) * (PARSED_UNITS_US[unit!] ?? 0);
  }
  return us;
}

const PARSED_UNITS_US: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1_000,
  s: 1_000_000,
  m: MINUTE_US,
  min: MINUTE_US,
  h: HOUR_US,
  d: DAY_US,
};

function inUnit(us: number): { amount: number; unit: string; decimals: number } {
  if (us < 1) return { amount: Math.round(us * 1_000), unit: "ns", decimals: 0 };
  for (const { name, us: unitUs } of UNITS) {
    if (us >= unitUs) {
      return { amount: us / unitUs, unit: name, decimals: 3 + Math.round(Math.log10(unitUs)) };
    }
  }
  return { amount: us, unit: "µs", decimals: 3 };
}

function formatMinutes(us: number, decimals: number): string {
  // Rounded first, so that 119.99 s does not become "1 min 60 s".
  const roundTo = 10 ** (6 - decimals);
  const rounded = roundTo < 1 ? us : Math.round(us / roundTo) * roundTo;
  const days = Math.floor(rounded / DAY_US);
  const hours = Math.floor((rounded % DAY_US) / HOUR_US);
  const minutes = Math.floor((rounded % HOUR_US) / MINUTE_US);
  const seconds = trimZeros(((rounded % MINUTE_US) / 1_000_000).toFixed(decimals));
  const parts = [
    days > 0 ? `${days} d` : "",
    hours > 0 ? `${hours} h` : "",
    minutes > 0 ? `${minutes} min` : "",
    seconds === "0" ? "" : `${seconds} s`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

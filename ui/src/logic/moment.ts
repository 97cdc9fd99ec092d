import { text } from "../texts/time.ts";
import { momentOfWall, zonedFormat, zoneOffsetMs } from "./time-zone.ts";

/** Moments for people. Nanoseconds since 1970 come as decimal texts, because numbers cannot hold them. */

const absolute = zonedFormat({
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** Milliseconds since 1970, cut off. */
export function toUnixMs(unixNano: string): number {
  return Number(BigInt(unixNano) / 1_000_000n);
}

/** Microseconds since `startUnixNano`, exact to the nanosecond. */
export function offsetUs(unixNano: string, startUnixNano: string): number {
  return Number(BigInt(unixNano) - BigInt(startUnixNano)) / 1000;
}

/** Day and time in the reader's own form and the chosen time zone, with milliseconds. */
export function formatMoment(unixNano: string): string {
  const unixMs = toUnixMs(unixNano);
  const parts = absolute.formatToParts(unixMs);
  const millis = String(((unixMs % 1000) + 1000) % 1000).padStart(3, "0");
  return parts
    .map(({ type, value }) => (type === "second" ? `${value}.${millis}` : value))
    .join("");
}

/** How long ago: `now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`, `3 y ago`; `in the future` when it is. */
export function formatAgo(unixMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - unixMs) / 1000);
  // Clocks of different machines differ a little.
  if (seconds < -5) return text.inTheFuture;
  if (seconds < 1) return text.now;
  if (seconds < 60) return text.secondsAgo(seconds);
  if (seconds < 3600) return text.minutesAgo(Math.floor(seconds / 60));
  if (seconds < 86_400) return text.hoursAgo(Math.floor(seconds / 3600));
  const days = Math.floor(seconds / 86_400);
  return days < 730 ? text.daysAgo(days) : text.yearsAgo(Math.floor(days / 365.25));
}

/** The value of a `datetime-local` field for microseconds since 1970, in the chosen time zone. */
export function toLocalField(unixUs: number): string {
  const unixMs = unixUs / 1000;
  return new Date(unixMs + zoneOffsetMs(unixMs)).toISOString().slice(0, 19);
}

/** Microseconds since 1970 of a `datetime-local` field; undefined while it is not complete. */
export function fromLocalField(text: string): number | undefined {
  const wallMs = new Date(`${text}Z`).getTime();
  return Number.isNaN(wallMs) ? undefined : momentOfWall(wallMs) * 1000;
}

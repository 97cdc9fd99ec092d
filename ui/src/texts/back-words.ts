/** The units of a time that reaches back from now: seconds, minutes, hours, days, weeks. */
export type BackUnit = "s" | "m" | "h" | "d" | "w";

const NAMES: Readonly<Record<BackUnit, string>> = {
  ...{ s: "second", m: "minute", h: "hour", d: "day", w: "week" },
};

/** English for how far back: `hour`, `6 hours`, as they stand behind "last". */
export function backWords(amount: number, unit: BackUnit): string {
  return amount === 1 ? NAMES[unit] : `${amount} ${NAMES[unit]}s`;
}

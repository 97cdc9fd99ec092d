/**
 * The time zone of all times that are shown: the browser's, or one that was chosen. It is one for the whole page, so
 * that what writes a time need not be handed it; the page is drawn anew when it changes.
 */

let chosen: string | undefined;
let generation = 0;

/** Names like `UTC` and `Europe/Berlin`, as this browser knows them. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name !== "";
  } catch {
    return false;
  }
}

/** The chosen zone; undefined for the browser's own. */
export function chosenTimeZone(): string | undefined {
  return chosen;
}

/** Chooses a zone; what is none stands for the browser's own. */
export function setTimeZone(name: string | undefined): void {
  chosen = name !== undefined && isTimeZone(name) ? name : undefined;
  generation++;
}

/** What Intl.DateTimeFormat does, in the reader's own form and the zone that holds when it is used. */
export interface ZonedFormat {
  readonly format: (unixMs: number) => string;
  readonly formatToParts: (unixMs: number) => Intl.DateTimeFormatPart[];
}

/** A format that follows the zone. */
export function zonedFormat(options: Intl.DateTimeFormatOptions): ZonedFormat {
  return formatIn(undefined, options);
}

/** How far the clocks of the zone are ahead of UTC at a moment, in milliseconds. */
export function zoneOffsetMs(unixMs: number): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of numbers.formatToParts(unixMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - Math.floor(unixMs / 1000) * 1000;
}

/** The moment at which the clocks of the zone show what the clocks of UTC show at `wallMs`. */
export function momentOfWall(wallMs: number): number {
  // The offset is that of the moment looked for, which the first guess is near to.
  const guess = wallMs - zoneOffsetMs(wallMs);
  return wallMs - zoneOffsetMs(guess);
}

const numbers = formatIn("en", {
  ...{ year: "numeric", month: "numeric", day: "numeric" },
  ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  ...{ hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" },
});

function formatIn(locale: string | undefined, options: Intl.DateTimeFormatOptions): ZonedFormat {
  let made: Intl.DateTimeFormat | undefined;
  let madeFor = -1;
  const current = (): Intl.DateTimeFormat => {
    if (made === undefined || madeFor !== generation) {
      made = new Intl.DateTimeFormat(locale, { ...options, timeZone: chosen });
      madeFor = generation;
    }
    return made;
  };
  return {
    format: (unixMs) => current().format(unixMs),
    formatToParts: (unixMs) => current().formatToParts(unixMs),
  };
}

import { backWords, type BackUnit } from "./back-words.ts";
import { defineTexts } from "./define-texts.ts";

/** Which time is shown, what it is compared with, and how long ago something was. */
export const text = defineTexts("time", {
  last: (amount: number, unit: BackUnit) => `Last ${backWords(amount, unit)}`,
  fromTo: "From … to …",
  timeBefore: "the time before",
  dayBefore: "the day before",
  weekBefore: "the week before",

  inTheFuture: "in the future",
  now: "now",
  secondsAgo: (seconds: number) => `${seconds} s ago`,
  minutesAgo: (minutes: number) => `${minutes} min ago`,
  hoursAgo: (hours: number) => `${hours} h ago`,
  daysAgo: (days: number) => `${days} d ago`,
  yearsAgo: (years: number) => `${years} y ago`,

  isNew: "new",
  isGone: "gone",
});

import { chosenTimeZone, setTimeZone } from "../logic/time-zone.ts";

/** The zone people chose, kept in this browser and in the address of what they share. */
const STORAGE_KEY = "spanhouse.time-zone";

/** Takes the zone of the address, or the remembered one, before anything is drawn. */
export function startTimeZone(address: string): void {
  setTimeZone(new URLSearchParams(address).get("tz") ?? readStored());
}

/** The zone of an address that was gone to: of another entry of the history, or of a link. */
export function showTimeZone(name: string | undefined): void {
  if (name !== undefined && name !== chosenTimeZone()) setTimeZone(name);
}

/** Chooses a zone, or the browser's with undefined, and remembers that. */
export function chooseTimeZone(name: string | undefined): void {
  setTimeZone(name);
  try {
    if (name === undefined) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, name);
  } catch {
    // Storage can be forbidden; the choice then holds until the page is closed.
  }
}

/** An address with the chosen zone, so that who opens it sees the same times. */
export function withTimeZone<Params extends object>(params: Params): Params {
  const next: Params & { tz?: string } = { ...params };
  const tz = chosenTimeZone();
  if (tz === undefined) delete next.tz;
  else next.tz = tz;
  return next;
}

function readStored(): string | undefined {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? undefined;
  } catch {
    // See chooseTimeZone.
    return undefined;
  }
}

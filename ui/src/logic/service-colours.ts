/**
 * The colours of services. A service has the same colour for everybody and in every trace: a hash of its
 * name chooses it. Where two services of one trace would share a colour, the one whose name sorts later
 * takes another, so the answer depends on the set of names alone.
 *
 * The colours differ for people with protan-, deutan- and tritanopia and stand out from the background
 * (see the test); pure reds are left out because red marks errors.
 */
export interface ServiceColour {
  readonly light: string;
  readonly dark: string;
}

export const SERVICE_COLOURS: readonly ServiceColour[] = [
  { light: "#774605", dark: "#c77c2c" },
  { light: "#b28702", dark: "#f0ca79" },
  { light: "#637704", dark: "#92bf36" },
  { light: "#148363", dark: "#4ba581" },
  { light: "#269f98", dark: "#48e2e0" },
  { light: "#2d85b4", dark: "#6abbec" },
  { light: "#204fbb", dark: "#4979f1" },
  { light: "#7667e6", dark: "#928dfe" },
  { light: "#7f488c", dark: "#a96db8" },
  { light: "#9a105a", dark: "#f976af" },
];

/** The colour of each service, chosen among all of them together. */
export function serviceColours(names: Iterable<string>): ReadonlyMap<string, ServiceColour> {
  const uses = SERVICE_COLOURS.map(() => 0);
  const colours = new Map<string, ServiceColour>();
  for (const name of [...new Set(names)].sort()) {
    const slot = freeSlot(hashOf(name), uses);
    uses[slot]!++;
    colours.set(name, SERVICE_COLOURS[slot]!);
  }
  return colours;
}

/** A colour as a CSS value that follows the theme. */
export function cssColour(colour: ServiceColour): string {
  return `light-dark(${colour.light}, ${colour.dark})`;
}

/** The slot of the hash, or the next one with the fewest users. */
function freeSlot(hash: number, uses: readonly number[]): number {
  const first = hash % uses.length;
  // Every step but 0 visits all slots only when it shares no factor with their number; 3 and 7 do not.
  const step = (hash >>> 16) % 2 === 0 ? 3 : 7;
  let best = first;
  for (let tried = 0; tried < uses.length; tried++) {
    const slot = (first + tried * step) % uses.length;
    if (uses[slot]! < uses[best]!) best = slot;
  }
  return best;
}

/** FNV-1a over UTF-16 code units, with the bits mixed once more because names differ little. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

export const NODE_WANTED = "Node 20.19 or newer, 22.12 or newer, or 24";

/** What the package is made for; others may work. */
export function isSupported(version: string): boolean {
  const [major, minor] = parse(version);
  return major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

/** Lacks what the package is built on, so that trying would do harm. */
export function isTooOld(version: string): boolean {
  const [major, minor] = parse(version);
  return major < 20 || (major === 20 && minor < 19);
}

function parse(version: string): readonly [number, number] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return [major, minor];
}

/** The named, non-empty texts of an address; everything else is dropped. */
export function pickTexts<Name extends string>(
  raw: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Partial<Readonly<Record<Name, string>>> {
  const picked: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = raw[name];
    if (typeof value === "string" && value !== "") picked[name] = value;
  }
  return picked;
}

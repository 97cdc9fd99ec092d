/** What the address of the list of a file says. */
export interface FileParams {
  /** See `parseOrder`. */
  readonly sort?: string;
  /** Part of the name of a service or operation, or of an id. */
  readonly find?: string;
}

/** The known, non-empty parameters of an address. */
export function toFileParams(raw: Readonly<Record<string, unknown>>): FileParams {
  const params: { -readonly [Name in keyof FileParams]: string } = {};
  for (const name of ["sort", "find"] as const) {
    const value = raw[name];
    if (typeof value === "string" && value !== "") params[name] = value;
  }
  return params;
}

/** An attribute of all spans of a trace, by where it stands. */
export interface ColumnKey {
  readonly key: string;
  readonly level: "span" | "resource";
}

/** Another text for every other key. */
export function columnKeyText({ key, level }: ColumnKey): string {
  return `${level}.${key}`;
}

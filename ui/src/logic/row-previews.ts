import type { AttributeColumn, AttributeColumns } from "./attribute-columns.ts";

/** An attribute that is shown in the rows. */
export interface RowPreview {
  readonly key: string;
  readonly column: AttributeColumn;
}

/** What a row says of its attributes: short for the row, in full for its title and for screen readers. */
export interface PreviewText {
  readonly short: string;
  readonly full: string;
}

/** More of a value has no room in a row. */
const SHORT_CHARS_MAX = 120;

/** The keys of an address, each once. */
export function parseShownKeys(text: string | undefined): readonly string[] {
  const keys = (text ?? "").split(",").map((part) => part.replaceAll("%2C", ","));
  return [...new Set(keys.filter((key) => key !== ""))];
}

/** Keys for the address; "" for none. */
export function shownKeysText(keys: readonly string[]): string {
  return keys.map((key) => key.replaceAll(",", "%2C")).join(",");
}

/** Those of the keys whose columns have come. */
export function rowPreviews(
  { columns }: AttributeColumns,
  keys: readonly string[],
): readonly RowPreview[] {
  return keys.flatMap((key) => {
    const column = columns.get(key);
    return column === undefined ? [] : [{ key, column }];
  });
}

/** The attributes of a row; undefined when it has none of them. */
export function previewText(previews: readonly RowPreview[], row: number): PreviewText | undefined {
  const short: string[] = [];
  const full: string[] = [];
  for (const { key, column } of previews) {
    const value = column.values[column.of[row]!];
    if (value === undefined) continue;
    short.push(`${lastPart(key)}=${value.slice(0, SHORT_CHARS_MAX)}`);
    full.push(`${key}: ${value}`);
  }
  return short.length === 0 ? undefined : { short: short.join("  "), full: full.join("\n") };
}

/** `name` of `db.system.name`: rows are narrow, and the whole key stands in the title. */
function lastPart(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}

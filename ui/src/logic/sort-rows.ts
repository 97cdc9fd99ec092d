/** How a table is sorted. */
export interface RowOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** `errors` is the most first, `-errors` the fewest first. */
export function parseOrder(
  text: string | undefined,
  columns: readonly string[],
  byDefault: string,
): RowOrder {
  const wanted = text ?? byDefault;
  const column = wanted.replace(/^-/, "");
  if (!columns.includes(column)) return parseOrder(byDefault, columns, columns[0]!);
  return { column, descending: !wanted.startsWith("-") };
}

/** The text of an order, see `parseOrder`. */
export function orderText({ column, descending }: RowOrder): string {
  return descending ? column : `-${column}`;
}

/** A sorted copy. Numbers by size, texts by alphabet (descending means from A), nothing at the end; ties stay. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => number | string | null,
  descending: boolean,
): readonly Row[] {
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((one, other) => {
      if (one.value === null || other.value === null) {
        return Number(one.value === null) - Number(other.value === null);
      }
      if (typeof one.value === "string" || typeof other.value === "string") {
        return -sign * String(one.value).localeCompare(String(other.value));
      }
      return sign * (one.value - other.value);
    })
    .map(({ row }) => row);
}

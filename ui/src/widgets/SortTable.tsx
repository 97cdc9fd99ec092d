import { type ReactNode, useState } from "react";
import { type RowOrder, sortRows } from "../logic/sort-rows.ts";
import { text } from "../texts/widgets.ts";
import { Icon } from "./Icon.tsx";
import styles from "./SortTable.module.css";

/** More rows than this are drawn only on demand, where nothing else is said. */
const ROWS_DRAWN = 100;

export interface TableColumn<Row> {
  readonly key: string;
  readonly label: string;
  /** Numbers stand to the right. */
  readonly numeric?: boolean;
  /** What it is sorted by; not sortable without. */
  readonly value?: (row: Row) => number | string | null;
  readonly cell: (row: Row) => ReactNode;
}

interface SortTableProps<Row> {
  readonly label: string;
  /** The first one names the row. */
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly order: RowOrder;
  readonly onOrder: (order: RowOrder) => void;
  readonly isChosen?: (row: Row) => boolean;
  /** Further rows are drawn on demand. */
  readonly rowsDrawn?: number;
}

/** A table that is sorted by its heads. It scrolls sideways by itself where it does not fit. */
export function SortTable<Row>(props: SortTableProps<Row>) {
  const { label, columns, rows, keyOf, order, onOrder, isChosen } = props;
  const { rowsDrawn = ROWS_DRAWN } = props;
  const [all, setAll] = useState(false);
  const valueOf = columns.find(({ key }) => key === order.column)?.value;
  const sorted = valueOf === undefined ? rows : sortRows(rows, valueOf, order.descending);
  const drawn = all ? sorted : sorted.slice(0, rowsDrawn);
  return (
    <div className={styles.frame}>
      <div className={styles.scroller} role="region" aria-label={label} tabIndex={0}>
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.key} column={column} order={order} onOrder={onOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {drawn.map((row) => (
              <tr key={keyOf(row)} data-row={keyOf(row)} data-chosen={isChosen?.(row) || undefined}>
                {columns.map(({ key, numeric, cell }, at) =>
                  at === 0 ? (
                    <th key={key} scope="row">
                      {cell(row)}
                    </th>
                  ) : (
                    <td key={key} data-numeric={numeric}>
                      {cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {drawn.length < rows.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {text.showAllRows(rows.length)}
        </button>
      )}
    </div>
  );
}

function Head<Row>({
  column: { key, label, numeric, value },
  order,
  onOrder,
}: Pick<SortTableProps<Row>, "order" | "onOrder"> & { readonly column: TableColumn<Row> }) {
  const sorted = order.column === key;
  const direction = order.descending ? "descending" : "ascending";
  return (
    <th scope="col" data-numeric={numeric} aria-sort={sorted ? direction : undefined}>
      {value === undefined ? (
        label
      ) : (
        <button
          type="button"
          onClick={() => onOrder({ column: key, descending: sorted ? !order.descending : true })}
        >
          {label}
          {sorted && <Icon name={order.descending ? "down" : "up"} size={12} />}
        </button>
      )}
    </th>
  );
}

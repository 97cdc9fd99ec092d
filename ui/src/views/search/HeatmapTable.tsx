import { useState } from "react";
import { describeRows } from "../../logic/describe-box.ts";
import { type CellBox, countBox, type HeatmapGrid } from "../../logic/heatmap-grid.ts";
import { zonedFormat } from "../../logic/time-zone.ts";
import { text } from "../../texts/heatmap.tsx";
import styles from "./HeatmapTable.module.css";

/** Parts into which the table divides the time. */
const PARTS = 6;
const time = zonedFormat({ timeStyle: "short" });

interface HeatmapTableProps {
  readonly grid: HeatmapGrid;
  readonly onSelect: (box: CellBox) => void;
}

/** The heatmap as a table, in wider columns; drawn when it is opened. */
export function HeatmapTable({ grid, onSelect }: HeatmapTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.twin} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.showAsTable}</summary>
      {open && <Table grid={grid} onSelect={onSelect} />}
    </details>
  );
}

function Table({ grid, onSelect }: HeatmapTableProps) {
  const rows = [];
  for (let row = grid.rowTo; row >= grid.rowFrom; row--) {
    const whole = { columnFrom: 0, columnTo: grid.columns - 1, rowFrom: row, rowTo: row };
    if (countBox(grid, whole).spanCount > 0) rows.push({ row, whole });
  }
  const parts = Array.from({ length: PARTS }, (_, part) => ({
    columnFrom: Math.floor((part * grid.columns) / PARTS),
    columnTo: Math.floor(((part + 1) * grid.columns) / PARTS) - 1,
  }));
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={text.spansByDuration}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text.duration}</th>
            {parts.map(({ columnFrom }) => (
              <th key={columnFrom} scope="col">
                {text.fromTime(time.format((grid.startUs + columnFrom * grid.columnUs) / 1000))}
              </th>
            ))}
            <th scope="col">{text.all}</th>
            <th scope="col">{text.errors}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, whole }) => {
            const all = countBox(grid, whole);
            return (
              <tr key={row}>
                <th scope="row">
                  <button type="button" onClick={() => onSelect(whole)}>
                    {describeRows(grid, whole)}
                  </button>
                </th>
                {parts.map((part) => (
                  <td key={part.columnFrom}>
                    {countBox(grid, { ...whole, ...part }).spanCount.toLocaleString()}
                  </td>
                ))}
                <td>{all.spanCount.toLocaleString()}</td>
                <td>{all.errorCount.toLocaleString()}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

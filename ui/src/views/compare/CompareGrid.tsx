import { type KeyboardEvent, type MouseEvent, type RefObject, useMemo } from "react";
import type { Comparison } from "../../logic/compare-traces.ts";
import type { ComparedSides } from "../../logic/compared-sides.ts";
import { serviceColours } from "../../logic/service-colours.ts";
import { indexOfRow } from "../../logic/tree-rows.ts";
import { contentPx } from "../../logic/virtual-scroll.ts";
import { text } from "../../texts/compared-path.ts";
import { useSize } from "../../widgets/use-size.ts";
import styles from "./CompareGrid.module.css";
import { CompareRow, compareRowId } from "./CompareRow.tsx";
import type { CompareTree } from "./use-compare-tree.ts";
import { useGridRows } from "./use-grid-rows.ts";

/** Narrower grids have two lines a row. */
const WIDE_PX_MIN = 760;
const ROW_PX = 26;
const COMPACT_ROW_PX = 46;
/** With the line below it; also in the style sheet. */
const HEAD_PX = 28;
const COMPACT_HEAD_PX = 45;
const BORDERS_PX = 2;
/** More rows than this scroll within the grid. */
const ROWS_SHOWN_MAX = 24;

interface CompareGridProps {
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly comparison: Comparison;
  /** How the columns are called: `A`, `B`. */
  readonly sides: ComparedSides;
  readonly rows: CompareTree;
  /** The chosen path, or -1. */
  readonly chosen: number;
  readonly onChoose: (path: number) => void;
}

/**
 * The paths of both traces as a tree grid. Only rows in view are in the document, and the row under the cursor,
 * which the grid names as its active descendant.
 */
export function CompareGrid(props: CompareGridProps) {
  const { gridRef, comparison, sides, rows, chosen, onChoose } = props;
  const { tree, visible, cursor } = rows;
  const { width } = useSize(gridRef);
  const isCompact = width > 0 && width < WIDE_PX_MIN;
  const rowPx = isCompact ? COMPACT_ROW_PX : ROW_PX;
  const headPx = isCompact ? COMPACT_HEAD_PX : HEAD_PX;
  const cursorIndex = indexOfRow(visible, cursor);
  const { range, pageRows, onScroll } = useGridRows(gridRef, {
    ...{ rowCount: visible.length, rowPx, headPx, cursorIndex },
  });
  const colours = useMemo(
    () => serviceColours(comparison.paths.step.map(({ service }) => service)),
    [comparison],
  );
  const selfMaxUs = useMemo(() => largestOf(comparison), [comparison]);
  const indexes = Array.from({ length: range.to - range.from }, (_, at) => range.from + at);
  if (cursorIndex >= 0 && (cursorIndex < range.from || cursorIndex >= range.to)) {
    indexes.push(cursorIndex);
  }

  const onClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const rowText = target.closest<HTMLElement>("[data-row]")?.dataset["row"];
    if (rowText === undefined) return;
    const row = Number(rowText);
    if (target.closest("[data-toggle]") !== null) rows.toggle(row);
    else {
      rows.goTo(row);
      onChoose(tree.path[row]!);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || cursor < 0) return;
    if (event.key === "Enter" || event.key === " ") onChoose(tree.path[cursor]!);
    else if (!rows.press(event.key, pageRows)) return;
    event.preventDefault();
  };

  return (
    <div
      ref={gridRef}
      className={styles.grid}
      style={{ height: Math.min(ROWS_SHOWN_MAX, visible.length) * rowPx + headPx + BORDERS_PX }}
      role="treegrid"
      tabIndex={0}
      aria-label={text.paths}
      aria-rowcount={visible.length + 1}
      aria-activedescendant={cursorIndex < 0 ? undefined : compareRowId(cursor)}
      data-compact={isCompact || undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.headRow}>
          {headsOf(sides).map((head) => (
            <div key={head} role="columnheader" title={head}>
              {head}
            </div>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className={styles.rows}
        style={{ height: contentPx(visible.length, rowPx) }}
      >
        {indexes.map((index) => {
          const row = visible[index]!;
          const path = tree.path[row]!;
          return (
            <CompareRow
              key={path}
              {...{ comparison, sides, rows, row, index, selfMaxUs }}
              top={range.baseTopPx + (index - range.baseRow) * rowPx}
              chosen={path === chosen}
              colour={colours.get(comparison.paths.step[path]!.service)}
            />
          );
        })}
      </div>
      {visible.length === 0 && (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell" className={styles.empty}>
              {text.noneIsLeft}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

function headsOf({ base, other }: ComparedSides): readonly string[] {
  return [
    text.operation,
    text.whatDiffers,
    text.callsOf(base),
    text.callsOf(other),
    text.selfOf(base),
    text.selfOf(other),
    text.selfTimeDifference,
    text.criticalDifference,
  ];
}

function largestOf({ base, other }: Comparison): number {
  let largest = Number.MIN_VALUE;
  for (const { selfUs } of [base, other]) {
    for (const us of selfUs) largest = Math.max(largest, us);
  }
  return largest;
}

import { type KeyboardEvent, type MouseEvent, type RefObject, useMemo, useRef } from "react";
import { indexOfRow } from "../../logic/tree-rows.ts";
import type { RowPreview } from "../../logic/row-previews.ts";
import type { TraceLook } from "../../logic/trace-look.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { contentPx } from "../../logic/virtual-scroll.ts";
import { text } from "../../texts/trace-rows.ts";
import { useDoubleClick } from "../../widgets/use-double-click.ts";
import { ColumnResizer } from "./ColumnResizer.tsx";
import { fitSpan } from "./fit-span.ts";
import { Ruler } from "./Ruler.tsx";
import { ROW_PX, rowId, SpanRow } from "./SpanRow.tsx";
import { TickLines } from "./TickLines.tsx";
import type { TimeWindowStore } from "./time-window-store.ts";
import { TreeButtons, type TreeButtonsProps } from "./TreeButtons.tsx";
import { useRowsInView } from "./use-rows-in-view.ts";
import { useTimeProperties } from "./use-time-properties.ts";
import { usePinchZoom } from "./use-pinch-zoom.ts";
import { useWheelZoom } from "./use-wheel-zoom.ts";
import type { Tree } from "./use-tree.ts";
import styles from "./Waterfall.module.css";

interface WaterfallProps extends Pick<TreeButtonsProps, "isFolded" | "onFolded"> {
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly model: TraceModel;
  readonly tree: Tree;
  readonly look: TraceLook;
  readonly timeWindow: TimeWindowStore;
  /** The row whose details are shown, or -1. */
  readonly selected: number;
  /** Rows that were found, ascending. */
  readonly matches: Int32Array;
  /** Attributes that rows show. */
  readonly previews: readonly RowPreview[];
  readonly onSelect: (row: number) => void;
}

/**
 * The spans as a tree grid with a bar each. Only rows in view are in the document, and the row under the
 * cursor, which the grid names as its active descendant. Clicks are handled here, not in each row.
 */
export function Waterfall(props: WaterfallProps) {
  const { gridRef, model, tree, look, timeWindow, selected, matches, previews, onSelect } = props;
  const { visible, cursor, collapsed, foldEndOf } = tree;
  const cursorIndex = indexOfRow(visible, cursor);
  const { range, pageRows, onScroll } = useRowsInView(gridRef, visible.length, cursorIndex);
  const timelineRef = useRef<HTMLDivElement>(null);
  useTimeProperties(gridRef, timeWindow);
  useWheelZoom(gridRef, timelineRef, timeWindow);
  usePinchZoom(gridRef, timelineRef, timeWindow);

  const indexes = useMemo(() => {
    const inView = Array.from({ length: range.to - range.from }, (_, at) => range.from + at);
    const cursorIsIn = cursorIndex >= range.from && cursorIndex < range.to;
    // A filter may leave no row at all, and then nothing is under the cursor.
    return cursorIsIn || cursorIndex < 0 ? inView : [...inView, cursorIndex];
  }, [range.from, range.to, cursorIndex]);

  const barClicked = useDoubleClick((row: number) => fitSpan(timeWindow, model, look, row));
  const onClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const row = rowOf(target);
    if (row === undefined) return;
    if (target.closest("[data-toggle]") !== null) tree.toggle(row);
    else {
      if (target.closest("[data-time]") !== null) barClicked(event, row);
      tree.goTo(row);
      onSelect(row);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || cursorIndex < 0) return;
    // The buttons of the head have keys of their own.
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onSelect(cursor);
      return;
    }
    const row = tree.press(event.key, pageRows);
    if (row === undefined) return;
    event.preventDefault();
    if (selected >= 0 && row !== selected) onSelect(row);
  };

  return (
    <div
      ref={gridRef}
      className={styles.grid}
      role="treegrid"
      tabIndex={0}
      aria-label={text.spans}
      aria-rowcount={visible.length + 1}
      aria-activedescendant={cursorIndex < 0 ? undefined : rowId(cursor)}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
      data-testid="waterfall"
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" aria-rowindex={1} className={styles.headRow}>
          <div role="columnheader" className={styles.nameHead} aria-label={text.span}>
            <span>{text.span}</span>
            <TreeButtons onTree={tree.apply} isFolded={props.isFolded} onFolded={props.onFolded} />
            <ColumnResizer gridRef={gridRef} />
          </div>
          <div role="columnheader" className={styles.durationHead}>
            {text.duration}
          </div>
          <div
            role="columnheader"
            ref={timelineRef}
            className={styles.ruler}
            aria-label={text.time}
          >
            <Ruler timeWindow={timeWindow} scale={look.scale} />
          </div>
        </div>
      </div>
      <div
        role="rowgroup"
        className={styles.rows}
        style={{ height: contentPx(visible.length, ROW_PX) }}
      >
        <TickLines timeWindow={timeWindow} />
        <div className={styles.drawn} style={{ transform: `translateY(${range.baseTopPx}px)` }}>
          {indexes.map((index) => {
            const row = visible[index]!;
            return (
              <SpanRow
                key={row}
                model={model}
                look={look}
                previews={previews}
                row={row}
                foldEnd={foldEndOf?.[row] ?? 0}
                index={index}
                top={(index - range.baseRow) * ROW_PX}
                collapsed={collapsed[row] === 1}
                active={row === cursor}
                selected={row === selected}
                match={indexOfRow(matches, row) >= 0}
              />
            );
          })}
        </div>
      </div>
      {visible.length === 0 && (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell" className={styles.empty}>
              {text.noMatch}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

function rowOf(target: HTMLElement): number | undefined {
  const row = target.closest<HTMLElement>("[data-row]")?.dataset["row"];
  return row === undefined ? undefined : Number(row);
}

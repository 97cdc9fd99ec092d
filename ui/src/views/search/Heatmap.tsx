import { type CSSProperties, type RefObject, useEffect, useRef } from "react";
import { formatDuration } from "../../logic/duration.ts";
import { type CellBox, durationTicks, type HeatmapGrid } from "../../logic/heatmap-grid.ts";
import { momentTicks } from "../../logic/moment-ticks.ts";
import { text } from "../../texts/heatmap.tsx";
import { useIsDark } from "../../widgets/use-is-dark.ts";
import styles from "./Heatmap.module.css";
import { paintHeatmap } from "./paint-heatmap.ts";
import { useHeatBrush } from "./use-heat-brush.ts";

interface HeatmapProps {
  readonly grid: HeatmapGrid;
  readonly plotRef: RefObject<HTMLDivElement | null>;
  /** Of the plot, CSS pixels; 0 until it is known. */
  readonly size: { readonly width: number; readonly height: number };
  readonly selected: CellBox | undefined;
  readonly onSelect: (box: CellBox | undefined) => void;
  /** The cells that are pointed at or being chosen, for the words below the picture. */
  readonly onPoint: (box: CellBox | undefined) => void;
  /** Says what the keys do. */
  readonly helpId: string;
  /** Elements with the colours of the cells, few spans first, and at last that of errors. */
  readonly legend: RefObject<HTMLElement | null>;
}

/** The width that a label of the time needs. */
const TIME_LABEL_PX = 110;

/** Spans by start and duration, a part of which can be chosen with the pointer or with keys. */
export function Heatmap(props: HeatmapProps) {
  const { grid, plotRef, size, selected, onSelect, onPoint, helpId, legend } = props;
  const { width, height } = size;
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const dark = useIsDark();
  const { cursor, dragged, handlers } = useHeatBrush({ grid, selected, onSelect, onPoint });

  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context || legend.current === null || width === 0) return;
    canvas.width = Math.round(width * window.devicePixelRatio);
    canvas.height = Math.round(height * window.devicePixelRatio);
    const colours = [...legend.current.querySelectorAll("[data-colour]")].map(
      (element) => getComputedStyle(element).backgroundColor,
    );
    paintHeatmap(context, grid, { steps: colours.slice(0, -1), error: colours.at(-1)! });
  }, [grid, width, height, dark, legend]);

  const box = dragged ?? selected;
  const times = momentTicks(
    grid.startUs / 1000,
    (grid.startUs + grid.columns * grid.columnUs) / 1000,
    Math.max(1, Math.floor(width / TIME_LABEL_PX)),
  );
  // A label begins at its moment: the last one would be cut off.
  const hasRoom = ({ fraction }: { readonly fraction: number }): boolean =>
    (1 - fraction) * width >= TIME_LABEL_PX;
  return (
    <div className={styles.heatmap}>
      <div className={styles.durations} aria-hidden="true">
        {durationTicks(grid).map(({ us, fraction }) => (
          <span key={us} style={{ bottom: `${fraction * 100}%` }}>
            {formatDuration(us)}
          </span>
        ))}
      </div>
      <div
        ref={plotRef}
        className={styles.plot}
        role="application"
        aria-roledescription={text.kind}
        aria-label={text.spansByStart}
        aria-describedby={helpId}
        tabIndex={0}
        data-testid="heatmap"
        {...handlers}
      >
        <canvas ref={canvasRef} className={styles.canvas} />
        {durationTicks(grid).map(({ us, fraction }) => (
          <span key={us} className={styles.line} style={{ bottom: `${fraction * 100}%` }} />
        ))}
        {box !== undefined && (
          <span className={styles.box} style={placeOf(grid, box)} data-testid="heatmap-selection" />
        )}
        {cursor !== undefined && <span className={styles.cursor} style={placeOf(grid, cursor)} />}
      </div>
      <div className={styles.times} aria-hidden="true">
        {times.filter(hasRoom).map(({ unixMs, fraction, label }) => (
          <span key={unixMs} style={{ left: `${fraction * 100}%` }}>
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

function placeOf({ columns, rowFrom, rowTo }: HeatmapGrid, box: CellBox): CSSProperties {
  const rows = rowTo - rowFrom + 1;
  return {
    left: `${(box.columnFrom / columns) * 100}%`,
    width: `${((box.columnTo - box.columnFrom + 1) / columns) * 100}%`,
    top: `${((rowTo - box.rowTo) / rows) * 100}%`,
    height: `${((box.rowTo - box.rowFrom + 1) / rows) * 100}%`,
  };
}

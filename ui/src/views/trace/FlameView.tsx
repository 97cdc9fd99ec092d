import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { formatDuration } from "../../logic/duration.ts";
import { type FlameLayout, flameRowAt } from "../../logic/flame-layout.ts";
import { handOffLines } from "../../logic/hand-off-lines.ts";
import type { TraceLook } from "../../logic/trace-look.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-rows.ts";
import { useDoubleClick } from "../../widgets/use-double-click.ts";
import { useIsDark } from "../../widgets/use-is-dark.ts";
import styles from "./FlameView.module.css";
import { LANE_PX, paintFlame } from "./paint-flame.ts";
import { fitSpan } from "./fit-span.ts";
import { dragStyle, Ruler } from "./Ruler.tsx";
import { type TimeWindowStore, useTimeWindow } from "./time-window-store.ts";
import type { Tree } from "./use-tree.ts";
import { useFlameDrag } from "./use-flame-drag.ts";
import { usePinchZoom } from "./use-pinch-zoom.ts";
import { useWheelZoom } from "./use-wheel-zoom.ts";
import { useSize } from "../../widgets/use-size.ts";

interface FlameViewProps {
  readonly model: TraceModel;
  readonly look: TraceLook;
  readonly layout: FlameLayout;
  readonly tree: Tree;
  readonly timeWindow: TimeWindowStore;
  readonly selected: number;
  readonly matches: Int32Array;
  readonly canvasRef: RefObject<HTMLCanvasElement | null>;
  readonly onSelect: (row: number) => void;
  readonly byService: boolean;
  readonly onByService: (byService: boolean) => void;
}

/**
 * The trace with time from left to right and children below their parents. The keys of the tree move its
 * cursor here too; what it is on is said in words, and the timeline has the same spans as rows.
 */
export function FlameView(props: FlameViewProps) {
  const { model, look, layout, tree, timeWindow, selected, matches, canvasRef, onSelect } = props;
  const { byService, onByService } = props;
  const areaRef = useRef<HTMLDivElement>(null);
  const { width } = useSize(areaRef);
  const [scrollTopPx, setScrollTopPx] = useState(0);
  const [heightPx, setHeightPx] = useState(0);
  const [hovered, setHovered] = useState(-1);
  const shown = useTimeWindow(timeWindow);
  const dark = useIsDark();
  useWheelZoom(areaRef, areaRef, timeWindow);
  usePinchZoom(areaRef, areaRef, timeWindow);
  const { chosen, endsDrag, handlers } = useFlameDrag(timeWindow);
  const placeClicked = useDoubleClick((row: number) => fitSpan(timeWindow, model, look, row));

  useEffect(() => {
    const area = areaRef.current;
    if (area === null) return undefined;
    const observer = new ResizeObserver(() => setHeightPx(area.clientHeight));
    observer.observe(area);
    return () => observer.disconnect();
  }, []);

  const { cursor } = tree;
  const lines = useMemo(() => handOffLines(layout, model.trace), [layout, model]);
  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null || width === 0 || heightPx === 0) return;
    const view = { shown, scrollTopPx, widthPx: width, heightPx, dark };
    paintFlame(canvas, { model, look, layout, lines, matches, cursor, selected, ...view });
  }, [
    model,
    look,
    layout,
    lines,
    matches,
    cursor,
    selected,
    shown,
    scrollTopPx,
    width,
    heightPx,
    dark,
    canvasRef,
  ]);

  const rowAt = (event: MouseEvent): number => {
    const box = areaRef.current!.getBoundingClientRect();
    const share = (event.clientX - box.left) / Math.max(1, width);
    const atUs = shown.fromUs + share * (shown.toUs - shown.fromUs);
    const nearUs = (2 / Math.max(1, width)) * (shown.toUs - shown.fromUs);
    const lane = Math.floor((event.clientY - box.top + scrollTopPx) / LANE_PX);
    return flameRowAt(layout, lane, atUs, nearUs);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") onSelect(cursor);
    else {
      const row = tree.press(event.key, 10);
      if (row === undefined) return;
      if (selected >= 0 && row !== selected) onSelect(row);
    }
    event.preventDefault();
  };
  const named = hovered >= 0 ? hovered : cursor;

  return (
    <section className={styles.flame} aria-label={text.flame}>
      <div className={styles.ruler}>
        <Ruler timeWindow={timeWindow} scale={look.scale} />
      </div>
      <div
        ref={areaRef}
        className={styles.area}
        tabIndex={0}
        role="application"
        aria-label={text.flameKeys}
        aria-describedby="flame-span"
        onScroll={(event) => setScrollTopPx(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
        onMouseMove={(event) => setHovered(rowAt(event))}
        onMouseLeave={() => setHovered(-1)}
        onClick={(event) => {
          if (endsDrag()) return;
          const row = rowAt(event);
          placeClicked(event, row);
          if (row < 0) return;
          tree.goTo(row);
          onSelect(row);
        }}
        {...handlers}
      >
        <canvas ref={canvasRef} className={styles.canvas} aria-hidden="true" data-testid="flame" />
        {chosen !== undefined && (
          <span
            className={styles.drag}
            style={{ ...dragStyle(chosen), top: scrollTopPx, height: heightPx }}
          />
        )}
        <div style={{ height: Math.max(0, layout.laneCount * LANE_PX - heightPx) }} />
      </div>
      <div className={styles.foot}>
        <p id="flame-span" className={styles.span} aria-live="polite">
          {spanText(model, named)}
        </p>
        <button
          type="button"
          className={styles.lanes}
          aria-pressed={byService}
          onClick={() => onByService(!byService)}
        >
          {text.byService}
        </button>
      </div>
    </section>
  );
}

function spanText({ trace }: TraceModel, row: number): string {
  const { spans, services, operations } = trace;
  return text.flameSpan({
    name: `${services[spans.service[row]!]?.name ?? ""} ${operations[spans.operation[row]!] ?? ""}`,
    duration: formatDuration(spans.durationUs[row]!),
    self: formatDuration(spans.durationUs[row]! - spans.coveredUs[row]!),
    start: formatDuration(spans.startUs[row]!),
    isError: spans.status[row] === 2,
  });
}

import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { callChange } from "../../logic/call-change.ts";
import type { MapGraph } from "../../logic/map-graph.ts";
import {
  cellAt,
  type MatrixPlace,
  placeAfterKey,
  placeOfPair,
  toMatrix,
} from "../../logic/map-matrix.ts";
import {
  CELL,
  COLUMN_HEAD,
  type MatrixColours,
  paintMatrix,
  ROW_HEAD,
} from "../../logic/paint-matrix.ts";
import { formatLatency, formatRate, formatRatio } from "../../logic/range-params.ts";
import { text } from "../../texts/map.tsx";
import { useSize } from "../../widgets/use-size.ts";
import { useIsDark } from "../../widgets/use-is-dark.ts";
import styles from "./MatrixView.module.css";

interface MatrixViewProps {
  readonly graph: MapGraph;
  readonly found: ReadonlySet<string>;
  readonly chosen: string | undefined;
  readonly onChoose: (key: string) => void;
}

/**
 * Who calls whom as a square that is painted where it is in view. The cell with the cursor is an element
 * of its own, which says what is there; arrows move it, with ctrl to the next calls.
 */
export function MatrixView({ graph, found, chosen, onChoose }: MatrixViewProps) {
  const matrix = useMemo(() => toMatrix(graph), [graph]);
  const [place, setPlace] = useState<MatrixPlace>();
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useIsDark();
  const count = matrix.nodes.length;
  const wanted = place ??
    placeOfPair(matrix, chosen) ?? { row: 0, column: matrix.columnsOf[0]?.[0] ?? 0 };
  const row = Math.min(wanted.row, count - 1);
  const column = Math.min(wanted.column, count - 1);
  const pair = cellAt(matrix, { row, column });

  useEffect(() => {
    const [element, surface] = [scroller.current!, canvas.current!];
    const [pixels, height] = [window.devicePixelRatio, element.clientHeight];
    surface.width = element.clientWidth * pixels;
    surface.height = height * pixels;
    surface.style.width = `${element.clientWidth}px`;
    surface.style.height = `${height}px`;
    const context = surface.getContext("2d")!;
    const colours = coloursOf(surface);
    let frame = 0;
    const paint = (): void => {
      frame = 0;
      context.setTransform(pixels, 0, 0, pixels, 0, 0);
      const { scrollLeft, scrollTop, clientWidth } = element;
      const view = { scrollLeft, scrollTop, width: clientWidth, height, colours, found };
      paintMatrix(context, matrix, { ...view, active: { row, column } });
    };
    const onScroll = (): void => {
      if (frame === 0) frame = requestAnimationFrame(paint);
    };
    paint();
    element.addEventListener("scroll", onScroll);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("scroll", onScroll);
    };
    // `dark` and `width` decide what is read above.
  }, [matrix, found, row, column, dark, width, scroller]);

  const reveal = (to: MatrixPlace) => {
    const element = scroller.current!;
    const [left, top] = [to.column * CELL, to.row * CELL];
    element.scrollTo(
      within(element.scrollLeft, left + CELL - (element.clientWidth - ROW_HEAD), left),
      within(element.scrollTop, top + CELL - (element.clientHeight - COLUMN_HEAD), top),
    );
  };
  const show = (to: MatrixPlace) => {
    setPlace(to);
    reveal(to);
  };
  // What is chosen stays in view when its panel takes a part of the width.
  const revealCursor = useEffectEvent(() => reveal({ row, column }));
  useEffect(() => {
    if (width > 0) revealCursor();
  }, [width]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && pair !== undefined) onChoose(pair.key);
    const to = placeAfterKey(matrix, { row, column }, event.key, event.ctrlKey || event.metaKey);
    if (to === undefined) return;
    event.preventDefault();
    show(to);
  };
  const onClick = ({ clientX, clientY }: MouseEvent) => {
    const element = scroller.current!;
    const box = element.getBoundingClientRect();
    const to = {
      row: Math.floor((clientY - box.top - COLUMN_HEAD + element.scrollTop) / CELL),
      column: Math.floor((clientX - box.left - ROW_HEAD + element.scrollLeft) / CELL),
    };
    if (to.row < 0 || to.column < 0 || to.row >= count || to.column >= count) return;
    show(to);
    const clicked = cellAt(matrix, to);
    if (clicked !== undefined) onChoose(clicked.key);
  };

  const [client, server] = [matrix.names[row], matrix.names[column]];
  if (client === undefined || server === undefined) return undefined;
  const said =
    pair === undefined
      ? text.doesNotCall(client, server)
      : text.callsWith({
          ...{ client, server, rate: formatRate(pair.callsPerSecond) },
          ...{ errors: formatRatio(pair.errorRatio), p95: formatLatency(pair.p95Us) },
          change: callChange(pair, pair.previous)?.says,
        });
  return (
    <div className={styles.frame}>
      <p className={styles.said}>{said}</p>
      <div
        ref={scroller}
        className={styles.scroller}
        role="grid"
        tabIndex={0}
        aria-label={text.whoCallsWhom}
        aria-rowcount={count}
        aria-colcount={count}
        aria-activedescendant="matrix-cell"
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div
          className={styles.whole}
          role="presentation"
          style={{ width: ROW_HEAD + count * CELL, height: COLUMN_HEAD + count * CELL }}
        >
          <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
          <div role="row" aria-rowindex={row + 1}>
            <div
              id="matrix-cell"
              className={styles.cell}
              role="gridcell"
              aria-colindex={column + 1}
              aria-label={said}
              aria-selected={pair !== undefined && pair.key === chosen}
              style={{
                width: CELL,
                height: CELL,
                translate: `${ROW_HEAD + column * CELL}px ${COLUMN_HEAD + row * CELL}px`,
              }}
            />
          </div>
        </div>
      </div>
    </div>
  );
}

/** The nearest to `value` that is neither below `least` nor above `most`. */
function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Colours as the theme has them now: custom properties are not resolved, but properties that use them are. */
function coloursOf(element: HTMLElement): MatrixColours {
  const style = getComputedStyle(element);
  return {
    ink: style.color,
    inkSoft: style.columnRuleColor,
    surface: style.backgroundColor,
    line: style.borderTopColor,
    accent: style.textDecorationColor,
    error: style.caretColor,
    match: style.outlineColor,
    font: style.fontFamily,
  };
}

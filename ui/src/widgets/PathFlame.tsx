import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { boxBeside, layPaths } from "../logic/path-boxes.ts";
import { text } from "../texts/widgets.ts";
import { PATH_LANE_PX, PathBoxButton, type PathLook } from "./PathBoxButton.tsx";
import styles from "./PathFlame.module.css";
import { useSize } from "./use-size.ts";

/** Levels that are drawn above and below what is in sight. */
const LEVELS_AROUND = 4;
/** As if it were at least so high, until its height is known. */
const HEIGHT_MIN_PX = 400;

interface PathFlameProps {
  /** By path: the path that it continues, or -1. */
  readonly parent: readonly number[];
  /** By path: its weight with all that is below it. */
  readonly weight: Float64Array;
  readonly lookOf: (path: number) => PathLook;
  readonly chosen: number;
  readonly onChoose: (path: number) => void;
  /** The path that has the whole width, or -1. */
  readonly focus: number;
  readonly onFocus: (path: number) => void;
  /** Below the boxes. */
  readonly children?: ReactNode;
}

/** A flame graph of paths. Each box is a button, and the arrow keys lead from one to the next. */
export function PathFlame(props: PathFlameProps) {
  const { parent, weight, lookOf, chosen, onChoose, focus, onFocus, children } = props;
  const areaRef = useRef<HTMLDivElement>(null);
  const { height } = useSize(areaRef);
  const [scrollTopPx, setScrollTopPx] = useState(0);
  const layout = useMemo(() => layPaths({ parent, weight }, focus), [parent, weight, focus]);
  const first = Math.floor(scrollTopPx / PATH_LANE_PX) - LEVELS_AROUND;
  const last = (scrollTopPx + Math.max(height, HEIGHT_MIN_PX)) / PATH_LANE_PX + LEVELS_AROUND;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || (event.key === "Escape" && focus >= 0)) {
      event.preventDefault();
      onFocus(event.key === "Enter" ? chosen : -1);
      return;
    }
    const next = boxBeside(layout, chosen, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    areaRef.current?.querySelector<HTMLElement>(`[data-path="${next}"]`)?.focus();
  };

  return (
    <div
      ref={areaRef}
      className={styles.area}
      role="group"
      aria-label={text.pathsAndKeys}
      onScroll={(event) => setScrollTopPx(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div className={styles.boxes} style={{ height: layout.levelCount * PATH_LANE_PX }}>
        {layout.boxes
          .filter(({ level, path }) => (level >= first && level <= last) || path === chosen)
          .map((box) => (
            <PathBoxButton
              key={box.path}
              box={box}
              look={lookOf(box.path)}
              chosen={box.path === chosen}
              onChoose={() => onChoose(box.path)}
              onWiden={() => onFocus(box.path)}
            />
          ))}
      </div>
      {children}
    </div>
  );
}

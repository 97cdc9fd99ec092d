import { type CSSProperties, type RefObject, useLayoutEffect, useRef } from "react";
import { timeTicks } from "../../logic/time-ticks.ts";
import { windowBetween } from "../../logic/time-window.ts";
import styles from "./Ruler.module.css";
import { type TimeWindowStore, useTimeWindow } from "./time-window-store.ts";
import { type Drag, useDrag } from "./use-drag.ts";
import { useWidth } from "./use-width.ts";

/** Room a label needs. */
const PX_PER_TICK = 96;

interface RulerProps {
  /** Gets the places of the marks as properties, for the lines behind the rows. */
  readonly gridRef: RefObject<HTMLElement | null>;
  readonly timeWindow: TimeWindowStore;
}

/** The axis of time. A drag over it zooms to what was dragged over, a double click shows everything. */
export function Ruler({ gridRef, timeWindow }: RulerProps) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref);
  const shown = useTimeWindow(timeWindow);
  const ticks = timeTicks(shown, Math.max(1, Math.floor(width / PX_PER_TICK)));
  const first = ticks[0]?.fraction ?? 0;
  const step = (ticks[1]?.fraction ?? 2) - first;

  useLayoutEffect(() => {
    gridRef.current?.style.setProperty("--tick-from", String(first));
    gridRef.current?.style.setProperty("--tick-step", String(step));
  }, [gridRef, first, step]);

  const { drag, handlers } = useDrag({
    onEnd: ({ from, to }) => {
      const { fromUs, toUs } = timeWindow.get();
      const at = (fraction: number): number => fromUs + fraction * (toUs - fromUs);
      timeWindow.set(windowBetween(at(from), at(to), timeWindow.durationUs));
    },
  });

  return (
    <div
      ref={ref}
      className={styles.ruler}
      onDoubleClick={timeWindow.reset}
      data-testid="ruler"
      {...handlers}
    >
      {ticks.map(({ atUs, fraction, label }) => (
        <span
          key={atUs}
          className={styles.tick}
          style={{ left: `${fraction * 100}%` }}
          data-last={fraction * width > width - PX_PER_TICK * 0.7 || undefined}
        >
          {label}
        </span>
      ))}
      {drag !== undefined && <span className={styles.drag} style={dragStyle(drag)} />}
    </div>
  );
}

function dragStyle({ from, to }: Drag): CSSProperties {
  return { left: `${Math.min(from, to) * 100}%`, width: `${Math.abs(to - from) * 100}%` };
}

import { type CSSProperties, useRef } from "react";
import { formatDuration } from "../../logic/duration.ts";
import type { IdleGap, TimeScale } from "../../logic/time-scale.ts";
import { type TimeTick, timeTicks } from "../../logic/time-ticks.ts";
import { type TimeWindow, windowWithin } from "../../logic/time-window.ts";
import { text } from "../../texts/trace-rows.ts";
import styles from "./Ruler.module.css";
import { type TimeWindowStore, useTimeWindow } from "./time-window-store.ts";
import { type Drag, useDrag } from "./use-drag.ts";
import { useSize } from "../../widgets/use-size.ts";

/** Room a label needs. */
const PX_PER_TICK = 96;

interface RulerProps {
  readonly timeWindow: TimeWindowStore;
  readonly scale: TimeScale;
}

/** The axis of time. A drag over it zooms to what was dragged over, a double click shows everything. */
export function Ruler({ timeWindow, scale }: RulerProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useSize(ref);
  const shown = useTimeWindow(timeWindow);
  const ticks = ticksFor(shown, width);

  const { drag, handlers } = useDrag({
    onEnd: (over) => timeWindow.set(windowWithin(timeWindow.get(), over, timeWindow.durationUs)),
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
          {scale.gaps.length === 0 ? label : formatDuration(scale.toTime(atUs))}
        </span>
      ))}
      {scale.gaps.map((gap) => (
        <span
          key={gap.fromUs}
          className={styles.gap}
          style={gapStyle(gap, shown)}
          title={text.nothingRan(formatDuration(gap.toUs - gap.fromUs))}
        />
      ))}
      {drag !== undefined && <span className={styles.drag} style={dragStyle(drag)} />}
    </div>
  );
}

/** The marks of an axis of so many pixels. */
export function ticksFor(shown: TimeWindow, widthPx: number): readonly TimeTick[] {
  return timeTicks(shown, Math.max(1, Math.floor(widthPx / PX_PER_TICK)));
}

/** A gap that is out of view has no width. */
function gapStyle(gap: IdleGap, { fromUs, toUs }: TimeWindow): CSSProperties {
  const at = (us: number): number => Math.min(1, Math.max(0, (us - fromUs) / (toUs - fromUs)));
  const left = at(gap.drawnFromUs);
  return { left: `${left * 100}%`, width: `${(at(gap.drawnToUs) - left) * 100}%` };
}

/** Where something is that is being dragged over. */
export function dragStyle({ from, to }: Drag): CSSProperties {
  return { left: `${Math.min(from, to) * 100}%`, width: `${Math.abs(to - from) * 100}%` };
}

import { useRef } from "react";
import { useSize } from "../../widgets/use-size.ts";
import { ticksFor } from "./Ruler.tsx";
import { type TimeWindowStore, useTimeWindow } from "./time-window-store.ts";
import styles from "./TickLines.module.css";

/**
 * Lines behind the rows at the marks of the axis. Each is a box of its own: one repeated gradient cost 50 ms a
 * frame of zooming where the browser draws without a graphics card.
 */
export function TickLines({ timeWindow }: { readonly timeWindow: TimeWindowStore }) {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useSize(ref);
  return (
    <div className={styles.lines} aria-hidden="true">
      <div ref={ref}>
        {ticksFor(useTimeWindow(timeWindow), width).map(({ fraction }, place) => (
          <i key={place} style={{ left: `${fraction * 100}%` }} />
        ))}
      </div>
    </div>
  );
}

import { type CSSProperties, useEffect, useRef, useState } from "react";
import { draggedWindow, gripAt, type MinimapGrip } from "../../logic/minimap-drag.ts";
import { minimapPixels, type Rgb } from "../../logic/minimap.ts";
import { drawnTimes } from "../../logic/time-scale.ts";
import { isWhole, type TimeWindow, wholeWindow } from "../../logic/time-window.ts";
import type { TraceLook } from "../../logic/trace-look.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { useIsDark } from "../../widgets/use-is-dark.ts";
import styles from "./Minimap.module.css";
import { type TimeWindowStore, useTimeWindow } from "./time-window-store.ts";
import { type Drag, useDrag } from "./use-drag.ts";
import { useSize } from "../../widgets/use-size.ts";

const HEIGHT_PX = 56;
/**
 * The picture is stretched to a new width at once and painted anew when that has stood for so long. Opening the panel
 * changes the width, and its details waited for 36 ms of painting in a trace of 100,000 spans.
 */
const REPAINT_AFTER_MS = 150;
/** How far from an edge of the window a pointer takes hold of it. */
const REACH_PX = 7;

interface MinimapProps {
  readonly model: TraceModel;
  readonly look: TraceLook;
  readonly timeWindow: TimeWindowStore;
}

/**
 * The whole trace in one small picture, with the window of time on it: drag to choose another, drag the
 * window or its edges to move them, double click for everything. The same can be done with keys.
 */
export function Minimap({ model, look, timeWindow }: MinimapProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useSize(ref);
  const canvasRef = useMinimapCanvas(model, look, useSettled(width));
  const shown = useTimeWindow(timeWindow);
  const { durationUs } = timeWindow;
  const held = useRef<{ grip: MinimapGrip; before: TimeWindow }>({
    grip: "nothing",
    before: shown,
  });

  const follow = (drag: Drag) =>
    timeWindow.set(draggedWindow(held.current.grip, held.current.before, { ...drag, durationUs }));
  const { drag, handlers } = useDrag({
    onMove: (next) => {
      if (held.current.grip !== "nothing") follow(next);
    },
    onEnd: follow,
  });

  return (
    <div
      ref={ref}
      className={styles.minimap}
      data-part="minimap"
      aria-hidden="true"
      data-testid="minimap"
      onDoubleClick={timeWindow.reset}
      {...handlers}
      onPointerDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const fraction = (event.clientX - box.left) / box.width;
        const at = { fraction, reach: REACH_PX / box.width, durationUs };
        held.current = { grip: gripAt(timeWindow.get(), at), before: timeWindow.get() };
        handlers.onPointerDown(event);
      }}
    >
      <canvas ref={canvasRef} className={styles.canvas} />
      {!isWhole(shown, durationUs) && <WindowShade shown={shown} durationUs={durationUs} />}
      {drag !== undefined && drag.from !== drag.to && (
        <span className={styles.drag} style={between(drag.from, drag.to)} data-live />
      )}
    </div>
  );
}

/** Dims what is outside of the window. */
function WindowShade({ shown, durationUs }: { shown: TimeWindow; durationUs: number }) {
  const whole = wholeWindow(durationUs).toUs;
  const from = shown.fromUs / whole;
  const to = shown.toUs / whole;
  return (
    <>
      <span className={styles.shade} style={between(0, from)} />
      <span className={styles.shade} style={between(to, 1)} />
      <span className={styles.window} style={between(from, to)} />
    </>
  );
}

function between(one: number, other: number): CSSProperties {
  return { left: `${Math.min(one, other) * 100}%`, width: `${Math.abs(other - one) * 100}%` };
}

/** The width as it was when it last stood still; the first one at once. */
function useSettled(width: number): number {
  const [settled, setSettled] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(width), REPAINT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [width]);
  return settled === 0 ? width : settled;
}

/** Paints the picture whenever the trace, the width or the theme changes; the rows come first. */
function useMinimapCanvas(model: TraceModel, look: TraceLook, width: number) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const dark = useIsDark();
  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null || width === 0) return undefined;
    return afterNextFrame(() => paint(canvas, model, look, { width, dark }));
  }, [model, look, width, dark]);
  return canvasRef;
}

/** Calls `act` once the next frame is on the screen; what is returned calls it off. */
function afterNextFrame(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(act);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

function paint(
  canvas: HTMLCanvasElement,
  model: TraceModel,
  look: TraceLook,
  { width, dark }: { readonly width: number; readonly dark: boolean },
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(HEIGHT_PX * ratio);
  const size = { width: canvas.width, height: canvas.height };
  const pixels = minimapPixels({
    ...drawnTimes(model.trace.spans, look.scale),
    durationUs: look.scale.drawnUs,
    colours: look.colours.map((colour) => toRgb(dark ? colour.dark : colour.light)),
    colourOf: look.colourOf,
    ...size,
  });
  context.putImageData(new ImageData(pixels, size.width, size.height), 0, 0);
  paintErrors(context, model, look, dark);
}

/** A lane of marks along the bottom, one where each error starts. */
function paintErrors(
  context: CanvasRenderingContext2D,
  model: TraceModel,
  { scale }: TraceLook,
  dark: boolean,
): void {
  const { width, height } = context.canvas;
  const { startUs } = model.trace.spans;
  const mark = Math.max(2, Math.round(height / 14));
  context.fillStyle = dark ? "#ff9187" : "#ad1f1b";
  for (const row of model.errorRows) {
    const x = (scale.toDrawn(startUs[row]!) / Math.max(scale.drawnUs, 1)) * width;
    context.fillRect(Math.min(width - 2, x), height - mark * 2, 2, mark * 2);
  }
}

function toRgb(colour: string): Rgb {
  const at = (place: number): number => parseInt(colour.slice(place, place + 2), 16);
  return [at(1), at(3), at(5)];
}

import { formatDuration } from "../../logic/duration.ts";
import type { FlameBand, FlameLayout } from "../../logic/flame-layout.ts";
import type { HandOffLine } from "../../logic/hand-off-lines.ts";
import type { TimeWindow } from "../../logic/time-window.ts";
import { colourOfRow, type TraceLook } from "../../logic/trace-look.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { indexOfRow } from "../../logic/tree-rows.ts";

/** Height of a lane of the flame chart. */
export const LANE_PX = 20;
/** Narrower spans have no text. */
const TEXT_PX_MIN = 34;

interface FlameScene {
  readonly model: TraceModel;
  readonly look: TraceLook;
  readonly layout: FlameLayout;
  readonly lines: readonly HandOffLine[];
  readonly matches: Int32Array;
  readonly cursor: number;
  readonly selected: number;
  readonly shown: TimeWindow;
  readonly scrollTopPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dark: boolean;
}

/** Paints what is in view. Spans of one lane that fall on the same pixel are painted once. */
export function paintFlame(canvas: HTMLCanvasElement, scene: FlameScene): void {
  const { layout, scrollTopPx, widthPx, heightPx } = scene;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(widthPx * ratio);
  canvas.height = Math.round(heightPx * ratio);
  context.scale(ratio, ratio);
  context.font = `12px ${getComputedStyle(canvas).fontFamily}`;
  context.textBaseline = "middle";
  const last = Math.min(layout.laneCount, Math.ceil((scrollTopPx + heightPx) / LANE_PX));
  for (let lane = Math.floor(scrollTopPx / LANE_PX); lane < last; lane++) {
    paintLane(context, scene, lane);
  }
  for (const band of layout.bands) paintName(context, scene, band);
  for (const line of scene.lines) paintHandOff(context, scene, line);
}

/** From span to span through the time in which the work lay in a queue, with a dot where it was taken. */
function paintHandOff(
  context: CanvasRenderingContext2D,
  { shown, widthPx, scrollTopPx, dark }: FlameScene,
  { fromUs, fromLane, toUs, toLane }: HandOffLine,
): void {
  const pxPerUs = widthPx / (shown.toUs - shown.fromUs);
  const [x1, x2] = [(fromUs - shown.fromUs) * pxPerUs, (toUs - shown.fromUs) * pxPerUs];
  if (Math.max(x1, x2) < 0 || Math.min(x1, x2) > widthPx) return;
  const [y1, y2] = [fromLane, toLane].map((lane) => (lane + 0.5) * LANE_PX - scrollTopPx);
  context.strokeStyle = dark ? "#74d4ca" : "#0b5d5b";
  context.fillStyle = context.strokeStyle;
  context.lineWidth = 1.5;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(x1, y1!);
  context.lineTo(x2, y2!);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.arc(x2, y2!, 3, 0, 2 * Math.PI);
  context.fill();
}

/** The name of a service above its lanes, and a line that parts it from the one before. */
function paintName(
  context: CanvasRenderingContext2D,
  { model, scrollTopPx, widthPx, heightPx, dark }: FlameScene,
  { service, laneFrom }: FlameBand,
): void {
  const top = laneFrom * LANE_PX - scrollTopPx;
  if (top < -LANE_PX || top > heightPx) return;
  context.fillStyle = dark ? "#3a3e45" : "#d9d7d0";
  context.fillRect(0, top, widthPx, 1);
  context.fillStyle = dark ? "#e8e6e1" : "#1d1f22";
  context.fillText(model.trace.services[service]?.name ?? "", 6, top + LANE_PX / 2 + 2);
}

function paintLane(context: CanvasRenderingContext2D, scene: FlameScene, lane: number): void {
  const { layout, shown, widthPx, scrollTopPx } = scene;
  const pxPerUs = widthPx / (shown.toUs - shown.fromUs);
  const top = lane * LANE_PX - scrollTopPx;
  let paintedTo = -1;
  for (let place = layout.laneFrom[lane]!; place < layout.laneFrom[lane + 1]!; place++) {
    const row = layout.rows[place]!;
    const from = (layout.startUs[row]! - shown.fromUs) * pxPerUs;
    const to = (layout.endUs[row]! - shown.fromUs) * pxPerUs;
    if (to < 0) continue;
    if (from > widthPx) break;
    const left = Math.max(0, from);
    const right = Math.min(widthPx, Math.max(to, from + 1));
    const isMarked = row === scene.cursor || row === scene.selected;
    if (right <= paintedTo && !isMarked) continue;
    paintSpan(context, scene, row, { left, right, top });
    paintedTo = Math.ceil(right);
  }
}

function paintSpan(
  context: CanvasRenderingContext2D,
  scene: FlameScene,
  row: number,
  { left, right, top }: { readonly left: number; readonly right: number; readonly top: number },
): void {
  const { model, look, matches, dark } = scene;
  const { spans, operations } = model.trace;
  const colour = colourOfRow(look, row);
  // Spans that do not match stand back, when there are some that do.
  context.globalAlpha = matches.length > 0 && indexOfRow(matches, row) < 0 ? 0.3 : 1;
  context.fillStyle = dark ? colour.dark : colour.light;
  const width = Math.max(1, right - left - (right - left > 3 ? 1 : 0));
  context.fillRect(left, top + 1, width, LANE_PX - 2);
  if (spans.status[row] === 2) {
    context.fillStyle = dark ? "#ff9187" : "#ad1f1b";
    context.fillRect(left, top + LANE_PX - 4, width, 3);
  }
  if (width >= TEXT_PX_MIN) {
    context.save();
    context.beginPath();
    context.rect(left + 2, top, width - 4, LANE_PX);
    context.clip();
    context.fillStyle = dark ? "#101215" : "#ffffff";
    const text = `${operations[spans.operation[row]!] ?? ""} ${formatDuration(spans.durationUs[row]!)}`;
    context.fillText(text, left + 5, top + LANE_PX / 2);
    context.restore();
  }
  context.globalAlpha = 1;
  if (row === scene.cursor || row === scene.selected) {
    context.strokeStyle = dark ? "#ffffff" : "#1d1f22";
    context.lineWidth = 2;
    context.strokeRect(left + 1, top + 1, Math.max(2, width - 2), LANE_PX - 2);
  }
}

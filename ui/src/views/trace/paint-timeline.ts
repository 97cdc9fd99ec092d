import { formatDuration } from "../../logic/duration.ts";
import { foldMarks, foldSummary } from "../../logic/fold-siblings.ts";
import { shownOperation, shownService } from "../../logic/shown-name.ts";
import { timeTicks } from "../../logic/time-ticks.ts";
import type { TimeWindow } from "../../logic/time-window.ts";
import type { Trace } from "../../logic/trace.ts";
import { colourOfRow, type TraceLook } from "../../logic/trace-look.ts";
import { rootRowOf, type TraceModel } from "../../logic/trace-model.ts";

/** Canvases of browsers are not much higher than 16,000 pixels. */
const PICTURE_ROWS_MAX = 600;

const WIDTH_PX = 1_440;
const NAME_PX = 460;
const DURATION_PX = 84;
const ROW_PX = 26;
const HEAD_PX = 56;
const INDENT_PX = 14;
const INDENT_LEVELS_MAX = 24;
const TICKS = 8;

interface TimelineScene {
  readonly model: TraceModel;
  readonly look: TraceLook;
  /** The rows that are not hidden, and the folds among them. */
  readonly visible: ArrayLike<number>;
  readonly foldEndOf: ArrayLike<number> | undefined;
  readonly shown: TimeWindow;
  readonly dark: boolean;
}

type Ink = Readonly<Record<"surface" | "ground" | "line" | "ink" | "ink-soft" | "error", string>>;

/** The rows of the timeline as a picture, from the first one on, in the colours of the page. */
export function paintTimeline(scene: TimelineScene): HTMLCanvasElement {
  const { visible } = scene;
  const rowCount = Math.min(visible.length, PICTURE_ROWS_MAX);
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH_PX;
  canvas.height = HEAD_PX + rowCount * ROW_PX;
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  const ink = inkOfPage();
  const font = getComputedStyle(document.body).fontFamily;
  context.textBaseline = "middle";
  context.fillStyle = ink.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = ink.ground;
  context.fillRect(0, 0, canvas.width, HEAD_PX);
  context.fillStyle = ink.ink;
  context.font = `600 14px ${font}`;
  context.fillText(titleOf(scene.model), 10, 16, WIDTH_PX - 20);
  context.font = `12px ${font}`;
  paintTicks(context, scene, ink);
  for (let at = 0; at < rowCount; at++) {
    paintRow(context, scene, ink, { row: visible[at]!, top: HEAD_PX + at * ROW_PX });
  }
  return canvas;
}

function titleOf(model: TraceModel): string {
  const { trace } = model;
  const name = nameOf(trace, rootRowOf(model));
  return `${name} · ${formatDuration(trace.durationUs)} · ${trace.traceId}`;
}

function nameOf({ spans, services, operations }: Trace, row: number): string {
  const service = shownService(services[spans.service[row]!]?.name);
  return `${service} ${shownOperation(operations[spans.operation[row]!])}`;
}

/** Tokens are of both themes, so an element has to say what they are in this one. */
function inkOfPage(): Ink {
  const probe = document.body.appendChild(document.createElement("span"));
  const read = (token: keyof Ink): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const ink = {
    ...{ surface: read("surface"), ground: read("ground"), line: read("line") },
    ...{ ink: read("ink"), "ink-soft": read("ink-soft"), error: read("error") },
  };
  probe.remove();
  return ink;
}

const TIME_PX = NAME_PX + DURATION_PX;

function paintTicks(
  context: CanvasRenderingContext2D,
  { look: { scale }, shown }: TimelineScene,
  ink: Ink,
): void {
  for (const { atUs, fraction, label } of timeTicks(shown, TICKS)) {
    const x = TIME_PX + fraction * (WIDTH_PX - TIME_PX);
    context.fillStyle = ink.line;
    context.fillRect(x, HEAD_PX - 24, 1, context.canvas.height);
    if (x > WIDTH_PX - 60) continue;
    context.fillStyle = ink["ink-soft"];
    const said = scale.gaps.length === 0 ? label : formatDuration(scale.toTime(atUs));
    context.fillText(said, x + 4, HEAD_PX - 12);
  }
}

function paintRow(
  context: CanvasRenderingContext2D,
  { model, look, foldEndOf, shown, dark }: TimelineScene,
  ink: Ink,
  { row, top }: { readonly row: number; readonly top: number },
): void {
  const { spans } = model.trace;
  const foldEnd = foldEndOf?.[row] ?? 0;
  const colour = colourOfRow(look, row);
  const fill = dark ? colour.dark : colour.light;
  const middle = top + ROW_PX / 2;
  const left = 10 + Math.min(spans.depth[row]!, INDENT_LEVELS_MAX) * INDENT_PX;
  const isError = spans.status[row] === 2;

  context.fillStyle = fill;
  context.fillRect(left, top + 7, 3, ROW_PX - 14);
  const folded = foldEnd > 0 ? ` × ${foldSummary(spans, row, foldEnd).spanCount}` : "";
  const name = `${nameOf(model.trace, row)}${folded}${isError ? " (!)" : ""}`;
  context.save();
  context.beginPath();
  context.rect(0, top, NAME_PX, ROW_PX);
  context.clip();
  context.fillStyle = isError ? ink.error : ink.ink;
  context.fillText(name, left + 9, middle);
  context.restore();
  context.textAlign = "right";
  context.fillStyle = ink["ink-soft"];
  context.fillText(formatDuration(spans.durationUs[row]!), TIME_PX - 8, middle);
  context.textAlign = "left";

  const xOf = (us: number): number => {
    const share = (look.scale.toDrawn(us) - shown.fromUs) / (shown.toUs - shown.fromUs);
    return TIME_PX + Math.min(1, Math.max(0, share)) * (WIDTH_PX - TIME_PX);
  };
  const paint = (fromUs: number, toUs: number, y: number, height: number): void => {
    const from = xOf(fromUs);
    context.fillRect(from, y, Math.max(1, xOf(toUs) - from), height);
  };
  const startUs = spans.startUs[row]!;
  const bars =
    foldEnd > 0
      ? foldMarks(spans, row, foldEnd)
      : ([[startUs, startUs + spans.durationUs[row]!]] as const);
  context.fillStyle = fill;
  for (const [fromUs, toUs] of bars) paint(fromUs, toUs, top + 7, ROW_PX - 14);
  if (foldEnd > 0) return;
  context.fillStyle = ink.ink;
  for (let place = model.criticalFrom[row]!; place < model.criticalFrom[row + 1]!; place++) {
    paint(model.criticalStartUs[place]!, model.criticalEndUs[place]!, top + ROW_PX - 5, 2);
  }
}

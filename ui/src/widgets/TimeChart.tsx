import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { clockTicks, roundUp } from "../logic/clock-ticks.ts";
import { zonedFormat, zoneOffsetMs } from "../logic/time-zone.ts";
import { text } from "../texts/widgets.ts";
import styles from "./TimeChart.module.css";
import { useSize } from "./use-size.ts";

const HEIGHT = 150;
const LEFT = 56;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 22;
const TICK_WIDTH = 90;

export interface ChartLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Lines differ by their strokes, not by colour alone. */
  readonly stroke: "full" | "dashed" | "dotted" | "error";
}

export interface ChartScale {
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

/** Where a point stands, in pixels. */
export interface ChartPlace {
  readonly x: (step: number) => number;
  readonly y: (value: number) => number;
}

interface TimeChartProps {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly scale: ChartScale;
  readonly format: (value: number) => string;
  /** The step that is read, in all charts of a page. */
  readonly step: number | undefined;
  readonly onStep: (step: number | undefined) => void;
  /** Higher than any line, when what is drawn above them needs it. */
  readonly highest?: number;
  /** Drawn above the lines. */
  readonly children?: (place: ChartPlace) => ReactNode;
}

/** Lines over time, from 0. A step is read with the pointer or, as a slider, with the arrow keys. */
export function TimeChart(props: TimeChartProps) {
  const { title, lines, scale, format, step, onStep, children } = props;
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useSize(ref);
  const { steps, stepMs, startMs } = scale;
  const top = roundUp(
    Math.max(
      props.highest ?? 0,
      ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)),
    ),
  );
  const inner = Math.max(1, width - LEFT - RIGHT);
  const place: ChartPlace = {
    x: (at) => LEFT + ((at + 0.5) / steps) * inner,
    y: (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM),
  };
  const reading = step === undefined || step >= steps ? undefined : step;
  const said = (at: number): string =>
    lines
      .map(({ name, values }) => {
        const value = values[at] ?? null;
        return `${name} ${value === null ? "–" : format(value)}`;
      })
      .join(", ");

  const onPointerMove = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left - LEFT) / inner) * steps);
    onStep(at >= 0 && at < steps ? at : undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowLeft: (reading ?? steps) - 1,
      ArrowRight: (reading ?? -1) + 1,
      Home: 0,
      End: steps - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onStep(Math.min(steps - 1, Math.max(0, to)));
  };

  return (
    <figure className={styles.chart}>
      <figcaption className={styles.head}>
        <h2>{title}</h2>
        <ul className={styles.legend} aria-hidden="true">
          {lines.map(({ name, values, stroke }) => (
            <li key={name}>
              <svg width="22" height="8">
                <path d="M1 4H21" className={styles.line} data-stroke={stroke} />
              </svg>
              {name}
              {reading !== undefined && (
                <strong>{values[reading] == null ? "–" : format(values[reading])}</strong>
              )}
            </li>
          ))}
          <li className={styles.when}>
            {reading !== undefined && clockText(startMs + reading * stepMs, true)}
          </li>
        </ul>
      </figcaption>
      <div
        ref={ref}
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label={text.momentOf(title)}
        aria-valuemin={0}
        aria-valuemax={steps - 1}
        aria-valuenow={reading ?? steps - 1}
        aria-valuetext={`${clockText(startMs + (reading ?? steps - 1) * stepMs, true)}: ${said(reading ?? steps - 1)}`}
        onPointerMove={onPointerMove}
        onPointerLeave={() => onStep(undefined)}
        onKeyDown={onKeyDown}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {[0, 0.5, 1].map((share) => (
            <g key={share}>
              <path d={`M${LEFT} ${place.y(share * top)}h${inner}`} className={styles.grid} />
              <text x={LEFT - 6} y={place.y(share * top) + 4} className={styles.amount}>
                {share === 0 ? "0" : format(share * top)}
              </text>
            </g>
          ))}
          {clockTicks(
            startMs,
            startMs + steps * stepMs,
            Math.max(2, Math.floor(inner / TICK_WIDTH)),
            zoneOffsetMs(startMs),
          ).map(({ fraction, unixMs }) => (
            <text key={unixMs} x={LEFT + fraction * inner} y={HEIGHT - 6} className={styles.time}>
              {clockText(unixMs, steps * stepMs > 86_400_000)}
            </text>
          ))}
          {reading !== undefined && (
            <path d={`M${place.x(reading)} ${TOP}V${HEIGHT - BOTTOM}`} className={styles.reading} />
          )}
          {lines.map(({ name, values, stroke }) => (
            <path
              key={name}
              d={linePath(values, place)}
              className={styles.line}
              data-stroke={stroke}
            />
          ))}
        </svg>
      </div>
      {children !== undefined && width > 0 && <div className={styles.above}>{children(place)}</div>}
    </figure>
  );
}

function linePath(values: readonly (number | null)[], { x, y }: ChartPlace): string {
  let path = "";
  let gap = true;
  values.forEach((value, at) => {
    if (value !== null) {
      path += `${gap ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      // A moment between two gaps is a dot and not nothing.
      if (gap) path += "h.1";
    }
    gap = value === null;
  });
  return path;
}

const TIME = zonedFormat({ hour: "2-digit", minute: "2-digit" });
const DAY_AND_TIME = zonedFormat({
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

function clockText(unixMs: number, withDay: boolean): string {
  return (withDay ? DAY_AND_TIME : TIME).format(unixMs);
}

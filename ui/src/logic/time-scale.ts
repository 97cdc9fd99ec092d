import type { SpanColumns } from "./trace.ts";

/**
 * Where moments of a trace are drawn. Without compression that is where they are; with it, long stretches in
 * which nothing ran are drawn short:
 *
 *   time    0 ──────── 10 ms · · · · · · · · · · 900 ms ──────── 910 ms
 *   drawn   0 ──────── 10 ms · · 10.5 ms ──────── 20.5 ms
 *
 * "Nothing" means no span without children: parents that only wait do not count.
 */
export interface TimeScale {
  readonly gaps: readonly IdleGap[];
  /** Length of the trace as it is drawn, microseconds. */
  readonly drawnUs: number;
  /** Where a moment (microseconds since the start of the trace) is drawn. */
  readonly toDrawn: (us: number) => number;
  /** Which moment is drawn there. */
  readonly toTime: (drawnUs: number) => number;
}

export interface IdleGap {
  readonly fromUs: number;
  readonly toUs: number;
  readonly drawnFromUs: number;
  readonly drawnToUs: number;
}

/** Stretches shorter than this share of the trace stay. */
export const GAP_SHARE_MIN = 0.05;
/** How wide a gap is drawn, as a share of what is not gaps. */
const GAP_DRAWN_SHARE = 0.03;

/** Everything is drawn where it is. */
export function plainScale(durationUs: number): TimeScale {
  return { gaps: [], drawnUs: durationUs, toDrawn: (us) => us, toTime: (us) => us };
}

/** Idle stretches of a trace are drawn short; see TimeScale. */
export function compressedScale(
  spans: Pick<SpanColumns, "startUs" | "durationUs" | "subtreeEnd">,
  durationUs: number,
): TimeScale {
  const idle = idleStretches(spans, durationUs);
  const idleUs = idle.reduce((sum, [from, to]) => sum + to - from, 0);
  const gapUs = Math.max((durationUs - idleUs) * GAP_DRAWN_SHARE, Number.MIN_VALUE);
  const gaps: IdleGap[] = [];
  let savedUs = 0;
  for (const [fromUs, toUs] of idle) {
    if (toUs - fromUs <= gapUs) continue;
    const drawnFromUs = fromUs - savedUs;
    gaps.push({ fromUs, toUs, drawnFromUs, drawnToUs: drawnFromUs + gapUs });
    savedUs += toUs - fromUs - gapUs;
  }
  if (gaps.length === 0) return plainScale(durationUs);
  return {
    gaps,
    drawnUs: durationUs - savedUs,
    toDrawn: (us) => mapped(us, gaps, "time"),
    toTime: (us) => mapped(us, gaps, "drawn"),
  };
}

function mapped(us: number, gaps: readonly IdleGap[], from: "time" | "drawn"): number {
  let shift = 0;
  for (const gap of gaps) {
    const [start, end] =
      from === "time" ? [gap.fromUs, gap.toUs] : [gap.drawnFromUs, gap.drawnToUs];
    const [mappedStart, mappedEnd] =
      from === "time" ? [gap.drawnFromUs, gap.drawnToUs] : [gap.fromUs, gap.toUs];
    if (us <= start) break;
    if (us < end) {
      return mappedStart + ((us - start) / (end - start)) * (mappedEnd - mappedStart);
    }
    shift = mappedEnd - end;
  }
  return us + shift;
}

/** Stretches of at least GAP_SHARE_MIN of the trace in which no span without children runs. */
function idleStretches(
  { startUs, durationUs, subtreeEnd }: Pick<SpanColumns, "startUs" | "durationUs" | "subtreeEnd">,
  wholeUs: number,
): readonly (readonly [number, number])[] {
  const leaves: number[] = [];
  for (let row = 0; row < startUs.length; row++) if (subtreeEnd[row] === row + 1) leaves.push(row);
  const byStart = Int32Array.from(leaves).sort((a, b) => startUs[a]! - startUs[b]!);
  const found: (readonly [number, number])[] = [];
  let busyUntilUs = 0;
  const note = (untilUs: number): void => {
    if (untilUs - busyUntilUs >= wholeUs * GAP_SHARE_MIN && untilUs > busyUntilUs) {
      found.push([busyUntilUs, untilUs]);
    }
  };
  for (const row of byStart) {
    note(Math.min(startUs[row]!, wholeUs));
    busyUntilUs = Math.max(busyUntilUs, startUs[row]! + durationUs[row]!);
  }
  note(wholeUs);
  return found;
}

/** When spans are drawn to start and end, by row. */
export function drawnTimes(
  { startUs, durationUs }: Pick<SpanColumns, "startUs" | "durationUs">,
  scale: TimeScale,
): Record<"startUs" | "endUs", Float64Array> {
  return {
    startUs: startUs.map((us) => scale.toDrawn(us)),
    endUs: startUs.map((us, row) => scale.toDrawn(us + durationUs[row]!)),
  };
}

import { zonedFormat, zoneOffsetMs } from "./time-zone.ts";
import { formatDuration } from "./duration.ts";
import { type CellBox, countBox, type HeatmapGrid, rowFromNs, rowToNs } from "./heatmap-grid.ts";

const time = zonedFormat({ timeStyle: "medium" });
const dayAndTime = zonedFormat({
  ...{ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
});

/** `812 spans, 4 with errors`. */
export function describeCount(spanCount: number, errorCount: number): string {
  const spans = spanCount === 1 ? "1 span" : `${spanCount.toLocaleString()} spans`;
  return errorCount === 0 ? spans : `${spans}, ${errorCount.toLocaleString()} with errors`;
}

/** A box of cells in words: `90.51 ms to 128 ms, 10:02:00 to 10:02:30: 812 spans, 4 with errors`. */
export function describeBox(grid: HeatmapGrid, box: CellBox): string {
  const { spanCount, errorCount } = countBox(grid, box);
  const startMs = (grid.startUs + box.columnFrom * grid.columnUs) / 1000;
  const endMs = (grid.startUs + (box.columnTo + 1) * grid.columnUs) / 1000;
  const sameDay = dayOf(startMs) === dayOf(endMs);
  const from = (sameDay ? time : dayAndTime).format(startMs);
  const to = (sameDay ? time : dayAndTime).format(endMs);
  const durations = describeRows(box.rowFrom, box.rowTo);
  return `${durations}, ${from} to ${to}: ${describeCount(spanCount, errorCount)}`;
}

/** The durations of some rows in words. */
export function describeRows(rowFrom: number, rowTo: number): string {
  const shortest = rowFromNs(rowFrom);
  const longest = rowToNs(rowTo);
  if (longest === 0) return "0 ns";
  return `${formatDuration(shortest / 1000)} to ${formatDuration(longest / 1000)}`;
}

/** The number of the day on the clocks of the chosen zone. */
function dayOf(unixMs: number): number {
  return Math.floor((unixMs + zoneOffsetMs(unixMs)) / 86_400_000);
}

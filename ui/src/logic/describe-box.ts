import { type DescribedBox, text } from "../texts/heatmap.tsx";
import { zonedFormat, zoneOffsetMs } from "./time-zone.ts";
import { formatDuration } from "./duration.ts";
import { type CellBox, countBox, type HeatmapGrid, leastNs, greatestNs } from "./heatmap-grid.ts";

const time = zonedFormat({ timeStyle: "medium" });
const dayAndTime = zonedFormat({
  ...{ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
});

/** What there is to say of a box of cells. */
export function describeBox(grid: HeatmapGrid, box: CellBox): DescribedBox {
  const { spanCount, errorCount } = countBox(grid, box);
  const startMs = (grid.startUs + box.columnFrom * grid.columnUs) / 1000;
  const endMs = (grid.startUs + (box.columnTo + 1) * grid.columnUs) / 1000;
  const sameDay = dayOf(startMs) === dayOf(endMs);
  const from = (sameDay ? time : dayAndTime).format(startMs);
  const to = (sameDay ? time : dayAndTime).format(endMs);
  const durations = describeRows(grid, box);
  return { durations, from, to, spans: spanCount, withErrors: errorCount };
}

/** The durations of some rows in words. */
export function describeRows(
  grid: HeatmapGrid,
  { rowFrom, rowTo }: Pick<CellBox, "rowFrom" | "rowTo">,
): string {
  const shortest = leastNs(grid, rowFrom);
  const longest = greatestNs(grid, rowTo);
  if (longest === 0) return "0 ns";
  return text.durationRange(formatDuration(shortest / 1000), formatDuration(longest / 1000));
}

/** The number of the day on the clocks of the chosen zone. */
function dayOf(unixMs: number): number {
  return Math.floor((unixMs + zoneOffsetMs(unixMs)) / 86_400_000);
}

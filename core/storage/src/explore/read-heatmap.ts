import { rowReader } from "../read/row-binary.ts";
import { overEachMatch } from "../search/search-sql.ts";
import { clampRange } from "../search/time-windows.ts";
import type { Heatmap, HeatmapCell, HeatmapQuestion } from "./explore-reader.ts";
import { overWindows, type ExploreContext } from "./over-windows.ts";

/** Two rows per doubling; row 0 for durations of 0 and less. */
const ROW = "toUInt8(if(duration_nano < 1, 0, 1 + floor(2 * log2(duration_nano))))";

/** Counts the spans of each cell in the engine; the windows' cells are added up here. */
export async function readHeatmap(
  context: ExploreContext,
  question: HeatmapQuestion,
): Promise<Heatmap> {
  const { time, columns } = question;
  const range = clampRange(time);
  const fromUnixNano = range?.fromUnixNano ?? 0n;
  const length = range === undefined ? 0n : range.toUnixNano - fromUnixNano;
  const columnNano = (length + BigInt(columns) - 1n) / BigInt(columns) || 1n;
  const cells = new Map<number, HeatmapCell>();
  const partial = await overWindows(
    context,
    question,
    [],
    (window) => [
      overEachMatch(
        context.layout,
        window,
        () => "start_unix_nano, duration_nano, status_code, trace_id",
        (matches) => [
          `SELECT toUInt16(intDiv(start_unix_nano - ${fromUnixNano}, ${columnNano})) AS x, ${ROW} AS y,`,
          "  count(), countIf(status_code = 2), any(trace_id)",
          `FROM (${matches})`,
          "GROUP BY x, y",
        ],
      ),
    ],
    ([bytes]) => {
      addCells(cells, bytes!);
    },
  );
  let spanCount = 0;
  for (const cell of cells.values()) spanCount += cell.spanCount;
  const all = { fromUnixNano, columnNano, cells: [...cells.values()], spanCount };
  return partial === undefined ? all : { ...all, partial };
}

function addCells(cells: Map<number, HeatmapCell>, bytes: Uint8Array): void {
  const reader = rowReader(bytes);
  while (!reader.isAtEnd()) {
    const [column, row] = [reader.uint16(), reader.uint8()];
    const spanCount = Number(reader.uint64());
    const errorCount = Number(reader.uint64());
    const traceId = reader.hex(16);
    const key = column * 256 + row;
    const known = cells.get(key);
    cells.set(key, {
      ...{ column, row, traceId: known?.traceId ?? traceId },
      spanCount: spanCount + (known?.spanCount ?? 0),
      errorCount: errorCount + (known?.errorCount ?? 0),
    });
  }
}

import { text } from "../texts/map.tsx";
import { cellStrength, type MapMatrix, type MatrixPlace } from "./map-matrix.ts";

/** Sizes in CSS pixels: a cell, and the heads to the left of and above all cells. */
export const CELL = 18;
export const ROW_HEAD = 180;
export const COLUMN_HEAD = 130;
/** Room of a name in a head, beside the space on its two sides. */
const ROW_NAME = ROW_HEAD - 18;
const COLUMN_NAME = COLUMN_HEAD - 14;

/** What is seen of the matrix, and in which colours. */
export interface MatrixPicture {
  readonly scrollLeft: number;
  readonly scrollTop: number;
  readonly width: number;
  readonly height: number;
  readonly colours: MatrixColours;
  readonly found: ReadonlySet<string>;
  readonly active: MatrixPlace;
}

export interface MatrixColours {
  readonly ink: string;
  readonly inkSoft: string;
  readonly surface: string;
  readonly line: string;
  readonly accent: string;
  readonly error: string;
  readonly match: string;
  readonly font: string;
}

/** Draws the part that is in view: work grows with the window and its calls, and not with the matrix. */
export function paintMatrix(
  context: CanvasRenderingContext2D,
  matrix: MapMatrix,
  picture: MatrixPicture,
): void {
  const { scrollLeft, scrollTop, width, height, colours, found, active } = picture;
  const count = matrix.nodes.length;
  const first = { row: Math.floor(scrollTop / CELL), column: Math.floor(scrollLeft / CELL) };
  const end = {
    row: Math.min(count, first.row + Math.ceil((height - COLUMN_HEAD) / CELL) + 1),
    column: Math.min(count, first.column + Math.ceil((width - ROW_HEAD) / CELL) + 1),
  };
  const x = (column: number): number => ROW_HEAD + column * CELL - scrollLeft;
  const y = (row: number): number => COLUMN_HEAD + row * CELL - scrollTop;
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, width, height);

  context.fillStyle = colours.line;
  for (let row = first.row; row <= end.row; row++)
    context.fillRect(0, y(row), Math.min(width, x(count)), 0.5);
  for (let column = first.column; column <= end.column; column++) {
    context.fillRect(x(column), 0, 0.5, Math.min(height, y(count)));
  }
  context.globalAlpha = 0.4;
  context.fillRect(ROW_HEAD, y(active.row), Math.min(width, x(count)) - ROW_HEAD, CELL);
  context.fillRect(x(active.column), COLUMN_HEAD, CELL, Math.min(height, y(count)) - COLUMN_HEAD);
  for (let row = first.row; row < end.row; row++) {
    for (const column of matrix.columnsOf[row]!) {
      if (column < first.column || column >= end.column) continue;
      const pair = matrix.cells.get(row * count + column)!;
      context.globalAlpha = cellStrength(pair.callsPerSecond, matrix.highestRate);
      context.fillStyle = colours.accent;
      context.fillRect(x(column) + 2, y(row) + 2, CELL - 4, CELL - 4);
      if (pair.errorRatio > 0) paintErrorCorner(context, x(column), y(row), colours);
    }
  }
  context.globalAlpha = 1;

  // The heads hide what was scrolled under them.
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, ROW_HEAD, height);
  context.fillRect(0, 0, width, COLUMN_HEAD);
  context.textBaseline = "middle";
  const head = (index: number, chosen: boolean, room: number): void => {
    const isFound = found.has(matrix.nodes[index]!.id);
    context.font = `${chosen || isFound ? "600 " : ""}11px ${colours.font}`;
    const name = fitting(context, matrix.names[index]!, room);
    if (isFound) {
      context.fillStyle = colours.match;
      context.fillRect(-4, -8, Math.min(ROW_HEAD, context.measureText(name).width) + 8, 16);
    }
    context.fillStyle = chosen || isFound ? colours.ink : colours.inkSoft;
    context.fillText(name, 0, 0);
  };
  context.save();
  context.beginPath();
  context.rect(0, COLUMN_HEAD, ROW_HEAD - 4, height);
  context.clip();
  for (let row = first.row; row < end.row; row++) {
    context.save();
    context.translate(10, y(row) + CELL / 2);
    head(row, row === active.row, ROW_NAME);
    context.restore();
  }
  context.restore();
  context.save();
  context.beginPath();
  context.rect(ROW_HEAD, 0, width, COLUMN_HEAD - 2);
  context.clip();
  for (let column = first.column; column < end.column; column++) {
    context.save();
    context.translate(x(column) + CELL / 2, COLUMN_HEAD - 8);
    context.rotate(-Math.PI / 2);
    head(column, column === active.column, COLUMN_NAME);
    context.restore();
  }
  context.restore();
  context.fillStyle = colours.inkSoft;
  context.font = `11px ${colours.font}`;
  context.fillText(fitting(context, text.rowCallsColumn, ROW_NAME), 10, COLUMN_HEAD - 14);
}

/** The name, or as much of it as has room. */
function fitting(context: CanvasRenderingContext2D, name: string, room: number): string {
  // Names that are far too long are not measured whole.
  if (name.length <= room && context.measureText(name).width <= room) return name;
  const chars = Array.from(name.slice(0, room));
  const cut = (length: number): string => `${chars.slice(0, length).join("").trimEnd()}…`;
  let length = chars.length - 1;
  while (length > 1 && context.measureText(cut(length)).width > room) length--;
  return cut(length);
}

/** Failed calls have a corner, so that they are seen without colours too. */
function paintErrorCorner(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  { error, surface }: MatrixColours,
): void {
  context.globalAlpha = 1;
  context.fillStyle = surface;
  context.beginPath();
  context.moveTo(x + CELL, y);
  context.lineTo(x + CELL, y + 14);
  context.lineTo(x + CELL - 14, y);
  context.fill();
  context.fillStyle = error;
  context.beginPath();
  context.moveTo(x + CELL - 1, y + 1);
  context.lineTo(x + CELL - 1, y + 11);
  context.lineTo(x + CELL - 11, y + 1);
  context.fill();
}

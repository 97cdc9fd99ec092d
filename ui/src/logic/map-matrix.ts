import type { OwnGraphNode } from "@spanhouse/model";
import { type CallPair, type MapGraph, namespaceOf } from "./map-graph.ts";

/** Who calls whom as a square: row r calls column c. Both have the same nodes in the same order. */
export interface MapMatrix {
  readonly nodes: readonly OwnGraphNode[];
  /** What they are called, in the same order. */
  readonly names: readonly string[];
  /** Calls by `row * nodes.length + column`. */
  readonly cells: ReadonlyMap<number, CallPair>;
  /** Columns that a row calls, and rows that call a column, ascending. */
  readonly columnsOf: readonly (readonly number[])[];
  readonly rowsOf: readonly (readonly number[])[];
  /** The highest rate of a cell. */
  readonly highestRate: number;
}

export interface MatrixPlace {
  readonly row: number;
  readonly column: number;
}

/** Nodes of one namespace stand together, by name; what is in none comes last. */
export function toMatrix({ nodes, pairs, names }: MapGraph): MapMatrix {
  const keyOf = ({ name, attributes }: OwnGraphNode): string =>
    `${namespaceOf(attributes) ?? "\uffff"}\n${name}`;
  const ordered = nodes
    .map((node) => ({ node, key: keyOf(node) }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ node }) => node);
  const placeOf = new Map(ordered.map(({ id }, at) => [id, at]));
  const cells = new Map<number, CallPair>();
  const columnsOf: number[][] = ordered.map(() => []);
  const rowsOf: number[][] = ordered.map(() => []);
  let highestRate = 0;
  for (const pair of pairs) {
    const [row, column] = [placeOf.get(pair.client.id)!, placeOf.get(pair.server.id)!];
    cells.set(row * ordered.length + column, pair);
    columnsOf[row]!.push(column);
    rowsOf[column]!.push(row);
    highestRate = Math.max(highestRate, pair.callsPerSecond);
  }
  for (const list of [...columnsOf, ...rowsOf]) list.sort((one, other) => one - other);
  return {
    nodes: ordered,
    names: ordered.map(({ id }) => names.get(id)!),
    ...{ cells, columnsOf, rowsOf, highestRate },
  };
}

/** The calls at a place, if there are any. */
export function cellAt(
  { nodes, cells }: MapMatrix,
  { row, column }: MatrixPlace,
): CallPair | undefined {
  return cells.get(row * nodes.length + column);
}

/** The place of a pair; undefined when it is not in the matrix. */
export function placeOfPair(matrix: MapMatrix, key: string | undefined): MatrixPlace | undefined {
  if (key === undefined) return undefined;
  for (const [at, pair] of matrix.cells) {
    if (pair.key === key) {
      return { row: Math.floor(at / matrix.nodes.length), column: at % matrix.nodes.length };
    }
  }
  return undefined;
}

const STEPS: Readonly<Record<string, MatrixPlace>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
};
const PAGE_ROWS = 20;

/** Where a key leads from a place; with ctrl an arrow goes on to the next calls. Undefined for other keys. */
export function placeAfterKey(
  matrix: MapMatrix,
  { row, column }: MatrixPlace,
  key: string,
  ctrl: boolean,
): MatrixPlace | undefined {
  const last = matrix.nodes.length - 1;
  const inside = (at: number): number => Math.min(last, Math.max(0, at));
  if (key === "Home") return { row: ctrl ? 0 : row, column: 0 };
  if (key === "End") return { row: ctrl ? last : row, column: last };
  if (key === "PageUp") return { row: inside(row - PAGE_ROWS), column };
  if (key === "PageDown") return { row: inside(row + PAGE_ROWS), column };
  const step = STEPS[key];
  if (step === undefined) return undefined;
  if (!ctrl) return { row: inside(row + step.row), column: inside(column + step.column) };
  const next = (places: readonly number[], from: number, forward: boolean): number =>
    (forward ? places.find((at) => at > from) : places.findLast((at) => at < from)) ?? from;
  return step.row === 0
    ? { row, column: next(matrix.columnsOf[row] ?? [], column, step.column > 0) }
    : { row: next(matrix.rowsOf[column] ?? [], row, step.row > 0), column };
}

/** How strongly a rate is drawn, 0.15 to 1, by its logarithm: the busiest cell is many times the rarest. */
export function cellStrength(perSecond: number, highestPerSecond: number): number {
  if (highestPerSecond <= 0 || perSecond <= 0) return 0.15;
  const decades = Math.log10(perSecond / highestPerSecond);
  return Math.min(1, Math.max(0.15, 1 + decades / 4));
}

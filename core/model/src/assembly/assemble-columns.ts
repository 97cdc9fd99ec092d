import { STATUS_CODE_ERROR } from "../span.ts";
import type { TraceColumns } from "../trace-columns.ts";
import { correctClocks, type ClockCorrection, type ClockSkewOptions } from "./clock-skew.ts";
import { distinctSpans, type DistinctSpans } from "./distinct-spans.ts";
import { findParents } from "./find-parents.ts";
import { preOrder, treeRows, type TreeRows } from "./pre-order.ts";
import { countUp, sortedIndices } from "./sort-indices.ts";

/**
 * A trace as a tree laid flat (see pre-order.ts), siblings by start, then span id. One place per row in each
 * array; what else a row is stands in the columns at `index[row]`.
 */
export interface AssembledColumns extends TreeRows {
  readonly columns: TraceColumns;
  readonly rowCount: number;
  /** Row to place in the columns. */
  readonly index: Uint32Array;
  /** Number in TRACE_ORPHAN_REASONS. */
  readonly orphanReason: Uint8Array;
  /** Row to the number of equal copies that were left out, in row order. */
  readonly copies: ReadonlyMap<number, number>;
  /** The rows of each span id that more than one row has, in the order of `occurrence`. */
  readonly sharedIds: readonly (readonly number[])[];
  /** What times count from: the earliest start, nanoseconds since 1970. */
  readonly baseUnixNano: bigint;
  /** Nanoseconds, exact up to 104 days. */
  readonly startNano: Float64Array;
  /** Before the start of a span whose clock went back. */
  readonly endNano: Float64Array;
  /** From the earliest start to the latest end. */
  readonly durationNano: number;
  readonly errorCount: number;
  /** In order of first appearance in the rows. */
  readonly services: readonly ServiceShare[];
  /** Row to how its times were corrected; empty unless that was asked for. */
  readonly clockCorrections: ReadonlyMap<number, ClockCorrection>;
}

export interface ServiceShare {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

export interface AssembleOptions {
  /** Clocks are left alone without it. */
  readonly clockSkew?: ClockSkewOptions;
}

/** Assembles the spans of one trace, in any order. Nothing here recurses: depth is bounded by count only. */
export function assembleColumns(
  columns: TraceColumns,
  { clockSkew }: AssembleOptions = {},
): AssembledColumns {
  const distinct = distinctSpans(columns);
  const parents = findParents(distinct);
  const rowCount = distinct.order.length;
  let order = preOrder(parents, countUp(rowCount));
  let rows = treeRows(parents, order);
  let times = rowTimes(distinct, order);
  let clockCorrections: ReadonlyMap<number, ClockCorrection> = new Map();
  if (clockSkew !== undefined) {
    const resource = order.map((position) => columns.resource[distinct.order[position]!]!);
    const corrected = correctClocks({ ...rows, ...times, resource }, clockSkew);
    // Siblings go by start, which may be another one now.
    const before = order;
    const rowAt = rowsOfPositions(before);
    const { startNano } = times;
    const sequence = sortedIndices(
      rowCount,
      (a, b) => startNano[rowAt[a]!]! - startNano[rowAt[b]!]! || a - b,
    );
    order = preOrder(parents, sequence);
    rows = treeRows(parents, order);
    times = movedTimes(times, order, rowAt);
    const rowNow = rowsOfPositions(order);
    clockCorrections = byRow([...corrected].map(([row, one]) => [rowNow[before[row]!]!, one]));
  }
  const rowOf = rowsOfPositions(order);
  const index = new Uint32Array(rowCount);
  const orphanReason = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const position = order[row]!;
    index[row] = distinct.order[position]!;
    orphanReason[row] = parents.orphanReason[position]!;
  }
  return {
    ...{ columns, rowCount, index, orphanReason, ...rows, clockCorrections },
    copies: byRow([...distinct.copies].map(([position, count]) => [rowOf[position]!, count])),
    sharedIds: distinct.sharedIds.map((positions) => positions.map((position) => rowOf[position]!)),
    ...sinceEarliestStart(times, distinct.times.baseUnixNano),
    ...countServices(columns, index),
  };
}

interface RowTimes {
  readonly startNano: Float64Array;
  readonly endNano: Float64Array;
}

function rowTimes({ order: places, times }: DistinctSpans, order: Uint32Array): RowTimes {
  const startNano = new Float64Array(order.length);
  const endNano = new Float64Array(order.length);
  for (let row = 0; row < order.length; row++) {
    const index = places[order[row]!]!;
    startNano[row] = times.start[index]!;
    endNano[row] = times.end[index]!;
  }
  return { startNano, endNano };
}

function movedTimes(times: RowTimes, order: Uint32Array, rowBefore: Int32Array): RowTimes {
  const moved = (values: Float64Array): Float64Array =>
    Float64Array.from(order, (position) => values[rowBefore[position]!]!);
  return { startNano: moved(times.startNano), endNano: moved(times.endNano) };
}

function rowsOfPositions(order: Uint32Array): Int32Array {
  const rowOf = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) rowOf[order[row]!] = row;
  return rowOf;
}

function byRow<T>(entries: [number, T][]): ReadonlyMap<number, T> {
  return new Map(entries.sort(([a], [b]) => a - b));
}

/** Moves the times so that they count from the earliest start. A correction of clocks may have made one earlier. */
function sinceEarliestStart(
  { startNano, endNano }: RowTimes,
  baseUnixNano: bigint,
): RowTimes & Pick<AssembledColumns, "baseUnixNano" | "durationNano"> {
  let earliest = startNano[0] ?? 0;
  let latest = earliest;
  for (let row = 0; row < startNano.length; row++) {
    earliest = Math.min(earliest, startNano[row]!);
    // A span that ends before it starts counts as having no length.
    latest = Math.max(latest, startNano[row]!, endNano[row]!);
  }
  if (earliest !== 0) {
    for (let row = 0; row < startNano.length; row++) {
      startNano[row]! -= earliest;
      endNano[row]! -= earliest;
    }
  }
  const base = baseUnixNano + BigInt(earliest);
  return { startNano, endNano, baseUnixNano: base, durationNano: latest - earliest };
}

function countServices(
  { service, services, statusCode }: TraceColumns,
  index: Uint32Array,
): Pick<AssembledColumns, "errorCount" | "services"> {
  const spanCounts = new Uint32Array(services.length);
  const errorCounts = new Uint32Array(services.length);
  const seen: number[] = [];
  let errorCount = 0;
  for (const at of index) {
    const number = service[at]!;
    if (spanCounts[number]!++ === 0) seen.push(number);
    if (statusCode[at] !== STATUS_CODE_ERROR) continue;
    errorCounts[number]!++;
    errorCount++;
  }
  return {
    errorCount,
    services: seen.map((number) => ({
      name: services[number]!,
      spanCount: spanCounts[number]!,
      errorCount: errorCounts[number]!,
    })),
  };
}

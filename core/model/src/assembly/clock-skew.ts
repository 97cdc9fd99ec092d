import type { TreeRows } from "./pre-order.ts";

/** What is needed to put the clocks of different hosts right. */
export interface ClockSkewOptions {
  /** A correction that is larger is not made; nanoseconds. */
  readonly deltaNanoMax: number;
  /** By index into `resourceIds`: the host, or "" when it is not known. See host-key.ts. */
  readonly hosts: readonly string[];
}

/** One correction, by row. */
export interface ClockCorrection {
  /** What is added to all times of the span. */
  readonly deltaNano: number;
  /** False when it is larger than allowed, so that the times are as they were sent. */
  readonly isApplied: boolean;
}

/** A span as its row has it; times are changed in place. */
export interface TimedRows extends TreeRows {
  readonly startNano: Float64Array;
  readonly endNano: Float64Array;
  /** Index into `resourceIds` by row. */
  readonly resource: Uint32Array;
}

/**
 * Corrects the clocks of hosts, as Jaeger does: where a call goes to another host, or one of the two is not
 * known, and the called span does not lie within the caller, it is moved into the middle of it, as if the
 * network took equally long both ways. One that is longer than its caller is only moved so far that it does
 * not start earlier. Everything below on the same host moves along.
 *
 *   caller  [==============]            caller  [==============]
 *   called      [======]...[==]    →    called      [======]
 */
export function correctClocks(
  rows: TimedRows,
  { deltaNanoMax, hosts }: ClockSkewOptions,
): ReadonlyMap<number, ClockCorrection> {
  const { parentRow, startNano, endNano, resource } = rows;
  const corrections = new Map<number, ClockCorrection>();
  const deltas = new Float64Array(parentRow.length);
  for (let row = 0; row < parentRow.length; row++) {
    const parent = parentRow[row]!;
    if (parent < 0) continue;
    const host = hosts[resource[row]!] ?? "";
    const isSameHost = host !== "" && host === (hosts[resource[parent]!] ?? "");
    const deltaNano = isSameHost ? deltas[parent]! : neededDelta(rows, parent, row);
    deltas[row] = deltaNano;
    if (deltaNano === 0) continue;
    const isApplied = Math.abs(deltaNano) <= deltaNanoMax;
    corrections.set(row, { deltaNano, isApplied });
    if (!isApplied) continue;
    startNano[row]! += deltaNano;
    endNano[row]! += deltaNano;
  }
  return corrections;
}

function neededDelta({ startNano, endNano }: TimedRows, parent: number, row: number): number {
  const [parentStart, parentEnd] = [startNano[parent]!, endNano[parent]!];
  const [start, end] = [startNano[row]!, endNano[row]!];
  if (end - start > parentEnd - parentStart) return Math.max(0, parentStart - start);
  if (start >= parentStart && end <= parentEnd) return 0;
  const latency = Math.floor((parentEnd - parentStart - (end - start)) / 2);
  return parentStart + latency - start;
}

import { criticalPath } from "@spanhouse/model/assembly";
import type { HandOff, PartRow } from "./linked-parts.ts";
import type { Trace } from "./trace.ts";

/** A trace with when it starts on the common axis, nanoseconds. */
export interface TimedTrace {
  readonly trace: Trace;
  readonly offsetNano: number;
}

/** A piece of time on the common axis in which everything waited for a row. */
export interface PathPiece extends PartRow {
  readonly startNano: number;
  readonly endNano: number;
}

/** A trace on the way, and through which hand-off it goes on. */
interface Leg {
  readonly part: number;
  /** What is before it belongs to the trace before. */
  readonly fromNano: number;
  readonly next?: { readonly row: number; readonly atNano: number };
}

/**
 * The critical path of work that is handed from trace to trace, by time. It ends with the trace that ends last of
 * those that the first one hands work to, and is followed backwards: in each trace what had to be done before its
 * work was handed over, then what the span that took it waited for. Only links to earlier work are followed. The
 * time between, in which the work lies in a queue, is no span's.
 *
 *   web    [##|....]                       the first trace hands over within its span
 *   queue      - - - -                     nobody is at work
 *   worker             [####|###]
 */
export function handOffPath(
  traces: readonly TimedTrace[],
  handOffs: readonly HandOff[],
): readonly PathPiece[] {
  const followed = handOffs.filter(
    ({ from, to }) => from.part !== to.part && startOf(traces, to) >= startOf(traces, from),
  );
  return legsTo(lastPart(traces, followed), traces, followed).flatMap((leg) =>
    piecesOf(leg, traces[leg.part]!),
  );
}

/** Of the first trace and all that its work reaches, the one whose root ends last. */
function lastPart(traces: readonly TimedTrace[], handOffs: readonly HandOff[]): number {
  const reached = new Set([0]);
  // A set gives out what is added while it is walked.
  for (const part of reached) {
    for (const { from, to } of handOffs) if (from.part === part) reached.add(to.part);
  }
  const endOf = (part: number): number => pathEnd(traces[part]!);
  return [...reached].reduce((last, part) => (endOf(part) > endOf(last) ? part : last), 0);
}

function pathEnd({ trace: { criticalPath: path }, offsetNano }: TimedTrace): number {
  return offsetNano + path.endNano.reduce((last, end) => Math.max(last, end), 0);
}

/** From the earliest trace to `part`: of several that handed work to one, the one that did it last. */
function legsTo(
  part: number,
  traces: readonly TimedTrace[],
  handOffs: readonly HandOff[],
): readonly Leg[] {
  const legs: Leg[] = [];
  const seen = new Set<number>();
  let next: Leg["next"];
  for (let at = part; ;) {
    seen.add(at);
    const taken = handOffs
      .filter(({ from, to }) => to.part === at && !seen.has(from.part))
      .map((handOff) => ({ ...handOff, atNano: momentOf(traces, handOff) }))
      .reduce<(HandOff & { readonly atNano: number }) | undefined>(
        (last, one) => (last === undefined || one.atNano > last.atNano ? one : last),
        undefined,
      );
    legs.unshift({
      part: at,
      fromNano: taken === undefined ? -Infinity : startOf(traces, taken.to),
      ...(next === undefined ? {} : { next }),
    });
    if (taken === undefined) return legs;
    next = { row: taken.from.row, atNano: taken.atNano };
    at = taken.from.part;
  }
}

/** When work was handed over at the latest: at the end of the span that did, unless it was taken before. */
function momentOf(traces: readonly TimedTrace[], { from, to }: HandOff): number {
  return Math.min(endOf(traces, from), startOf(traces, to));
}

function piecesOf({ part, fromNano, next }: Leg, timed: TimedTrace): readonly PathPiece[] {
  const { trace, offsetNano } = timed;
  const path =
    next === undefined
      ? trace.criticalPath
      : criticalPath(rowsUntil(trace, next.row, next.atNano - offsetNano));
  const pieces: PathPiece[] = [];
  path.row.forEach((row, place) => {
    const startNano = Math.max(fromNano, path.startNano[place]! + offsetNano);
    const endNano = path.endNano[place]! + offsetNano;
    if (endNano > startNano) pieces.push({ part, row, startNano, endNano });
  });
  return pieces;
}

/** The trace as if it ended with `last` at that moment: what had not ended by then was not waited for. */
function rowsUntil({ spans, orphans }: Trace, last: number, untilNano: number) {
  const rowCount = spans.kind.length;
  const startNano = Float64Array.from(spans.startUs, (us) => Math.round(us * 1000));
  const endNano = Float64Array.from(spans.startUs, (us, row) =>
    Math.round((us + spans.durationUs[row]!) * 1000),
  );
  for (let row = 0; row < rowCount; row++) {
    const leadsThere = row <= last && spans.subtreeEnd[row]! > last;
    if (leadsThere) endNano[row] = untilNano;
    else if (endNano[row]! > untilNano) endNano[row] = startNano[row]!;
  }
  const orphanReason = new Uint8Array(rowCount);
  for (const { row } of orphans) orphanReason[row] = 1;
  const { parentRow, subtreeEnd } = spans;
  return { parentRow, subtreeEnd, orphanReason, startNano, endNano, rowCount };
}

function startOf(traces: readonly TimedTrace[], { part, row }: PartRow): number {
  const { trace, offsetNano } = traces[part]!;
  return offsetNano + Math.round(trace.spans.startUs[row]! * 1000);
}

function endOf(traces: readonly TimedTrace[], { part, row }: PartRow): number {
  const { trace, offsetNano } = traces[part]!;
  const { startUs, durationUs } = trace.spans;
  return offsetNano + Math.round((startUs[row]! + durationUs[row]!) * 1000);
}

import { text } from "../texts/left-out-links.ts";
import { handOffPath } from "./hand-off-path.ts";
import type { HandOff, LinkedTrace } from "./linked-parts.ts";
import { NumberedNames } from "./numbered-names.ts";
import type { LinkedPart, SpanColumns, Trace } from "./trace.ts";

/** The rows of the whole, one place each: where they come from and what they are below. */
interface Rows {
  readonly part: number[];
  /** Of that part. */
  readonly row: number[];
  readonly parentRow: number[];
  readonly depth: number[];
}

/**
 * Several traces as one, on one axis of time: each linked trace is a subtree below the span that its link leads to or
 * comes from, behind the span's own children. The first trace is that of the page, and gives its id. Links that are
 * left out are said by `warnings`.
 *
 *   web POST /order            0 ms       trace 1
 *     kafka send               8 ms       trace 1
 *       worker handle        950 ms       trace 2, whose span links to `send`
 */
export function stitchTraces(
  traces: readonly LinkedTrace[],
  handOffs: readonly HandOff[],
  warnings: readonly string[],
): Trace {
  const all = traces.map(({ trace }) => trace);
  const first = all[0]!;
  const starts = all.map(({ startUnixNano }) => BigInt(startUnixNano));
  const start = starts.reduce((least, each) => (each < least ? each : least));
  const offsetNano = starts.map((each) => Number(each - start));
  const rows = layRows(traces);
  const parts = all.map((trace): LinkedPart => {
    return { trace, rowOf: new Int32Array(trace.spans.kind.length) };
  });
  rows.row.forEach((row, at) => (parts[rows.part[at]!]!.rowOf[row] = at));
  const services = mergeNames(all.map((trace) => trace.services.map(({ name }) => name)));
  const operations = mergeNames(all.map((trace) => trace.operations));
  const rowOf = (part: number, row: number): number => parts[part]!.rowOf[row]!;
  return {
    ...first,
    startUnixNano: String(start),
    durationUs: Math.max(...all.map((trace, part) => offsetNano[part]! / 1000 + trace.durationUs)),
    spanCount: sumOf(all, (trace) => trace.spanCount),
    errorCount: sumOf(all, (trace) => trace.errorCount),
    isTruncated: all.some((trace) => trace.isTruncated),
    depthMax: rows.depth.reduce((most, depth) => Math.max(most, depth), 0),
    services: services.names.map((name) => {
      const same = all.flatMap((trace) => trace.services.filter((each) => each.name === name));
      const [spanCount, errorCount] = [
        sumOf(same, (each) => each.spanCount),
        sumOf(same, (each) => each.errorCount),
      ];
      return { name, spanCount, errorCount };
    }),
    operations: operations.names,
    spans: columnsOf(all, rows, {
      offsetUs: offsetNano.map((nano) => nano / 1000),
      services: services.numbers,
      operations: operations.numbers,
    }),
    events: eventsOf(all, rowOf, offsetNano),
    orphans: all.flatMap((trace, part) =>
      trace.orphans.map((orphan) => ({ ...orphan, row: rowOf(part, orphan.row) })),
    ),
    repeats: all.flatMap((trace, part) =>
      trace.repeats.map((repeat) => ({ ...repeat, row: rowOf(part, repeat.row) })),
    ),
    criticalPath: pathOf(all, handOffs, { rowOf, offsetNano }),
    warnings: [
      ...first.warnings,
      ...all
        .slice(1)
        .flatMap((trace) => trace.warnings.map((warning) => text.inLinkedTrace(warning))),
      ...warnings,
    ],
    linked: {
      parts,
      partOf: Uint8Array.from(rows.part),
      handOffs: handOffs.map(({ from, to }) => ({
        from: rowOf(from.part, from.row),
        to: rowOf(to.part, to.row),
      })),
    },
  };
}

/** All rows in pre-order. It recurses from trace to linked trace, which are few levels, and never into spans. */
function layRows(traces: readonly LinkedTrace[]): Rows {
  const rows: Rows = { part: [], row: [], parentRow: [], depth: [] };
  const attached = traces.map(() => new Map<number, number[]>());
  traces.forEach(({ below }, part) => {
    if (below === undefined) return;
    const at = attached[below.part]!;
    at.set(below.row, [...(at.get(below.row) ?? []), part]);
  });
  const lay = (part: number, above: number): void => {
    const { spans } = traces[part]!.trace;
    const depthAbove = above < 0 ? 0 : rows.depth[above]! + 1;
    const placeOf = new Int32Array(spans.kind.length);
    // Rows with a trace below them that have not ended yet, the innermost last.
    const open: number[] = [];
    for (let row = 0; row <= placeOf.length; row++) {
      while (open.length > 0 && spans.subtreeEnd[open.at(-1)!]! <= row) {
        const ended = open.pop()!;
        for (const below of attached[part]!.get(ended)!) lay(below, placeOf[ended]!);
      }
      if (row === placeOf.length) return;
      const parent = spans.parentRow[row]!;
      placeOf[row] = rows.part.push(part) - 1;
      rows.row.push(row);
      rows.parentRow.push(parent < 0 ? above : placeOf[parent]!);
      rows.depth.push(spans.depth[row]! + depthAbove);
      if (attached[part]!.has(row)) open.push(row);
    }
  };
  lay(0, -1);
  return rows;
}

interface Numbers {
  /** By part. */
  readonly offsetUs: readonly number[];
  /** By part: the number of each of its names among all. */
  readonly services: readonly (readonly number[])[];
  readonly operations: readonly (readonly number[])[];
}

function columnsOf(all: readonly Trace[], rows: Rows, numbers: Numbers): SpanColumns {
  const count = rows.row.length;
  const filled = <Column extends Uint8Array | Uint32Array | Float64Array>(
    column: Column,
    of: (spans: SpanColumns, row: number, part: number) => number,
  ): Column => {
    for (let at = 0; at < count; at++) {
      const part = rows.part[at]!;
      column[at] = of(all[part]!.spans, rows.row[at]!, part);
    }
    return column;
  };
  const words = (word: 0 | 1): Uint32Array =>
    filled(new Uint32Array(count), (spans, row) => spans.spanId[row * 2 + word]!);
  const [low, high] = [words(0), words(1)];
  return {
    spanId: Uint32Array.from(
      { length: count * 2 },
      (_, at) => (at % 2 === 0 ? low : high)[at >> 1]!,
    ),
    parentRow: Int32Array.from(rows.parentRow),
    subtreeEnd: subtreeEnds(rows.parentRow),
    depth: Uint32Array.from(rows.depth),
    service: filled(
      new Uint32Array(count),
      (spans, row, part) => numbers.services[part]![spans.service[row]!]!,
    ),
    operation: filled(
      new Uint32Array(count),
      (spans, row, part) => numbers.operations[part]![spans.operation[row]!]!,
    ),
    kind: filled(new Uint8Array(count), (spans, row) => spans.kind[row]!),
    status: filled(new Uint8Array(count), (spans, row) => spans.status[row]!),
    flags: filled(new Uint8Array(count), (spans, row) => spans.flags[row]!),
    startUs: filled(
      new Float64Array(count),
      (spans, row, part) => spans.startUs[row]! + numbers.offsetUs[part]!,
    ),
    durationUs: filled(new Float64Array(count), (spans, row) => spans.durationUs[row]!),
    coveredUs: filled(new Float64Array(count), (spans, row) => spans.coveredUs[row]!),
    eventCount: filled(new Uint32Array(count), (spans, row) => spans.eventCount[row]!),
    linkCount: filled(new Uint32Array(count), (spans, row) => spans.linkCount[row]!),
  };
}

function subtreeEnds(parentRow: readonly number[]): Int32Array {
  const ends = Int32Array.from(parentRow, (_, row) => row + 1);
  for (let row = ends.length - 1; row >= 0; row--) {
    const parent = parentRow[row]!;
    if (parent >= 0) ends[parent] = Math.max(ends[parent]!, ends[row]!);
  }
  return ends;
}

function eventsOf(
  all: readonly Trace[],
  rowOf: (part: number, row: number) => number,
  offsetNano: readonly number[],
): Trace["events"] {
  const events = all.flatMap(({ events: { row, startUs } }, part) =>
    Array.from(row, (of, place) => ({
      row: rowOf(part, of),
      startUs: startUs[place]! + offsetNano[part]! / 1000,
    })),
  );
  events.sort((one, other) => one.row - other.row || one.startUs - other.startUs);
  return {
    row: Int32Array.from(events, ({ row }) => row),
    startUs: Float64Array.from(events, ({ startUs }) => startUs),
  };
}

function pathOf(
  all: readonly Trace[],
  handOffs: readonly HandOff[],
  {
    rowOf,
    offsetNano,
  }: {
    readonly rowOf: (part: number, row: number) => number;
    readonly offsetNano: readonly number[];
  },
): Trace["criticalPath"] {
  const pieces = handOffPath(
    all.map((trace, part) => ({ trace, offsetNano: offsetNano[part]! })),
    handOffs,
  );
  return {
    row: Int32Array.from(pieces, ({ part, row }) => rowOf(part, row)),
    startNano: Float64Array.from(pieces, ({ startNano }) => startNano),
    endNano: Float64Array.from(pieces, ({ endNano }) => endNano),
  };
}

/** Names of several lists as one without repetitions, and the place of each there. */
function mergeNames(lists: readonly (readonly string[])[]): {
  readonly names: readonly string[];
  readonly numbers: readonly (readonly number[])[];
} {
  const all = new NumberedNames();
  const numbers = lists.map((list) => list.map((name) => all.numberOf(name)));
  return { names: all.names, numbers };
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

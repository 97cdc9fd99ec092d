import { OWN_EVENT_MARKS_MAX, OWN_SPAN_FLAGS } from "../own-api.ts";
import type {
  TracePage,
  TracePageColumns,
  TracePageCriticalPath,
  TracePageEvents,
  TracePageOrphans,
  TracePageRepeats,
} from "../trace-container/trace-page.ts";
import { narrowed } from "../trace-container/narrowed.ts";
import type { AssembledColumns } from "./assemble-columns.ts";
import { criticalPath, type CriticalPath } from "./critical-path.ts";
import { selfTimes } from "./self-time.ts";
import { traceWarnings } from "./trace-warnings.ts";

/** Which rows of a trace are answered. */
export interface RowWindow {
  /** At most the number of rows of the trace. */
  readonly from: number;
  readonly to: number;
}

/** Rows of a trace for the binary container. */
export function toTracePage(
  traceId: string,
  trace: AssembledColumns,
  options: {
    readonly isTruncated: boolean;
    /** Files that may have more of it and were not looked at. */
    readonly unreadFiles: number;
    readonly window: RowWindow;
  },
): TracePage {
  const { isTruncated, unreadFiles, window } = options;
  const { services } = trace;
  const whole = wholeOf(trace);
  const operations = new Numbering(trace.columns.names.length);
  const columns = columnsOf(trace, whole, window, operations);
  return {
    traceId,
    startUnixNano: trace.baseUnixNano,
    durationNano: trace.durationNano,
    spanCount: trace.rowCount,
    errorCount: trace.errorCount,
    depthMax: whole.depthMax,
    isTruncated,
    fromRow: window.from,
    count: window.to - window.from,
    services: services.map(({ name }) => name),
    serviceSpanCount: Uint32Array.from(services, ({ spanCount }) => spanCount),
    serviceErrorCount: Uint32Array.from(services, ({ errorCount }) => errorCount),
    operations: operations.used.map((name) => trace.columns.names[name]!),
    warnings: traceWarnings(trace, { isTruncated, unreadFiles }),
    columns,
    events: eventsOf(trace, window),
    orphans: orphansOf(trace, window),
    repeats: repeatsOf(trace, window),
    criticalPath: criticalPathOf(whole, window),
  };
}

/** What is computed over all rows of a trace, whichever of them a page has. */
interface WholeTrace {
  readonly selfNano: Float64Array;
  readonly flags: Uint8Array;
  readonly depthMax: number;
  readonly criticalPath: CriticalPath;
}

/** The pages of a trace of a million rows are asked for one after the other; each took 0.3 s of this. */
const wholes = new WeakMap<AssembledColumns, WholeTrace>();

function wholeOf(trace: AssembledColumns): WholeTrace {
  const known = wholes.get(trace);
  if (known !== undefined) return known;
  const whole = {
    selfNano: selfTimes(trace),
    flags: flagsOf(trace),
    depthMax: trace.depth.reduce((max, depth) => Math.max(max, depth), 0),
    criticalPath: criticalPath(trace),
  };
  wholes.set(trace, whole);
  return whole;
}

function columnsOf(
  trace: AssembledColumns,
  { selfNano, flags }: WholeTrace,
  { from, to }: RowWindow,
  operations: Numbering,
): TracePageColumns {
  const { columns, index, startNano, endNano } = trace;
  const count = to - from;
  const serviceNumber = servicesByNumber(trace);
  const ids = new Uint32Array(count * 2);
  const service = new Uint32Array(count);
  const operation = new Uint32Array(count);
  const kind = new Uint8Array(count);
  const status = new Uint8Array(count);
  const durationNano = new Float64Array(count);
  const coveredNano = new Float64Array(count);
  const eventCount = new Uint32Array(count);
  const linkCount = new Uint32Array(count);
  for (let place = 0; place < count; place++) {
    const row = from + place;
    const at = index[row]!;
    ids[place * 2] = columns.spanId[at * 2]!;
    ids[place * 2 + 1] = columns.spanId[at * 2 + 1]!;
    service[place] = serviceNumber[columns.service[at]!]!;
    operation[place] = operations.numberOf(columns.name[at]!);
    kind[place] = columns.kind[at]!;
    status[place] = columns.statusCode[at]!;
    durationNano[place] = Math.max(0, endNano[row]! - startNano[row]!);
    coveredNano[place] = durationNano[place]! - selfNano[row]!;
    eventCount[place] = columns.eventCount[at]!;
    linkCount[place] = columns.linkCount[at]!;
  }
  return {
    spanId: ids,
    parentRow: trace.parentRow.subarray(from, to),
    subtreeEnd: trace.subtreeEnd.subarray(from, to),
    depth: narrowed(Uint32Array.from(trace.depth.subarray(from, to))),
    service: narrowed(service),
    operation: narrowed(operation),
    ...{ kind, status, flags: flags.subarray(from, to) },
    startNano: startNano.subarray(from, to),
    ...{ durationNano, coveredNano },
    eventCount: narrowed(eventCount),
    linkCount: narrowed(linkCount),
  };
}

/** The number of each service of the columns among those that are answered. */
function servicesByNumber({ columns, services }: AssembledColumns): Uint32Array {
  const numberOf = new Map(services.map(({ name }, number) => [name, number]));
  return Uint32Array.from(columns.services, (name) => numberOf.get(name) ?? 0);
}

/** Numbers in order of first use. */
class Numbering {
  readonly used: number[] = [];
  readonly #numbers: Int32Array;

  constructor(count: number) {
    this.#numbers = new Int32Array(count).fill(-1);
  }

  numberOf(given: number): number {
    const known = this.#numbers[given]!;
    return known >= 0 ? known : (this.#numbers[given] = this.used.push(given) - 1);
  }
}

function flagsOf(trace: AssembledColumns): Uint8Array {
  const { rowCount, orphanReason, startNano, endNano } = trace;
  const flags = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    if (orphanReason[row] !== 0) flags[row]! |= OWN_SPAN_FLAGS.orphan;
    if (endNano[row]! < startNano[row]!) flags[row]! |= OWN_SPAN_FLAGS.endsBeforeStart;
  }
  for (const row of trace.copies.keys()) flags[row]! |= OWN_SPAN_FLAGS.duplicate;
  for (const rows of trace.sharedIds)
    for (const row of rows) flags[row]! |= OWN_SPAN_FLAGS.sharedId;
  for (const [row, { isApplied }] of trace.clockCorrections) {
    if (isApplied) flags[row]! |= OWN_SPAN_FLAGS.clockCorrected;
  }
  return flags;
}

const WORD = 2 ** 32;

/** Marks of the first OWN_EVENT_MARKS_MAX events of the rows. */
function eventsOf(trace: AssembledColumns, { from, to }: RowWindow): TracePageEvents {
  const { columns, index, baseUnixNano, clockCorrections } = trace;
  const { events } = columns;
  const baseHigh = Number(baseUnixNano >> 32n);
  const baseLow = Number(baseUnixNano & 0xffffffffn);
  const rows: number[] = [];
  const starts: number[] = [];
  for (let row = from; row < to && rows.length < OWN_EVENT_MARKS_MAX; row++) {
    const at = index[row]!;
    const end = events.from[at + 1]!;
    if (events.from[at] === end) continue;
    const correction = clockCorrections.get(row);
    const delta = correction?.isApplied === true ? correction.deltaNano : 0;
    for (let place = events.from[at]!; place < end && rows.length < OWN_EVENT_MARKS_MAX; place++) {
      const low = events.timeUnixNano[place * 2]! - baseLow;
      rows.push(row);
      starts.push((events.timeUnixNano[place * 2 + 1]! - baseHigh) * WORD + low + delta);
    }
  }
  return { row: Int32Array.from(rows), startNano: Float64Array.from(starts) };
}

function orphansOf(trace: AssembledColumns, { from, to }: RowWindow): TracePageOrphans {
  const { columns, index, orphanReason } = trace;
  const rows: number[] = [];
  for (let row = from; row < to; row++) if (orphanReason[row] !== 0) rows.push(row);
  const parentSpanId = new Uint32Array(rows.length * 2);
  rows.forEach((row, place) => {
    const at = index[row]! * 2;
    parentSpanId.set(columns.parentSpanId.subarray(at, at + 2), place * 2);
  });
  return {
    row: Int32Array.from(rows),
    reason: Uint8Array.from(rows, (row) => orphanReason[row]!),
    parentSpanId,
  };
}

function repeatsOf({ sharedIds }: AssembledColumns, { from, to }: RowWindow): TracePageRepeats {
  const repeats = sharedIds.flatMap((rows) =>
    rows
      .map((row, occurrence) => ({ row, occurrence }))
      .filter(({ row, occurrence }) => occurrence > 0 && row >= from && row < to),
  );
  return {
    row: Int32Array.from(repeats, ({ row }) => row),
    occurrence: Uint32Array.from(repeats, ({ occurrence }) => occurrence),
  };
}

function criticalPathOf(
  { criticalPath: { row, startNano, endNano } }: WholeTrace,
  { from, to }: RowWindow,
): TracePageCriticalPath {
  const isIn = (_: number, place: number): boolean => row[place]! >= from && row[place]! < to;
  return {
    row: row.filter((_, place) => isIn(0, place)),
    startNano: startNano.filter(isIn),
    endNano: endNano.filter(isIn),
  };
}

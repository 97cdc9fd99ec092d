import { err, ok, toHex, type Result } from "@spanhouse/base";
import {
  DIRECTORY_ENTRY_BYTES,
  ELEMENT,
  HEADER,
  HEADER_BYTES,
  HEADER_FLAG_TRUNCATED,
  MAGIC,
  SECTION,
  VERSION,
  type SectionName,
} from "./layout.ts";
import type { TracePage, UnsignedColumn } from "./trace-page.ts";

/**
 * The page that a container holds. Columns are views of `buffer`, nothing is copied; only texts are made.
 * What is not a container, or a damaged one, is an error with the reason.
 */
export function decodeTracePage(buffer: ArrayBuffer): Result<TracePage, string> {
  if (buffer.byteLength < HEADER_BYTES) return err("it is too short");
  const view = new DataView(buffer);
  if (view.getUint32(HEADER.magic, true) !== MAGIC) return err("it does not begin as one");
  const version = view.getUint16(HEADER.version, true);
  if (version !== VERSION) return err(`its version is ${version}, not ${VERSION}`);
  try {
    return ok(pageOf(buffer, view, readDirectory(buffer, view)));
  } catch (error) {
    if (error instanceof DamagedError || error instanceof RangeError) return err(error.message);
    throw error;
  }
}

class DamagedError extends Error {
  override readonly name = "DamagedError";
}

interface Entry {
  readonly type: number;
  readonly length: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Sections by number; unknown ones are there too and are not looked at. */
function readDirectory(buffer: ArrayBuffer, view: DataView): ReadonlyMap<number, Entry> {
  const sectionCount = view.getUint16(HEADER.sectionCount, true);
  const sections = new Map<number, Entry>();
  for (let place = 0; place < sectionCount; place++) {
    const at = HEADER_BYTES + place * DIRECTORY_ENTRY_BYTES;
    const entry = {
      type: view.getUint16(at + 2, true),
      length: view.getUint32(at + 4, true),
      offset: view.getUint32(at + 8, true),
      bytes: view.getUint32(at + 12, true),
    };
    if (entry.offset + entry.bytes > buffer.byteLength) throw new DamagedError("it ends too early");
    sections.set(view.getUint16(at, true), entry);
  }
  return sections;
}

function pageOf(
  buffer: ArrayBuffer,
  view: DataView,
  directory: ReadonlyMap<number, Entry>,
): TracePage {
  const read = new SectionReader(buffer, directory);
  const count = view.getUint32(HEADER.count, true);
  const page: TracePage = {
    traceId: toHex(new Uint8Array(buffer, HEADER.traceId, 16), 0, 16),
    startUnixNano: view.getBigUint64(HEADER.startUnixNano, true),
    durationNano: view.getFloat64(HEADER.durationNano, true),
    spanCount: view.getUint32(HEADER.spanCount, true),
    errorCount: view.getUint32(HEADER.errorCount, true),
    depthMax: view.getUint32(HEADER.depthMax, true),
    isTruncated: (view.getUint32(HEADER.headerFlags, true) & HEADER_FLAG_TRUNCATED) !== 0,
    fromRow: view.getUint32(HEADER.fromRow, true),
    count,
    services: read.texts("services"),
    serviceSpanCount: read.uint32("serviceSpanCount"),
    serviceErrorCount: read.uint32("serviceErrorCount"),
    operations: read.texts("operations"),
    warnings: read.texts("warnings"),
    columns: {
      spanId: read.uint32("spanId"),
      parentRow: read.int32("parentRow"),
      subtreeEnd: read.int32("subtreeEnd"),
      depth: read.unsigned("depth"),
      service: read.unsigned("service"),
      operation: read.unsigned("operation"),
      kind: read.uint8("kind"),
      status: read.uint8("status"),
      flags: read.uint8("flags"),
      startNano: read.float64("startNano"),
      durationNano: read.float64("durationNano"),
      coveredNano: read.float64("coveredNano"),
      eventCount: read.unsigned("eventCount"),
      linkCount: read.unsigned("linkCount"),
    },
    events: { row: read.int32("eventRow"), startNano: read.float64("eventStartNano") },
    orphans: {
      row: read.int32("orphanRow"),
      reason: read.uint8("orphanReason"),
      parentSpanId: read.uint32("orphanParentSpanId"),
    },
    repeats: { row: read.int32("repeatRow"), occurrence: read.uint32("repeatOccurrence") },
    criticalPath: {
      row: read.int32("criticalRow"),
      startNano: read.float64("criticalStartNano"),
      endNano: read.float64("criticalEndNano"),
    },
  };
  for (const [name, values] of Object.entries(page.columns) as [string, UnsignedColumn][]) {
    const expected = name === "spanId" ? count * 2 : count;
    if (values.length !== expected) throw new DamagedError(`its ${name} has another length`);
  }
  return page;
}

class SectionReader {
  readonly #buffer: ArrayBuffer;
  readonly #directory: ReadonlyMap<number, Entry>;

  constructor(buffer: ArrayBuffer, directory: ReadonlyMap<number, Entry>) {
    this.#buffer = buffer;
    this.#directory = directory;
  }

  uint8(name: SectionName): Uint8Array<ArrayBuffer> {
    const { offset, length } = this.#entry(name, ELEMENT.uint8);
    return new Uint8Array(this.#buffer, offset, length);
  }

  uint32(name: SectionName): Uint32Array<ArrayBuffer> {
    const { offset, length } = this.#entry(name, ELEMENT.uint32);
    return new Uint32Array(this.#buffer, offset, length);
  }

  int32(name: SectionName): Int32Array<ArrayBuffer> {
    const { offset, length } = this.#entry(name, ELEMENT.int32);
    return new Int32Array(this.#buffer, offset, length);
  }

  float64(name: SectionName): Float64Array<ArrayBuffer> {
    const { offset, length } = this.#entry(name, ELEMENT.float64);
    return new Float64Array(this.#buffer, offset, length);
  }

  /** Of one, two or four bytes. */
  unsigned(name: SectionName): UnsignedColumn {
    const entry = this.#directory.get(SECTION[name]);
    if (entry?.type === ELEMENT.uint8) return this.uint8(name);
    if (entry?.type !== ELEMENT.uint16) return this.uint32(name);
    return new Uint16Array(this.#buffer, entry.offset, entry.length);
  }

  texts(name: SectionName): readonly string[] {
    const { offset, length, bytes } = this.#entry(name, ELEMENT.texts);
    const ends = new Uint32Array(this.#buffer, offset, length);
    const utf8 = new Uint8Array(this.#buffer, offset + length * 4, bytes - length * 4);
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    // One call for all: one for each of 100,000 names took ten times as long. Only in ASCII are the places of
    // characters those of bytes.
    const all = decoder.decode(utf8);
    const isAscii = all.length === utf8.length;
    const list: string[] = [];
    for (let place = 0, from = 0; place < ends.length; place++) {
      const end = ends[place]!;
      list.push(isAscii ? all.slice(from, end) : decoder.decode(utf8.subarray(from, end)));
      from = end;
    }
    return list;
  }

  #entry(name: SectionName, type: number): Entry {
    const entry = this.#directory.get(SECTION[name]);
    if (entry === undefined) throw new DamagedError(`it has no ${name}`);
    if (entry.type !== type) throw new DamagedError(`its ${name} is of another type`);
    return entry;
  }
}

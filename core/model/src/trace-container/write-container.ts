import { assert, fromHex } from "@spanhouse/base";
import {
  DIRECTORY_ENTRY_BYTES,
  ELEMENT,
  HEADER,
  HEADER_BYTES,
  HEADER_FLAG_TRUNCATED,
  MAGIC,
  SECTION,
  VERSION,
  type ElementType,
  type SectionName,
} from "./layout.ts";
import type { TracePage } from "./trace-page.ts";

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

export interface Section {
  readonly name: SectionName;
  readonly type: ElementType;
  /** Elements; of texts, how many texts. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** What the header says; see layout.ts. What does not apply is 0. */
export type ContainerHeader = Pick<
  TracePage,
  | ("traceId" | "startUnixNano" | "durationNano" | "spanCount" | "errorCount" | "depthMax")
  | ("isTruncated" | "fromRow" | "count")
>;

/** A header and sections as the bytes of one container; see layout.ts. */
export function writeContainer(
  header: ContainerHeader,
  sections: readonly Section[],
): Uint8Array<ArrayBuffer> {
  let offset = aligned(HEADER_BYTES + sections.length * DIRECTORY_ENTRY_BYTES);
  const offsets = sections.map(({ bytes }) => {
    const at = offset;
    offset = aligned(at + bytes.length);
    return at;
  });
  const container = new Uint8Array(offset);
  const view = new DataView(container.buffer);
  writeHeader(container, view, header, sections.length);
  sections.forEach(({ name, type, length, bytes }, place) => {
    const entry = HEADER_BYTES + place * DIRECTORY_ENTRY_BYTES;
    view.setUint16(entry, SECTION[name], true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, length, true);
    view.setUint32(entry + 8, offsets[place]!, true);
    view.setUint32(entry + 12, bytes.length, true);
    container.set(bytes, offsets[place]);
  });
  return container;
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

function writeHeader(
  container: Uint8Array,
  view: DataView,
  header: ContainerHeader,
  sectionCount: number,
): void {
  view.setUint32(HEADER.magic, MAGIC, true);
  view.setUint16(HEADER.version, VERSION, true);
  view.setUint16(HEADER.sectionCount, sectionCount, true);
  view.setUint32(HEADER.spanCount, header.spanCount, true);
  view.setUint32(HEADER.fromRow, header.fromRow, true);
  view.setUint32(HEADER.count, header.count, true);
  view.setUint32(HEADER.errorCount, header.errorCount, true);
  const traceId = fromHex(header.traceId);
  assert(traceId?.length === 16, "a trace id is 32 hexadecimal digits");
  container.set(traceId, HEADER.traceId);
  view.setBigUint64(HEADER.startUnixNano, header.startUnixNano, true);
  view.setFloat64(HEADER.durationNano, header.durationNano, true);
  view.setUint32(HEADER.depthMax, header.depthMax, true);
  view.setUint32(HEADER.headerFlags, header.isTruncated ? HEADER_FLAG_TRUNCATED : 0, true);
}

/** A section of numbers. */
export function column(name: SectionName, values: Column): Section {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, type: elementOf(values), length: values.length, bytes };
}

function elementOf(values: Column): ElementType {
  if (values instanceof Float64Array) return ELEMENT.float64;
  if (values instanceof Int32Array) return ELEMENT.int32;
  if (values instanceof Uint32Array) return ELEMENT.uint32;
  return values instanceof Uint16Array ? ELEMENT.uint16 : ELEMENT.uint8;
}

/** A section of texts: UInt32 ends of the texts, then their UTF-8, one after the other. */
export function texts(name: SectionName, list: readonly string[]): Section {
  const encoder = new TextEncoder();
  // One call for all: one for each of 100,000 names took five times as long. Only in ASCII are the ends known then.
  const all = encoder.encode(list.join(""));
  const lengths = list.map(({ length }) => length);
  const isAscii = lengths.reduce((sum, length) => sum + length, 0) === all.length;
  const utf8 = isAscii ? [all] : list.map((text) => encoder.encode(text));
  const ends = new Uint32Array(list.length);
  let end = 0;
  for (let place = 0; place < list.length; place++) {
    ends[place] = end += isAscii ? lengths[place]! : utf8[place]!.length;
  }
  const section = new Uint8Array(ends.byteLength + end);
  section.set(new Uint8Array(ends.buffer));
  let at = ends.byteLength;
  for (const bytes of utf8) {
    section.set(bytes, at);
    at += bytes.length;
  }
  return { name, type: ELEMENT.texts, length: list.length, bytes: section };
}

import { err, ok, type Result } from "@spanhouse/base";
import {
  DIRECTORY_ENTRY_BYTES,
  ELEMENT,
  HEADER,
  HEADER_BYTES,
  MAGIC,
  SECTION,
  VERSION,
  type SectionName,
} from "./layout.ts";
import type { UnsignedColumn } from "./trace-page.ts";

/**
 * What `read` makes of a container. Columns are views of `buffer`, nothing is copied; only texts are made.
 * What is not a container, or a damaged one, is an error with the reason.
 */
export function readContainer<T>(
  buffer: ArrayBuffer,
  read: (header: DataView, sections: SectionReader) => T,
): Result<T, string> {
  if (buffer.byteLength < HEADER_BYTES) return err("it is too short");
  const view = new DataView(buffer);
  if (view.getUint32(HEADER.magic, true) !== MAGIC) return err("it does not begin as one");
  const version = view.getUint16(HEADER.version, true);
  if (version !== VERSION) return err(`its version is ${version}, not ${VERSION}`);
  try {
    return ok(read(view, new SectionReader(buffer, readDirectory(buffer, view))));
  } catch (error) {
    if (error instanceof DamagedError || error instanceof RangeError) return err(error.message);
    throw error;
  }
}

/** The container does not hold what it says. */
export class DamagedError extends Error {
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

/** The sections of a container, by name. */
export class SectionReader {
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

  has(name: SectionName): boolean {
    return this.#directory.has(SECTION[name]);
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

import { DIRECTORY_ENTRY_BYTES, HEADER, HEADER_BYTES, MAGIC, SECTION, VERSION } from "./layout.ts";

/** What the first bytes of a page say of all of it. */
export interface TracePageHead {
  /** Of the whole trace. */
  readonly spanCount: number;
  /** Rows of the page. */
  readonly count: number;
  /** Length of the page. */
  readonly bytes: number;
}

/** So many bytes of a page have its head. */
export const TRACE_PAGE_HEAD_BYTES =
  HEADER_BYTES + Object.keys(SECTION).length * DIRECTORY_ENTRY_BYTES;

/** Undefined as long as it is not all there, and of what is no page: whoever reads the whole says what is wrong. */
export function readTracePageHead(start: Uint8Array): TracePageHead | undefined {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (view.byteLength < HEADER_BYTES || view.getUint32(HEADER.magic, true) !== MAGIC) return;
  if (view.getUint16(HEADER.version, true) !== VERSION) return;
  const sectionCount = view.getUint16(HEADER.sectionCount, true);
  if (view.byteLength < HEADER_BYTES + sectionCount * DIRECTORY_ENTRY_BYTES) return;
  let bytes = HEADER_BYTES;
  for (let place = 0; place < sectionCount; place++) {
    const at = HEADER_BYTES + place * DIRECTORY_ENTRY_BYTES;
    bytes = Math.max(bytes, view.getUint32(at + 8, true) + view.getUint32(at + 12, true));
  }
  return {
    spanCount: view.getUint32(HEADER.spanCount, true),
    count: view.getUint32(HEADER.count, true),
    bytes,
  };
}

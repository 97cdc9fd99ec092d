/**
 * The bytes of a trace container; docs/api/trace-container.md says the same in words. Little-endian, each
 * section at a multiple of 8 bytes, so that typed arrays can be laid over the bytes without copying them.
 *
 *   header, 72 bytes │ directory, 16 bytes per section │ sections
 */

export const TRACE_CONTAINER_TYPE = "application/vnd.spanhouse.trace";

/** "SPHT" as a little-endian word. */
export const MAGIC = 0x54485053;
/** Readers refuse another one. Sections may be added without a new version. */
export const VERSION = 1;

export const HEADER_BYTES = 72;
export const DIRECTORY_ENTRY_BYTES = 16;

/** Offsets in the header. */
export const HEADER = {
  magic: 0,
  version: 4,
  sectionCount: 6,
  spanCount: 8,
  fromRow: 12,
  count: 16,
  errorCount: 20,
  traceId: 24,
  startUnixNano: 40,
  durationNano: 48,
  depthMax: 56,
  headerFlags: 60,
  // 64 to 72 are zero.
} as const;

/** Bits of `headerFlags`. */
export const HEADER_FLAG_TRUNCATED = 1;

/** What the elements of a section are. */
export const ELEMENT = { uint8: 1, uint16: 2, uint32: 3, int32: 4, float64: 5, texts: 6 } as const;
export type ElementType = (typeof ELEMENT)[keyof typeof ELEMENT];

/** Numbers of sections are part of the format: append only. */
export const SECTION = {
  spanId: 1,
  parentRow: 2,
  subtreeEnd: 3,
  depth: 4,
  service: 5,
  operation: 6,
  kind: 7,
  status: 8,
  flags: 9,
  startNano: 10,
  durationNano: 11,
  coveredNano: 12,
  eventCount: 13,
  linkCount: 14,
  services: 20,
  serviceSpanCount: 21,
  serviceErrorCount: 22,
  operations: 23,
  warnings: 24,
  eventRow: 30,
  eventStartNano: 31,
  orphanRow: 32,
  orphanReason: 33,
  orphanParentSpanId: 34,
  repeatRow: 35,
  repeatOccurrence: 36,
  criticalRow: 37,
  criticalStartNano: 38,
  criticalEndNano: 39,
  attributeValues: 50,
  attributeTypes: 51,
  attributeOf: 52,
  idsHash: 53,
} as const;
export type SectionName = keyof typeof SECTION;

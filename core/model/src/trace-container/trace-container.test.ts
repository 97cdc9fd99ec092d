import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeTracePage } from "./decode-trace-page.ts";
import { encodeTracePage } from "./encode-trace-page.ts";
import { HEADER } from "./layout.ts";
import { readTracePageHead, TRACE_PAGE_HEAD_BYTES } from "./trace-page-head.ts";
import type { TracePage, UnsignedColumn } from "./trace-page.ts";

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const texts = fc.array(fc.string({ unit: "binary" }), { maxLength: 5 });

function listOf<T>(
  of: fc.Arbitrary<number>,
  length: number,
  make: (values: number[]) => T,
): fc.Arbitrary<T> {
  return fc.array(of, { minLength: length, maxLength: length }).map(make);
}
const int32s = (length: number): fc.Arbitrary<Int32Array> =>
  listOf(fc.integer(), length, (values) => Int32Array.from(values));
const uint32s = (length: number): fc.Arbitrary<Uint32Array> =>
  listOf(uint32, length, (values) => Uint32Array.from(values));
const uint8s = (length: number): fc.Arbitrary<Uint8Array> =>
  listOf(uint32, length, (values) => Uint8Array.from(values));
const float64s = (length: number): fc.Arbitrary<Float64Array> =>
  listOf(fc.double(), length, (values) => Float64Array.from(values));
const unsigned = (length: number): fc.Arbitrary<UnsignedColumn> =>
  fc.oneof(
    uint8s(length),
    uint32s(length),
    listOf(uint32, length, (values) => Uint16Array.from(values)),
  );

/** Pages that no trace has, but that the format can say. */
const anyPage: fc.Arbitrary<TracePage> = fc.nat(9).chain((count) =>
  fc.record({
    traceId: fc
      .bigInt({ min: 0n, max: 2n ** 128n - 1n })
      .map((id) => id.toString(16).padStart(32, "0")),
    startUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    durationNano: fc.double(),
    ...{ spanCount: uint32, errorCount: uint32, depthMax: uint32, fromRow: uint32 },
    isTruncated: fc.boolean(),
    count: fc.constant(count),
    ...{ services: texts, operations: texts, warnings: texts },
    ...{ serviceSpanCount: uint32s(2), serviceErrorCount: uint32s(2) },
    columns: fc.record({
      spanId: uint32s(count * 2),
      ...{ parentRow: int32s(count), subtreeEnd: int32s(count) },
      ...{ depth: unsigned(count), service: unsigned(count), operation: unsigned(count) },
      ...{ kind: uint8s(count), status: uint8s(count), flags: uint8s(count) },
      startNano: float64s(count),
      ...{ durationNano: float64s(count), coveredNano: float64s(count) },
      ...{ eventCount: unsigned(count), linkCount: unsigned(count) },
    }),
    events: fc.record({ row: int32s(3), startNano: float64s(3) }),
    orphans: fc.record({ row: int32s(1), reason: uint8s(1), parentSpanId: uint32s(2) }),
    repeats: fc.record({ row: int32s(2), occurrence: uint32s(2) }),
    criticalPath: fc.record({ row: int32s(3), startNano: float64s(3), endNano: float64s(3) }),
  }),
);

const [smallest] = fc.sample(anyPage, { numRuns: 1, seed: 1 });

function changed(at: number, value: number): ArrayBuffer {
  const bytes = encodeTracePage(smallest!);
  new DataView(bytes.buffer).setUint16(at, value, true);
  return bytes.buffer;
}

describe("a trace container", () => {
  it("gives back every page that was written", () => {
    fc.assert(
      fc.property(anyPage, (page) => {
        expect(decodeTracePage(encodeTracePage(page).buffer)).toEqual({ ok: true, value: page });
      }),
    );
  });

  it("is read without copying columns", () => {
    const { buffer } = encodeTracePage(smallest!);
    const page = decodeTracePage(buffer);
    expect(page.ok && page.value.columns.startNano.buffer).toBe(buffer);
  });

  it("says how long it is in its first bytes, and nothing before all of them are there", () => {
    fc.assert(
      fc.property(anyPage, fc.nat(), (page, cut) => {
        const bytes = encodeTracePage(page);
        const { count, spanCount } = page;
        const start = bytes.subarray(0, TRACE_PAGE_HEAD_BYTES);
        expect(readTracePageHead(start)).toEqual({ count, spanCount, bytes: bytes.length });
        const sectionCount = new DataView(bytes.buffer).getUint16(HEADER.sectionCount, true);
        const tooFew = bytes.subarray(0, cut % (72 + 16 * sectionCount));
        expect(readTracePageHead(tooFew)).toBeUndefined();
      }),
    );
  });

  it("is read by the number of its sections, so that a newer one with more of them is read too", () => {
    const bytes = encodeTracePage(smallest!);
    const directory = 72;
    const sectionCount = new DataView(bytes.buffer).getUint16(HEADER.sectionCount, true);
    const last = directory + 16 * (sectionCount - 1);
    const swapped = bytes.slice();
    swapped.set(bytes.subarray(last, last + 16), directory);
    swapped.set(bytes.subarray(directory, directory + 16), last);
    expect(decodeTracePage(swapped.buffer)).toEqual({ ok: true, value: smallest });
  });

  it.each([
    ["too short", new ArrayBuffer(5), "it is too short"],
    ["something else", new ArrayBuffer(100), "it does not begin as one"],
    ["of another version", changed(HEADER.version, 2), "its version is 2, not 1"],
    ["with a section missing", changed(72, 999), "it has no spanId"],
    ["with a column of another length", changed(72 + 4, 1), "its spanId has another length"],
    ["with a section of another type", changed(72 + 2, 1), "its spanId is of another type"],
    ["cut off", encodeTracePage(smallest!).buffer.slice(0, -20), "it ends too early"],
  ])("that is %s is refused", (_name, buffer, reason) => {
    expect(decodeTracePage(buffer)).toEqual({ ok: false, error: reason });
  });

  it("never breaks its reader, whatever bytes are changed", () => {
    fc.assert(
      fc.property(anyPage, fc.nat(), fc.nat(255), (page, at, value) => {
        const bytes = encodeTracePage(page);
        bytes[at % bytes.length] = value;
        expect(typeof decodeTracePage(bytes.buffer).ok).toBe("boolean");
      }),
      { numRuns: 2_000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spanIdsHash } from "../span-id-words.ts";
import {
  ATTRIBUTE_VALUE_TYPES,
  decodeAttributeColumn,
  encodeAttributeColumn,
  type TraceAttributeColumn,
} from "./attribute-column.ts";

const anyColumn = fc
  .record({
    traceId: fc.array(fc.nat(15), { minLength: 32, maxLength: 32 }),
    values: fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
    of: fc.array(fc.nat(5), { maxLength: 20 }),
    idsHash: fc.nat(),
    withIds: fc.boolean(),
  })
  .map(({ traceId, values, of, idsHash, withIds }): TraceAttributeColumn => {
    const ids = Uint32Array.from({ length: of.length * 2 }, (_, place) => place);
    return {
      traceId: traceId.map((digit) => digit.toString(16)).join(""),
      rowCount: of.length,
      values,
      types: Uint8Array.from(values, (_, place) => place % ATTRIBUTE_VALUE_TYPES.length),
      of: Uint8Array.from(of, (place) => Math.min(place, values.length)),
      ...(withIds ? { idsHash: spanIdsHash(ids), spanId: ids } : { idsHash }),
    };
  });

describe("the container of an attribute's column", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(anyColumn, (column) => {
        const { buffer } = encodeAttributeColumn(column);
        expect(decodeAttributeColumn(buffer)).toEqual({ ok: true, value: column });
      }),
    );
  });

  it("is refused with ids for other rows than its own", () => {
    const column = {
      ...{ traceId: "0".repeat(31) + "1", rowCount: 1, values: ["a"], types: Uint8Array.of(0) },
      ...{ of: Uint8Array.of(1), idsHash: 1, spanId: new Uint32Array(4) },
    };
    const { buffer } = encodeAttributeColumn(column);
    expect(decodeAttributeColumn(buffer)).toEqual({
      ...{ ok: false, error: "its spanId has another length" },
    });
  });

  it("never breaks its reader, whatever bytes are changed, and has no value that is not there", () => {
    fc.assert(
      fc.property(anyColumn, fc.nat(), fc.nat(255), (column, at, value) => {
        const bytes = encodeAttributeColumn(column);
        bytes[at % bytes.length] = value;
        const read = decodeAttributeColumn(bytes.buffer);
        if (!read.ok) return;
        expect(Math.max(0, ...read.value.of)).toBeLessThanOrEqual(read.value.values.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

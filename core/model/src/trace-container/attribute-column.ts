import { toHex, type Result } from "@spanhouse/base";
import type { OwnAttributeValue } from "../own-api.ts";
import { HEADER } from "./layout.ts";
import { DamagedError, readContainer, type SectionReader } from "./read-container.ts";
import type { UnsignedColumn } from "./trace-page.ts";
import { column, texts, writeContainer } from "./write-container.ts";

/** One attribute of all rows of a trace, as a container has it. */
export interface TraceAttributeColumn {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Rows of the trace: places of `of`. */
  readonly rowCount: number;
  /** Each value once, in order of first appearance, on one line; long ones end in "…". */
  readonly values: readonly string[];
  /** By value: number in ATTRIBUTE_VALUE_TYPES. Texts may be equal where types differ. */
  readonly types: Uint8Array;
  /** By row: the place in `values` + 1, or 0 without the attribute. */
  readonly of: UnsignedColumn;
  /** spanIdsHash of the rows: rows are only those of a page whose ids have the same. */
  readonly idsHash: number;
  /** The ids of the rows, when they were asked for: two words each. */
  readonly spanId?: Uint32Array;
}

/** Numbers of types are part of the format: append only. */
export const ATTRIBUTE_VALUE_TYPES = [
  "string",
  "bool",
  "int",
  "double",
  "bytes",
  "array",
  "keyValueList",
  "empty",
] as const satisfies readonly OwnAttributeValue["type"][];

/** The column as the bytes of one container; see layout.ts. */
export function encodeAttributeColumn(of: TraceAttributeColumn): Uint8Array<ArrayBuffer> {
  const { traceId, rowCount } = of;
  const nothing = { startUnixNano: 0n, durationNano: 0, errorCount: 0, depthMax: 0, fromRow: 0 };
  return writeContainer(
    { traceId, ...nothing, isTruncated: false, spanCount: rowCount, count: rowCount },
    [
      texts("attributeValues", of.values),
      column("attributeTypes", of.types),
      column("attributeOf", of.of),
      column("idsHash", Uint32Array.of(of.idsHash)),
      ...(of.spanId === undefined ? [] : [column("spanId", of.spanId)]),
    ],
  );
}

/** The column that a container holds, whose arrays are views of `buffer`; see readContainer. */
export function decodeAttributeColumn(buffer: ArrayBuffer): Result<TraceAttributeColumn, string> {
  return readContainer(buffer, columnOf);
}

function columnOf(view: DataView, read: SectionReader): TraceAttributeColumn {
  const rowCount = view.getUint32(HEADER.count, true);
  const values = read.texts("attributeValues");
  const types = read.uint8("attributeTypes");
  const of = read.unsigned("attributeOf");
  if (of.length !== rowCount) throw new DamagedError("its attributeOf has another length");
  if (types.length !== values.length) throw new DamagedError("its types have another length");
  if (of.some((place) => place > values.length)) throw new DamagedError("a value is missing");
  const traceId = toHex(new Uint8Array(view.buffer, HEADER.traceId, 16), 0, 16);
  const idsHash = read.uint32("idsHash")[0] ?? 0;
  const column = { traceId, rowCount, values, types, of, idsHash };
  if (!read.has("spanId")) return column;
  const spanId = read.uint32("spanId");
  if (spanId.length !== rowCount * 2) throw new DamagedError("its spanId has another length");
  return { ...column, spanId };
}

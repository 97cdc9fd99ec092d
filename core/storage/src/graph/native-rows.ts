import { assert } from "@spanhouse/base";
import { columnHeader, NativeWriter } from "../block/native-writer.ts";
import type { SpanColumn } from "../schema/span-columns.ts";

/** A value of a column: ids in hexadecimal, arrays nested as their type says. */
export type NativeValue = string | number | bigint | readonly NativeValue[];

/**
 * Rows as one block of ClickHouse's Native format, for tables with few and wide rows. Columns that are
 * LowCardinality in the table are plain here; the engine converts them.
 */
export function nativeRows(
  columns: readonly SpanColumn[],
  rows: readonly Readonly<Record<string, NativeValue>>[],
): readonly Uint8Array[] {
  const writer = new NativeWriter();
  writer.varints(columns.length, rows.length);
  for (const { name, type } of columns) {
    writer.raw(columnHeader(name, type));
    writeColumn(
      writer,
      type,
      rows.map((row) => row[name]!),
    );
  }
  return writer.chunks;
}

/** Arrays are the ends of each, then all items as one column. */
function writeColumn(writer: NativeWriter, type: string, values: readonly NativeValue[]): void {
  const item = /^Array\((.+)\)$/.exec(type)?.[1];
  if (item === undefined) {
    writer.raw(type === "String" ? textsOf(values) : numbersOf(type, values));
    return;
  }
  const arrays = values as readonly (readonly NativeValue[])[];
  let end = 0;
  writer.words64(...arrays.map((array) => (end += array.length)));
  writeColumn(writer, item, arrays.flat());
}

function textsOf(values: readonly NativeValue[]): Uint8Array {
  const texts = values.map((value) => Buffer.from(value as string));
  return Buffer.concat(texts.flatMap((text) => [varint(text.length), text]));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Uint8Array.from([...bytes, rest]);
}

/** Everything of a fixed size, little endian. */
function numbersOf(type: string, values: readonly NativeValue[]): Uint8Array {
  const idBytes = /^FixedString\((\d+)\)$/.exec(type)?.[1];
  const size = idBytes === undefined ? SIZES[type] : Number(idBytes);
  assert(size !== undefined, `${type} has no Native form here`);
  const bytes = Buffer.alloc(size * values.length);
  values.forEach((value, index) => {
    const at = index * size;
    if (idBytes !== undefined) bytes.write(value as string, at, size, "hex");
    else if (type === "Float64") bytes.writeDoubleLE(value as number, at);
    else if (type === "UInt64") bytes.writeBigUInt64LE(BigInt(value as number | bigint), at);
    else bytes.writeUIntLE(value as number, at, size);
  });
  return bytes;
}

const SIZES: Readonly<Record<string, number>> = {
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  UInt64: 8,
  Float64: 8,
  Date: 2,
};

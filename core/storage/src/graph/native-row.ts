import { columnHeader, NativeWriter } from "../block/native-writer.ts";
import type { SpanColumn } from "../schema/span-columns.ts";

/** Little-endian numbers, or ids one after the other, as they are in memory. */
export type Numbers = Uint8Array | Uint16Array | Uint32Array | BigUint64Array | Float64Array;

/** A value of a column: `array` for Array(T), `arrays` for Array(Array(T)). */
export type NativeValue =
  | { readonly is: "one"; readonly bytes: Numbers }
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "array"; readonly count: number; readonly items: Numbers }
  | { readonly is: "texts"; readonly texts: readonly string[] }
  | { readonly is: "arrays"; readonly ends: Uint32Array; readonly items: Numbers };

/**
 * One row as a block of ClickHouse's Native format, for tables with few and wide rows. Columns that are
 * LowCardinality in the table are plain here; the engine converts them.
 */
export function nativeRow(
  columns: readonly SpanColumn[],
  row: Readonly<Record<string, NativeValue>>,
): readonly Uint8Array[] {
  const writer = new NativeWriter();
  writer.varints(columns.length, 1);
  for (const { name, type } of columns) {
    writer.raw(columnHeader(name, type));
    writeValue(writer, row[name]!);
  }
  return writer.chunks;
}

/** Arrays are the ends of each, then all items. */
function writeValue(writer: NativeWriter, value: NativeValue): void {
  switch (value.is) {
    case "one": {
      writer.raw(bytesOf(value.bytes));
      return;
    }
    case "text": {
      writer.raw(textBytes([value.text]));
      return;
    }
    case "array":
      writer.words64(value.count);
      {
        writer.raw(bytesOf(value.items));
        return;
      }
    case "texts":
      writer.words64(value.texts.length);
      {
        writer.raw(textBytes(value.texts));
        return;
      }
    case "arrays":
      writer.words64(value.ends.length);
      writer.raw(bytesOf(BigUint64Array.from(value.ends, BigInt)));
      {
        writer.raw(bytesOf(value.items));
        return;
      }
  }
}

function bytesOf(numbers: Numbers): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** The length of each and its UTF-8. Most texts of a column are the same few: each is encoded once. */
function textBytes(texts: readonly string[]): Uint8Array {
  const known = new Map<string, Uint8Array>();
  let length = 0;
  for (const text of texts) {
    let bytes = known.get(text);
    if (bytes === undefined) known.set(text, (bytes = lengthAndText(text)));
    length += bytes.length;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const text of texts) {
    const bytes = known.get(text)!;
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}

function lengthAndText(text: string): Uint8Array {
  const utf8 = Buffer.from(text);
  const length: number[] = [];
  let rest = utf8.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Uint8Array.from([...length, rest]), utf8]);
}

import { TAG_TYPE, type JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import { CompactReader } from "../thrift/compact-reader.ts";
import { skipThrift } from "../thrift/skip.ts";
import {
  enterList,
  expectType,
  MalformedThrift,
  TYPE,
  type ThriftReader,
} from "../thrift/thrift-reader.ts";
import { readCompactTags } from "./compact-tags.ts";
import { TAG } from "./field-ids.ts";

const REQUIRED = (1 << TAG.key) | (1 << TAG.type);

/** Reads `Tag` structures into a batch: tags of a process or a span, fields of a log. */
export class TagReader {
  readonly #batch: JaegerBatch;
  /** The value of each type; clients may write all of them and mean one. */
  #textStart = 0;
  #textEnd = 0;
  #binaryStart = 0;
  #binaryEnd = 0;
  #longLow = 0;
  #longHigh = 0;
  #doubleLow = 0;
  #doubleHigh = 0;
  #bool = 0;

  constructor(batch: JaegerBatch) {
    this.#batch = batch;
  }

  /**
   * A list of tags, `mostTags` of which are noted; without one, as many as the open span has room for, or none.
   * Returns how many were not.
   */
  readAll(reader: ThriftReader, type: number, what: string, mostTags?: number): number {
    const count = enterList(reader, type, TYPE.struct, what);
    const most = mostTags ?? (this.#batch.hasRoom(count) ? count : 0);
    const noted = Math.min(count, most);
    const compact = reader instanceof CompactReader ? reader : undefined;
    for (let index = 0; index < count; index++) {
      if (index >= noted) {
        skipThrift(reader, TYPE.struct);
        continue;
      }
      if (compact !== undefined) index += readCompactTags(compact, this.#batch, noted - index);
      if (index < noted) this.#read(reader);
      else index--;
    }
    return count - noted;
  }

  #read(reader: ThriftReader): void {
    let keyStart = 0;
    let keyEnd = 0;
    let valueType = 0;
    let seen = 0;
    this.#forget();
    const outer = reader.enterStruct();
    for (let type = reader.field(); type !== TYPE.stop; type = reader.field()) {
      const id = reader.fieldId;
      if (id === TAG.key) {
        expectType(type, TYPE.binary, "Tag.key");
        reader.binary();
        keyStart = reader.start;
        keyEnd = reader.end;
        seen |= 1 << TAG.key;
      } else if (id === TAG.type) {
        expectType(type, TYPE.i32, "Tag.vType");
        valueType = reader.i32();
        seen |= 1 << TAG.type;
      } else this.#value(reader, type, id);
    }
    reader.leaveStruct(outer);
    if (seen !== REQUIRED) throw new MalformedThrift("a Tag without key or vType");
    this.#add(keyStart, keyEnd, valueType);
  }

  #value(reader: ThriftReader, type: number, id: number): void {
    switch (id) {
      case TAG.text:
        expectType(type, TYPE.binary, "Tag.vStr");
        reader.binary();
        this.#textStart = reader.start;
        this.#textEnd = reader.end;
        return;
      case TAG.long:
        expectType(type, TYPE.i64, "Tag.vLong");
        reader.i64();
        this.#longLow = reader.low;
        this.#longHigh = reader.high;
        return;
      case TAG.bool:
        expectType(type, TYPE.bool, "Tag.vBool");
        this.#bool = reader.bool() ? 1 : 0;
        return;
      case TAG.double:
        expectType(type, TYPE.double, "Tag.vDouble");
        reader.double();
        this.#doubleLow = reader.low;
        this.#doubleHigh = reader.high;
        return;
      case TAG.binary:
        expectType(type, TYPE.binary, "Tag.vBinary");
        reader.binary();
        this.#binaryStart = reader.start;
        this.#binaryEnd = reader.end;
        return;
      default:
        skipThrift(reader, type);
    }
  }

  /** A value that was not written is empty, zero or false; a type that nobody knows is text. */
  #add(keyStart: number, keyEnd: number, type: number): void {
    const batch = this.#batch;
    switch (type) {
      case TAG_TYPE.double:
        batch.addTag(keyStart, keyEnd, type, this.#doubleLow, this.#doubleHigh);
        return;
      case TAG_TYPE.bool:
        batch.addTag(keyStart, keyEnd, type, this.#bool, 0);
        return;
      case TAG_TYPE.long:
        batch.addTag(keyStart, keyEnd, type, this.#longLow, this.#longHigh);
        return;
      case TAG_TYPE.binary:
        batch.addTag(keyStart, keyEnd, type, this.#binaryStart, this.#binaryEnd);
        return;
      default:
        batch.addTag(keyStart, keyEnd, TAG_TYPE.string, this.#textStart, this.#textEnd);
    }
  }

  #forget(): void {
    this.#textStart = this.#textEnd = this.#binaryStart = this.#binaryEnd = 0;
    this.#longLow = this.#longHigh = this.#doubleLow = this.#doubleHigh = this.#bool = 0;
  }
}

import { TAG_TYPE, type JaegerBatch } from "../jaeger-mapping/jaeger-batch.ts";
import type { ProtobufReader } from "../otlp/protobuf-reader.ts";
import { wrongWireType } from "../otlp/protobuf-value.ts";
import { KEY_VALUE, KEY_VALUE_LAST } from "./proto-tags.ts";

/** By ValueType of model.proto, which numbers types in an order of its own. */
const TYPES = Uint8Array.of(
  ...[TAG_TYPE.string, TAG_TYPE.bool, TAG_TYPE.long, TAG_TYPE.double, TAG_TYPE.binary],
);

/** Reads `KeyValue` messages into a batch: tags of a process or a span, fields of a log. */
export class KeyValueReader {
  readonly #batch: JaegerBatch;
  /** Two words of the value, by TAG_TYPE: all may be written, and one is meant. */
  readonly #values = new Int32Array(TYPES.length * 2);

  constructor(batch: JaegerBatch) {
    this.#batch = batch;
  }

  /** The message from the reader's position to `end`. */
  read(reader: ProtobufReader, end: number): void {
    const values = this.#values;
    // Ten stores; Int32Array's fill costs as much as the rest of a tag.
    for (let word = 0; word < values.length; word++) values[word] = 0;
    let keyStart = 0;
    let keyEnd = 0;
    let type: number = TAG_TYPE.string;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case KEY_VALUE.key:
          keyEnd = reader.lengthEnd(end);
          keyStart = reader.at;
          reader.at = keyEnd;
          break;
        case KEY_VALUE.type:
          reader.varint(end);
          // A type that nobody knows is text.
          type = (reader.high === 0 ? TYPES[reader.low] : undefined) ?? TAG_TYPE.string;
          break;
        case KEY_VALUE.text:
          this.#range(reader, end, TAG_TYPE.string);
          break;
        case KEY_VALUE.binary:
          this.#range(reader, end, TAG_TYPE.binary);
          break;
        case KEY_VALUE.bool:
          reader.varint(end);
          values[TAG_TYPE.bool * 2] = (reader.low | reader.high) === 0 ? 0 : 1;
          break;
        case KEY_VALUE.int64:
          reader.varint(end);
          values[TAG_TYPE.long * 2] = reader.low;
          values[TAG_TYPE.long * 2 + 1] = reader.high;
          break;
        case KEY_VALUE.float64:
          reader.fixed64(end);
          values[TAG_TYPE.double * 2] = reader.low;
          values[TAG_TYPE.double * 2 + 1] = reader.high;
          break;
        default:
          if (tag >>> 3 <= KEY_VALUE_LAST) throw wrongWireType(tag);
          reader.skip(tag, end);
      }
    }
    this.#batch.addTag(keyStart, keyEnd, type, values[type * 2]!, values[type * 2 + 1]!);
  }

  #range(reader: ProtobufReader, end: number, type: number): void {
    const stop = reader.lengthEnd(end);
    this.#values[type * 2] = reader.at;
    this.#values[type * 2 + 1] = stop;
    reader.at = stop;
  }
}

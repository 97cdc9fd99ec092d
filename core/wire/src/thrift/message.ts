import { BinaryReader } from "./binary-reader.ts";
import { CompactReader } from "./compact-reader.ts";
import { cutShort, MalformedThrift, type ThriftReader } from "./thrift-reader.ts";

/**
 * The head of a Thrift message: who is called. After it comes a structure with the arguments.
 *
 *   compact      82 │ type << 5 | 1 │ varint sequence │ varint length, name
 *   binary       80 01 00 type      │ i32 length, name │ i32 sequence
 *   old binary   i32 length, name   │ type │ i32 sequence
 *
 * The sequence number only matters to those who answer.
 */
export interface ThriftMessage {
  readonly reader: ThriftReader;
  readonly method: string;
}

const COMPACT = 0x82;
const COMPACT_VERSION = 1;
const BINARY_STRICT = 0x80;
const BINARY_VERSION = 0x8001;
const CALL = 1;
const ONEWAY = 4;
/** Longest name of a method; longer ones are no methods of ours. */
const METHOD_BYTES_MAX = 64;

const decoder = new TextDecoder();

/** Reads heads of messages in either protocol. The reader that comes back is the same each time. */
export class ThriftMessageReader {
  readonly #compact = new CompactReader();
  readonly #binary = new BinaryReader();

  /** The message from `at` to `stop`; its reader stands at the arguments. Throws MalformedThrift. */
  read(bytes: Uint8Array, at: number, stop: number): ThriftMessage {
    if (at >= stop) throw cutShort();
    const first = bytes[at]!;
    if (first === COMPACT) return this.#readCompact(bytes, at, stop);
    if (first === BINARY_STRICT || first === 0) return this.#readBinary(bytes, at, stop);
    throw new MalformedThrift("neither a compact nor a binary Thrift message");
  }

  #readCompact(bytes: Uint8Array, at: number, stop: number): ThriftMessage {
    const reader = this.#compact;
    reader.open(bytes, at, stop);
    reader.pass(2);
    const second = bytes[at + 1]!;
    if ((second & 31) !== COMPACT_VERSION) throw unknownVersion();
    checkType(second >>> 5);
    reader.varint32();
    return { reader, method: readMethod(reader) };
  }

  #readBinary(bytes: Uint8Array, at: number, stop: number): ThriftMessage {
    const reader = this.#binary;
    reader.open(bytes, at, stop);
    if (bytes[at] === 0) {
      const method = readMethod(reader);
      const typeAt = reader.at;
      reader.byte();
      checkType(bytes[typeAt]!);
      reader.i32();
      return { reader, method };
    }
    const head = reader.i32();
    if (head >>> 16 !== BINARY_VERSION) throw unknownVersion();
    checkType(head & 0xff);
    const method = readMethod(reader);
    reader.i32();
    return { reader, method };
  }
}

function readMethod(reader: ThriftReader): string {
  reader.binary();
  if (reader.end - reader.start > METHOD_BYTES_MAX) {
    throw new MalformedThrift("the name of the method is too long");
  }
  return decoder.decode(reader.bytes.subarray(reader.start, reader.end));
}

function checkType(type: number): void {
  if (type !== CALL && type !== ONEWAY)
    throw new MalformedThrift(`message type ${type} is no call`);
}

function unknownVersion(): MalformedThrift {
  return new MalformedThrift("an unknown version of a Thrift protocol");
}

import { err, ok, toHex, type Result } from "@spanhouse/base";
import { MESSAGE_DEPTH_MAX } from "../limits.ts";
import { wireTypeOf } from "./encode-message.ts";
import { defaultOf } from "./default-value.ts";
import type { FieldType, Message, NamedField } from "./message.ts";

class MalformedError extends Error {
  override readonly name = "MalformedError";
}

type Values = Record<string, unknown>;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
const NANO_PER_SECOND = 1_000_000_000n;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads a message. Fields that nobody knows are passed over, of repeated ones the last counts. An error says
 * in words what is wrong with the bytes.
 */
export function decodeMessage<Read>(
  message: Message<Read, unknown>,
  bytes: Uint8Array,
): Result<Read, string> {
  try {
    return ok(readMessage(message, new Reader(bytes), 0) as Read);
  } catch (error) {
    if (error instanceof MalformedError) return err(error.message);
    throw error;
  }
}

class Reader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = end;
  }

  varint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.#take(1)]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedError("a varint is longer than ten bytes");
  }

  /** A varint that means something only when it is small. */
  varint(): number {
    return Number(this.varint64());
  }

  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** The content of a length-delimited field. */
  content(): Reader {
    const length = this.varint();
    const start = this.#take(length);
    return new Reader(this.bytes, start, start + length);
  }

  skip(wireType: number): void {
    if (wireType === VARINT) this.varint64();
    else if (wireType === FIXED64) this.#take(8);
    else if (wireType === LENGTH_DELIMITED) this.content();
    else if (wireType === FIXED32) this.#take(4);
    else throw new MalformedError(`there is no wire type ${wireType} in proto3`);
  }

  #take(length: number): number {
    const start = this.at;
    if (length > this.end - start) throw new MalformedError("the bytes end within a field");
    this.at = start + length;
    return start;
  }
}

function readMessage(message: Message<unknown, unknown>, reader: Reader, depth: number): Values {
  if (depth > MESSAGE_DEPTH_MAX) {
    throw new MalformedError(`messages are nested deeper than ${MESSAGE_DEPTH_MAX}`);
  }
  const values: Values = {};
  for (const field of message.fields) values[field.key] = defaultOf(field);
  while (reader.at < reader.end) {
    const tag = reader.varint();
    const wireType = tag % 8;
    const field = message.byNumber.get(Math.floor(tag / 8));
    if (field === undefined) reader.skip(wireType);
    else readField(field, wireType, { reader, values, depth, message });
  }
  return values;
}

interface Place {
  readonly reader: Reader;
  readonly values: Values;
  readonly depth: number;
  readonly message: Message<unknown, unknown>;
}

function readField(field: NamedField, wireType: number, place: Place): void {
  const { reader, values, depth, message } = place;
  const { key, type, label, oneof } = field;
  const expected = wireTypeOf(type);
  if (label === "map") {
    if (wireType !== LENGTH_DELIMITED) throw wrongType(field);
    readEntry(reader.content(), values[key] as Map<string, string>);
    return;
  }
  if (label === "many") {
    const items = values[key] as unknown[];
    if (wireType === LENGTH_DELIMITED && expected !== LENGTH_DELIMITED) {
      const packed = reader.content();
      while (packed.at < packed.end) items.push(readValue(type, packed, depth));
      return;
    }
    if (wireType !== expected) throw wrongType(field);
    items.push(readValue(type, reader, depth));
    return;
  }
  if (wireType !== expected) throw wrongType(field);
  if (oneof !== undefined) {
    for (const other of message.fields) if (other.oneof === oneof) values[other.key] = undefined;
  }
  values[key] = readValue(type, reader, depth);
}

function wrongType(field: NamedField): MalformedError {
  return new MalformedError(`field ${field.protoName} has another type on the wire`);
}

function readEntry(reader: Reader, map: Map<string, string>): void {
  let key = "";
  let value = "";
  while (reader.at < reader.end) {
    const tag = reader.varint();
    if (tag === 8 + LENGTH_DELIMITED) key = readText(reader.content());
    else if (tag === 16 + LENGTH_DELIMITED) value = readText(reader.content());
    else reader.skip(tag % 8);
  }
  map.set(key, value);
}

function readText({ bytes, at, end }: Reader): string {
  return utf8.decode(bytes.subarray(at, end));
}

function readValue(type: FieldType, reader: Reader, depth: number): unknown {
  if (typeof type === "function") return readMessage(type(), reader.content(), depth + 1);
  if (typeof type === "object") return Number(BigInt.asIntN(32, reader.varint64()));
  switch (type) {
    case "text":
      return readText(reader.content());
    case "bytes": {
      const { bytes, at, end } = reader.content();
      return bytes.slice(at, end);
    }
    case "hex": {
      const { bytes, at, end } = reader.content();
      return toHex(bytes, at, end);
    }
    case "bool":
      return reader.varint64() !== 0n;
    case "int32":
      return Number(BigInt.asIntN(32, reader.varint64()));
    case "uint32":
      return Number(BigInt.asUintN(32, reader.varint64()));
    case "int64":
      return BigInt.asIntN(64, reader.varint64());
    case "uint64":
      return reader.varint64();
    case "fixed32":
      return reader.fixed32();
    case "fixed64":
      return reader.fixed64();
    case "double":
      return reader.double();
    case "timestamp":
    case "duration":
      return readTime(reader.content());
  }
}

function readTime(reader: Reader): bigint {
  let seconds = 0n;
  let nanos = 0n;
  while (reader.at < reader.end) {
    const tag = reader.varint();
    if (tag === 8) seconds = BigInt.asIntN(64, reader.varint64());
    else if (tag === 16) nanos = BigInt.asIntN(32, reader.varint64());
    else reader.skip(tag % 8);
  }
  return seconds * NANO_PER_SECOND + nanos;
}

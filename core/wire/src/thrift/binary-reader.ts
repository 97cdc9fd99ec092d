import { cutShort, MalformedThrift, TYPE, type ThriftReader } from "./thrift-reader.ts";

/** The fewest bytes of a value, by type; 0 where there is no such type. */
const BYTES_MIN = bytesMin();

/** Reads Thrift's binary protocol (thrift-binary-protocol.md): everything big-endian and of fixed width. */
export class BinaryReader implements ThriftReader {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  at = 0;
  fieldId = 0;
  low = 0;
  high = 0;
  start = 0;
  end = 0;
  count = 0;
  elementType = 0;
  keyType = 0;
  #stop = 0;

  open(bytes: Uint8Array, at: number, stop: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.at = at;
    this.#stop = stop;
  }

  /** Field ids are absolute: nothing has to be kept. */
  enterStruct(): number {
    return 0;
  }

  leaveStruct(outer: number): void {
    this.fieldId = outer;
  }

  field(): number {
    const { at, bytes } = this;
    if (at >= this.#stop) throw cutShort();
    const type = bytes[at]!;
    if (type === TYPE.stop) {
      this.at = at + 1;
      return type;
    }
    toBytesMin(type);
    this.pass(3);
    this.fieldId = this.view.getInt16(at + 1, false);
    return type;
  }

  bool(): boolean {
    const { at } = this;
    this.pass(1);
    return this.bytes[at] !== 0;
  }

  byte(): void {
    this.pass(1);
  }

  i16(): number {
    const { at } = this;
    this.pass(2);
    return this.view.getInt16(at, false);
  }

  i32(): number {
    const { at } = this;
    this.pass(4);
    return this.view.getInt32(at, false);
  }

  i64(): void {
    const { at } = this;
    this.pass(8);
    this.high = this.view.getInt32(at, false);
    this.low = this.view.getInt32(at + 4, false);
  }

  double(): void {
    this.i64();
  }

  binary(): void {
    const length = this.i32();
    const { at } = this;
    if (length < 0 || length > this.#stop - at) throw cutShort();
    this.start = at;
    this.end = this.at = (at + length) | 0;
  }

  list(): void {
    const { at } = this;
    this.pass(1);
    this.elementType = this.bytes[at]!;
    this.#count(this.elementType === TYPE.stop ? 0 : toBytesMin(this.elementType));
  }

  map(): void {
    const { at } = this;
    this.pass(2);
    this.keyType = this.bytes[at]!;
    this.elementType = this.bytes[at + 1]!;
    // An empty map may say anything about its elements.
    const isTyped = this.keyType !== TYPE.stop && this.elementType !== TYPE.stop;
    this.#count(isTyped ? toBytesMin(this.keyType) + toBytesMin(this.elementType) : 0);
  }

  pass(length: number): void {
    if (length > this.#stop - this.at) throw cutShort();
    this.at += length;
  }

  /** A count of elements that take at least so many bytes each; without a type there must be none. */
  #count(bytesEachMin: number): void {
    const count = this.i32();
    if (count !== 0 && bytesEachMin === 0) throw new MalformedThrift("elements have no type");
    if (count < 0 || count * bytesEachMin > this.#stop - this.at) throw cutShort();
    this.count = count;
  }
}

function toBytesMin(type: number): number {
  const min = BYTES_MIN[type] ?? 0;
  if (min === 0) throw new MalformedThrift(`there is no type ${type}`);
  return min;
}

function bytesMin(): Uint8Array {
  const min = new Uint8Array(TYPE.uuid + 1);
  min[TYPE.bool] = min[TYPE.byte] = min[TYPE.struct] = 1;
  min[TYPE.i16] = 2;
  min[TYPE.i32] = min[TYPE.binary] = 4;
  min[TYPE.list] = min[TYPE.set] = 5;
  min[TYPE.map] = 6;
  min[TYPE.i64] = min[TYPE.double] = 8;
  min[TYPE.uuid] = 16;
  return min;
}

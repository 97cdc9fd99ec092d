/**
 * Thrown where the bytes are not Thrift, or not the structure that is expected, and caught where decoding
 * began: it never leaves the decoder.
 */
export class MalformedThrift extends Error {
  override readonly name = "MalformedThrift";
}

/** Type ids of Thrift's binary protocol, to which the compact reader translates its own. */
export const TYPE = {
  stop: 0,
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  /** Also text. */
  binary: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
  uuid: 16,
} as const;

const TYPE_NAMES = new Map<number, string>(
  Object.entries(TYPE).map(([name, type]) => [type, name]),
);

/**
 * What a walker of structures needs of a protocol. Values come back in members, because a pair of words or of
 * positions would else be an object each time.
 *
 *   const outer = reader.enterStruct();
 *   for (let type = reader.field(); type !== TYPE.stop; type = reader.field())
 *     if (reader.fieldId === 1) …reader.i64()…
 *     else skipThrift(reader, type);
 *   reader.leaveStruct(outer);
 *
 * Every method throws MalformedThrift rather than read past the end. A list or map whose count is more than
 * the bytes that are left could hold is refused when its header is read.
 */
export interface ThriftReader {
  readonly bytes: Uint8Array;
  /** Position of the next byte. */
  at: number;
  /** Of the field read last. */
  fieldId: number;
  /** The words of the 64-bit value read last, signed (see ProtobufReader). */
  low: number;
  high: number;
  /** Where the binary read last is. */
  start: number;
  end: number;
  /** Of the list, set or map read last; `keyType` is of maps alone. */
  count: number;
  elementType: number;
  keyType: number;

  /** Reads from `at` to `stop`, of other bytes. */
  open(bytes: Uint8Array, at: number, stop: number): void;
  /** Returns what `leaveStruct` takes back. */
  enterStruct(): number;
  leaveStruct(outer: number): void;
  /** The type of the next field, its id in `fieldId`; TYPE.stop at the end of the structure. */
  field(): number;
  bool(): boolean;
  byte(): void;
  i16(): number;
  i32(): number;
  /** Into `low` and `high`. */
  i64(): void;
  /** Its bits into `low` and `high`. */
  double(): void;
  /** Its place into `start` and `end`. */
  binary(): void;
  /** The header of a list or set, into `count` and `elementType`. */
  list(): void;
  /** The header of a map. */
  map(): void;
  /** Passes over so many bytes. */
  pass(length: number): void;
}

/** Holds a field or an element to its type. `what` is for people: `Span.startTime`. */
export function expectType(type: number, wanted: number, what: string): void {
  if (type !== wanted) {
    const found = TYPE_NAMES.get(type) ?? String(type);
    throw new MalformedThrift(`${what} is ${found}, not ${TYPE_NAMES.get(wanted)}`);
  }
}

/** Reads the header of a list and holds its elements to their type; returns how many there are. */
export function enterList(
  reader: ThriftReader,
  type: number,
  elementType: number,
  what: string,
): number {
  expectType(type, TYPE.list, what);
  reader.list();
  // An empty list may say anything about its elements.
  if (reader.count > 0) expectType(reader.elementType, elementType, `an element of ${what}`);
  return reader.count;
}

export function cutShort(): MalformedThrift {
  return new MalformedThrift("the bytes end too early");
}

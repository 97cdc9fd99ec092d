/**
 * Thrift's two encodings, written by hand so that a test can also write what no library would: every length,
 * type and field number may be replaced. thrift.apache.org: thrift-binary-protocol.md, thrift-compact-protocol.md
 */
export type ThriftProtocol = "binary" | "compact";

export type ThriftValue =
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "i32"; readonly value: number }
  | { readonly type: "i64"; readonly value: bigint }
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "string"; readonly value: string | Uint8Array }
  | ThriftStruct
  | { readonly type: "list"; readonly of: ThriftType; readonly value: readonly ThriftValue[] };

export interface ThriftStruct {
  readonly type: "struct";
  readonly value: readonly (readonly [field: number, value: ThriftValue])[];
}

export type ThriftType = ThriftValue["type"];

/** Replaces what would be written at the `at`-th place of its kind. */
export interface ThriftDamage {
  readonly kind: "length" | "type" | "field";
  readonly at: number;
  readonly value: number;
}

export interface ThriftMessage {
  readonly method: string;
  /** 1 is a call, 4 a call without an answer. */
  readonly messageType: number;
}

export interface ThriftBytes {
  readonly bytes: Uint8Array;
  /** Places of each kind that were written. */
  readonly places: Readonly<Record<ThriftDamage["kind"], number>>;
}

/** A struct, as the arguments of a message when one is given. */
export function encodeThrift(
  protocol: ThriftProtocol,
  struct: ThriftStruct,
  options: { readonly message?: ThriftMessage; readonly damage?: ThriftDamage } = {},
): ThriftBytes {
  const writer = protocol === "binary" ? new BinaryWriter() : new CompactWriter();
  writer.damage = options.damage;
  if (options.message !== undefined) writer.message(options.message);
  writer.value(struct);
  return { bytes: writer.finish(), places: writer.places };
}

/** A bare list, as Zipkin's first format has it. */
export function encodeThriftList(
  protocol: ThriftProtocol,
  list: Extract<ThriftValue, { type: "list" }>,
  damage?: ThriftDamage,
): ThriftBytes {
  const writer = protocol === "binary" ? new BinaryWriter() : new CompactWriter();
  writer.damage = damage;
  writer.value(list);
  return { bytes: writer.finish(), places: writer.places };
}

const BINARY_TYPES: Readonly<Record<ThriftType, number>> = {
  bool: 2,
  double: 4,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  list: 15,
};
const COMPACT_TYPES: Readonly<Record<ThriftType, number>> = {
  // True; false is 2, and a list of booleans is of type 2 in some libraries and 1 in others.
  bool: 1,
  i32: 5,
  i64: 6,
  double: 7,
  string: 8,
  list: 9,
  struct: 12,
};

abstract class Writer {
  damage: ThriftDamage | undefined;
  readonly places = { length: 0, type: 0, field: 0 };
  readonly #chunks: Uint8Array[] = [];

  abstract message(message: ThriftMessage): void;
  abstract value(value: ThriftValue): void;

  finish(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  protected put(bytes: Uint8Array | readonly number[]): void {
    this.#chunks.push(Uint8Array.from(bytes));
  }

  /** The value itself, or what stands in its place. */
  protected damaged(kind: ThriftDamage["kind"], value: number): number {
    const place = this.places[kind]++;
    const { damage } = this;
    return damage?.kind === kind && damage.at === place ? damage.value : value;
  }
}

class BinaryWriter extends Writer {
  message({ method, messageType }: ThriftMessage): void {
    this.put([0x80, 0x01, 0, messageType]);
    this.#text(Buffer.from(method));
    this.#int32(0);
  }

  value(value: ThriftValue): void {
    switch (value.type) {
      case "bool":
        this.put([value.value ? 1 : 0]);
        return;
      case "i32":
        this.#int32(value.value);
        return;
      case "i64": {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64BE(BigInt.asIntN(64, value.value));
        this.put(bytes);
        return;
      }
      case "double": {
        const bytes = Buffer.alloc(8);
        bytes.writeDoubleBE(value.value);
        this.put(bytes);
        return;
      }
      case "string":
        this.#text(Buffer.from(value.value));
        return;
      case "struct":
        for (const [field, member] of value.value) {
          this.put([this.damaged("type", BINARY_TYPES[member.type]) & 0xff]);
          const id = this.damaged("field", field);
          this.put([(id >> 8) & 0xff, id & 0xff]);
          this.value(member);
        }
        this.put([0]);
        return;
      case "list":
        this.put([this.damaged("type", BINARY_TYPES[value.of]) & 0xff]);
        this.#int32(this.damaged("length", value.value.length));
        for (const item of value.value) this.value(item);
    }
  }

  #text(bytes: Uint8Array): void {
    this.#int32(this.damaged("length", bytes.length));
    this.put(bytes);
  }

  #int32(value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value | 0);
    this.put(bytes);
  }
}

class CompactWriter extends Writer {
  message({ method, messageType }: ThriftMessage): void {
    this.put([0x82, (messageType << 5) | 1, 0]);
    this.#text(Buffer.from(method));
  }

  value(value: ThriftValue): void {
    switch (value.type) {
      case "bool":
        this.put([value.value ? 1 : 2]);
        return;
      case "i32":
      case "i64":
        this.put(varint(zigzag(BigInt(value.value))));
        return;
      case "double": {
        const bytes = Buffer.alloc(8);
        bytes.writeDoubleLE(value.value);
        this.put(bytes);
        return;
      }
      case "string":
        this.#text(Buffer.from(value.value));
        return;
      case "struct":
        this.#struct(value);
        return;
      case "list": {
        const type = this.damaged("type", COMPACT_TYPES[value.of]) & 0x0f;
        const length = this.damaged("length", value.value.length);
        if (length >= 0 && length < 15) this.put([(length << 4) | type]);
        else this.put([0xf0 | type, ...varint(BigInt.asUintN(64, BigInt(length)))]);
        for (const item of value.value) this.value(item);
      }
    }
  }

  #struct({ value: members }: ThriftStruct): void {
    let before = 0;
    for (const [field, member] of members) {
      const isFalse = member.type === "bool" && !member.value;
      const type = this.damaged("type", isFalse ? 2 : COMPACT_TYPES[member.type]) & 0x0f;
      const id = this.damaged("field", field);
      const delta = id - before;
      if (delta > 0 && delta < 16) this.put([(delta << 4) | type]);
      else this.put([type, ...varint(zigzag(BigInt(id)))]);
      before = id;
      // The value of a boolean is its type.
      if (member.type !== "bool") this.value(member);
    }
    this.put([0]);
  }

  #text(bytes: Uint8Array): void {
    const length = this.damaged("length", bytes.length);
    this.put(varint(BigInt.asUintN(64, BigInt(length))));
    this.put(bytes);
  }
}

function zigzag(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

/**
 * Just enough of a protobuf writer for the answers of a receiver, which are tens of bytes long.
 * Fields at their default value are left out, as proto3 does.
 */
export class ProtoWriter {
  readonly #bytes: number[] = [];

  /** A varint field: int32 and int64 that are not negative, up to 2^53. */
  varint(field: number, value: number): this {
    if (value !== 0) this.#tag(field, 0).#raw(value);
    return this;
  }

  double(field: number, value: number): this {
    if (value === 0) return this;
    this.#tag(field, 1);
    this.#bytes.push(...new Uint8Array(Float64Array.of(value).buffer));
    return this;
  }

  text(field: number, value: string): this {
    return value === "" ? this : this.bytes(field, new TextEncoder().encode(value));
  }

  /** A length-delimited field; written even when empty, because an empty message is not an absent one. */
  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2).#raw(value.length);
    for (const byte of value) this.#bytes.push(byte);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #tag(field: number, wireType: number): this {
    return this.#raw(field * 8 + wireType);
  }

  #raw(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes.push(rest);
    return this;
  }
}

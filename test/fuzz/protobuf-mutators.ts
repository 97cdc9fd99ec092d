import type { Random } from "../bench/traffic/random.ts";
import { ProtobufWriter } from "../support/protobuf-writer.ts";
import type { ByteMutator } from "./byte-mutators.ts";

/** Damages protobuf where it hurts: at tags and lengths. */

interface Field {
  readonly tagAt: number;
  readonly wireType: number;
  /** Of a length-delimited field: where its length is, and its content. */
  readonly lengthAt: number;
  readonly start: number;
  readonly end: number;
}

/** A length that says something else than what follows. */
export const lieAboutLength: ByteMutator = (bytes, random) =>
  withLength(bytes, random, (length) =>
    random.pick([0, 1, length - 1, length + 1, length * 2, random.between(0, 300)]),
  );

/** A length beyond everything: 2^31 and more. */
export const claimHugeLength: ByteMutator = (bytes, random) =>
  withLength(bytes, random, () =>
    random.pick([2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52, -1]),
  );

/** A tag with another wire type or field number. */
export const changeTag: ByteMutator = (bytes, random) => {
  const field = pickField(bytes, random, () => true);
  if (field === undefined) return bytes;
  const damaged = Uint8Array.from(bytes);
  const tag = damaged[field.tagAt]!;
  damaged[field.tagAt] = random.chance(0.5)
    ? (tag & 0xf8) | random.between(0, 7)
    : (tag & 0x07) | (random.between(0, 15) << 3);
  return damaged;
};

/** A field that comes twice; the lengths around it are not told. */
export const repeatField: ByteMutator = (bytes, random) => {
  const field = pickField(bytes, random, () => true);
  if (field === undefined) return bytes;
  const { tagAt, end } = field;
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(tagAt, end), bytes.subarray(end)]);
};

/** Depths around the bound of stored nesting, and far beyond any stack. */
const DEPTHS = [16, 32, 33, 100, 1_000, 10_000, 100_000];

/** A sound request whose only attribute is nested as deep as DEPTHS say, or groups within groups. */
export const nestDeep: ByteMutator = (_, random) => {
  const depth = random.pick(DEPTHS);
  if (random.chance(0.2)) return new Uint8Array(depth).fill(0x0b);
  const isList = random.chance(0.5);
  const writer = new ProtobufWriter();
  writer.message(1, () =>
    writer.message(2, () =>
      writer.message(2, () => {
        writer.bytes(1, Buffer.from(random.hex(32), "hex"));
        writer.bytes(2, Buffer.from(random.hex(16), "hex"));
        writer.bytes(9, nestedAttribute(depth, isList));
      }),
    ),
  );
  return writer.finish();
};

/** The deepest ones take a while to build. */
const nestedAttributes = new Map<string, Uint8Array>();

function nestedAttribute(depth: number, isList: boolean): Uint8Array {
  const key = `${depth} ${isList}`;
  const known = nestedAttributes.get(key) ?? buildNestedAttribute(depth, isList);
  nestedAttributes.set(key, known);
  return known;
}

/** `KeyValue { value: AnyValue { array: { values: AnyValue { … } } } }`, from the inside out. */
function buildNestedAttribute(depth: number, isList: boolean): Uint8Array {
  const pieces: Buffer[] = [];
  let length = 0;
  const wrap = (tag: number): void => {
    const header = Buffer.from([tag, ...varint(length)]);
    pieces.push(header);
    length += header.length;
  };
  for (let level = 0; level < depth; level++) {
    if (isList) wrap(0x12);
    wrap(0x0a);
    wrap(isList ? 0x32 : 0x2a);
  }
  wrap(0x12);
  return Buffer.concat(pieces.reverse());
}

function withLength(
  bytes: Uint8Array,
  random: Random,
  change: (length: number) => number,
): Uint8Array {
  const field = pickField(bytes, random, ({ wireType }) => wireType === 2);
  if (field === undefined) return bytes;
  const length = change(field.end - field.start);
  return Buffer.concat([
    bytes.subarray(0, field.lengthAt),
    Buffer.from(length < 0 ? new Uint8Array(10).fill(0xff) : varint(length)),
    bytes.subarray(field.start),
  ]);
}

function pickField(
  bytes: Uint8Array,
  random: Random,
  matches: (field: Field) => boolean,
): Field | undefined {
  const fields = fieldsOf(bytes, 0, bytes.length, 0).filter(matches);
  return fields.length === 0 ? undefined : random.pick(fields);
}

/** The fields of a message and, where their content looks like one, of the messages in it. */
function fieldsOf(bytes: Uint8Array, start: number, end: number, depth: number): Field[] {
  const fields: Field[] = [];
  let at = start;
  while (at < end) {
    const tagAt = at;
    const tag = readVarint(bytes, at, end);
    if (tag === undefined) return [];
    const wireType = tag.value & 7;
    const contentAt = tag.end;
    const next = fieldEnd(bytes, wireType, contentAt, end);
    if (next === undefined || next.end > end) return [];
    fields.push({ tagAt, wireType, lengthAt: contentAt, ...next });
    if (wireType === 2 && depth < 7)
      fields.push(...fieldsOf(bytes, next.start, next.end, depth + 1));
    at = next.end;
  }
  return fields;
}

function fieldEnd(
  bytes: Uint8Array,
  wireType: number,
  at: number,
  end: number,
): { readonly start: number; readonly end: number } | undefined {
  if (wireType === 1) return { start: at, end: at + 8 };
  if (wireType === 5) return { start: at, end: at + 4 };
  const value = readVarint(bytes, at, end);
  if (value === undefined) return undefined;
  if (wireType === 0) return { start: at, end: value.end };
  return wireType === 2 ? { start: value.end, end: value.end + value.value } : undefined;
}

function readVarint(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let at = start, scale = 1; at < Math.min(end, start + 6); at++, scale *= 128) {
    value += (bytes[at]! & 127) * scale;
    if (bytes[at]! < 128) return { value, end: at + 1 };
  }
  return undefined;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

import { ByteWriter } from "./byte-writer.ts";
import type { FieldType, Message, NamedField } from "./message.ts";

type Values = Readonly<Record<string, unknown>>;

const NANO_PER_SECOND = 1_000_000_000n;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** The bytes of a message. Fields at their default are left out, as proto3 does. */
export function encodeMessage<Draft>(
  message: Message<unknown, Draft>,
  draft: NoInfer<Draft>,
): Uint8Array {
  const writer = new ByteWriter();
  writeMessage(writer, message, draft as Values);
  return writer.finish();
}

function writeMessage(writer: ByteWriter, { fields }: Message<unknown, unknown>, values: Values) {
  for (const field of fields) {
    const value = values[field.key];
    if (value === undefined) continue;
    if (field.label === "many") {
      for (const item of value as readonly unknown[]) writeField(writer, field, item);
    } else if (field.label === "map") {
      for (const entry of value as ReadonlyMap<string, string>) writeEntry(writer, field, entry);
    } else if (field.oneof !== undefined || !isDefault(value)) {
      writeField(writer, field, value);
    }
  }
}

/** An empty message, or a time of 1970, is not an absent one. */
function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return value === "" || value === 0 || value === 0n || value === false;
}

function writeEntry(
  writer: ByteWriter,
  field: NamedField,
  [key, value]: readonly [string, string],
): void {
  writer.varint(field.number * 8 + LENGTH_DELIMITED);
  writer.lengthDelimited(() => {
    writer.varint(8 + LENGTH_DELIMITED);
    writer.text(key);
    writer.varint(16 + LENGTH_DELIMITED);
    writer.text(value);
  });
}

function writeField(writer: ByteWriter, { number, type }: NamedField, value: unknown): void {
  writer.varint(number * 8 + wireTypeOf(type));
  if (typeof type === "function") {
    writer.lengthDelimited(() => {
      writeMessage(writer, type(), value as Values);
    });
    return;
  }
  if (typeof type === "object") {
    writer.varint(value as number);
    return;
  }
  switch (type) {
    case "text":
      writer.text(value as string);
      return;
    case "hex":
      writer.hex(value as string);
      return;
    case "bytes":
      writer.bytes(value as Uint8Array);
      return;
    case "bool":
      writer.varint(value === true ? 1 : 0);
      return;
    case "int32":
      writer.varint64(BigInt(value as number));
      return;
    case "uint32":
      writer.varint(value as number);
      return;
    case "int64":
    case "uint64":
      writer.varint64(value as bigint);
      return;
    case "fixed32":
      writer.fixed32(value as number);
      return;
    case "fixed64":
      writer.fixed64(value as bigint);
      return;
    case "double":
      writer.double(value as number);
      return;
    case "timestamp":
    case "duration":
      writeTime(writer, value as bigint, type);
      return;
  }
}

/** Nanoseconds of a timestamp are never negative; those of a duration have the sign of its seconds. */
function writeTime(writer: ByteWriter, nano: bigint, type: "timestamp" | "duration"): void {
  let seconds = nano / NANO_PER_SECOND;
  let rest = nano % NANO_PER_SECOND;
  if (type === "timestamp" && rest < 0n) {
    seconds -= 1n;
    rest += NANO_PER_SECOND;
  }
  writer.lengthDelimited(() => {
    if (seconds !== 0n) {
      writer.varint(8 + VARINT);
      writer.varint64(seconds);
    }
    if (rest !== 0n) {
      writer.varint(16 + VARINT);
      writer.varint64(rest);
    }
  });
}

/** How a value of the type stands on the wire. */
export function wireTypeOf(type: FieldType): number {
  switch (type) {
    case "bool":
    case "int32":
    case "uint32":
    case "int64":
    case "uint64":
      return VARINT;
    case "fixed64":
    case "double":
      return FIXED64;
    case "fixed32":
      return FIXED32;
    case "text":
    case "bytes":
    case "hex":
    case "timestamp":
    case "duration":
      return LENGTH_DELIMITED;
    default:
      return typeof type === "function" ? LENGTH_DELIMITED : VARINT;
  }
}

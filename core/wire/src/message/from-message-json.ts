import { err, ok, type Result } from "@spanhouse/base";
import { MESSAGE_DEPTH_MAX } from "../limits.ts";
import { defaultOf } from "./default-value.ts";
import type { FieldType, Message, NamedField } from "./message.ts";
import { parseDuration, parseTimestamp } from "./time-text.ts";

/** A value that does not fit its field. */
class MisfitError extends Error {
  override readonly name = "MisfitError";
}

type Values = Record<string, unknown>;

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};

/**
 * Reads a message from proto3 JSON that is parsed already: names in lowerCamelCase or as in the IDL, integers as
 * numbers or texts, `null` for what is not there. Unlike in bytes, a name that nobody knows is an error, as
 * in Jaeger. The error says in words what does not fit.
 */
export function fromMessageJson<Read>(
  message: Message<Read, unknown>,
  json: unknown,
): Result<Read, string> {
  try {
    return ok(readObject(message, json, 0) as Read);
  } catch (error) {
    if (error instanceof MisfitError) return err(error.message);
    throw error;
  }
}

function readObject(message: Message<unknown, unknown>, json: unknown, depth: number): Values {
  if (depth > MESSAGE_DEPTH_MAX) {
    throw new MisfitError(`objects are nested deeper than ${MESSAGE_DEPTH_MAX}`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new MisfitError(`${message.name} must be an object`);
  }
  const values: Values = {};
  for (const field of message.fields) values[field.key] = defaultOf(field);
  for (const [name, value] of Object.entries(json) as [string, unknown][]) {
    const field = message.byName.get(name);
    if (field === undefined) {
      throw new MisfitError(`unknown field ${JSON.stringify(name)} in ${message.name}`);
    }
    if (value !== null) values[field.key] = readField(field, value, depth);
  }
  return values;
}

function readField(field: NamedField, json: unknown, depth: number): unknown {
  const { type, label, key } = field;
  if (label === "many") {
    if (!Array.isArray(json)) throw new MisfitError(`${key} must be a list`);
    return json.map((item: unknown) => readValue(type, item, key, depth));
  }
  if (label === "map") {
    if (typeof json !== "object" || json === null || Array.isArray(json)) {
      throw new MisfitError(`${key} must be an object of texts`);
    }
    return new Map(
      Object.entries(json).map(([name, value]) => [name, readValue("text", value, key, depth)]),
    );
  }
  return readValue(type, json, key, depth);
}

function readValue(type: FieldType, json: unknown, key: string, depth: number): unknown {
  if (typeof type === "function") return readObject(type(), json, depth + 1);
  if (typeof type === "object") {
    const number = typeof json === "string" ? type.values.indexOf(json) : json;
    if (!Number.isInteger(number) || (number as number) < 0) {
      throw new MisfitError(`${key} must be one of ${type.values.join(", ")}`);
    }
    return number;
  }
  switch (type) {
    case "text":
    case "hex":
      if (typeof json !== "string") throw new MisfitError(`${key} must be a text`);
      return json;
    case "bytes":
      if (typeof json !== "string") throw new MisfitError(`${key} must be base64`);
      return new Uint8Array(Buffer.from(json, "base64"));
    case "bool":
      if (typeof json !== "boolean") throw new MisfitError(`${key} must be true or false`);
      return json;
    case "double": {
      const value = typeof json === "string" && json !== "" ? Number(json) : json;
      if (typeof value !== "number") throw new MisfitError(`${key} must be a number`);
      return value;
    }
    case "timestamp":
      return readTime(json, key, "a time in RFC 3339", parseTimestamp);
    case "duration":
      return readTime(json, key, 'a duration like "1.5s"', parseDuration);
    case "int32":
    case "uint32":
    case "fixed32":
      return Number(readInteger(json, key, type));
    case "int64":
    case "uint64":
    case "fixed64":
      return readInteger(json, key, type);
  }
}

function readTime(
  json: unknown,
  key: string,
  what: string,
  parse: (text: string) => bigint | undefined,
): bigint {
  const nano = typeof json === "string" ? parse(json) : undefined;
  if (nano === undefined) throw new MisfitError(`${key} must be ${what}`);
  return nano;
}

function readInteger(json: unknown, key: string, type: string): bigint {
  const isInteger =
    typeof json === "number" ? Number.isSafeInteger(json) : /^-?\d{1,20}$/.test(String(json));
  const [least, most] = RANGES[type]!;
  const value = isInteger ? BigInt(json as string | number) : undefined;
  if (value === undefined || value < least || value > most) {
    throw new MisfitError(`${key} must be a whole number from ${least} to ${most}`);
  }
  return value;
}

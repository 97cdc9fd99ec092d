import { toBase64 } from "@spanhouse/model";
import type { FieldType, Message } from "./message.ts";
import { formatDuration, formatTimestamp } from "./time-text.ts";

type Values = Readonly<Record<string, unknown>>;
type JsonObject = Record<string, unknown>;

/** How enums are written: by name as proto3 says, or by number as OTLP does. */
export type EnumStyle = "names" | "numbers";

/**
 * A message as proto3 JSON, ready for `JSON.stringify`: names in lowerCamelCase, 64-bit integers as texts,
 * bytes as base64, ids as hexadecimal digits, fields at their default left out. Lists that are given are
 * written even when empty, as Jaeger's are.
 */
export function toMessageJson<Draft>(
  message: Message<unknown, Draft>,
  draft: NoInfer<Draft>,
  enums: EnumStyle = "names",
): JsonObject {
  return toObject(message, draft as Values, enums);
}

function toObject(
  { fields }: Message<unknown, unknown>,
  values: Values,
  enums: EnumStyle,
): JsonObject {
  const json: JsonObject = {};
  for (const { key, type, label, oneof } of fields) {
    const value = values[key];
    if (value === undefined) continue;
    if (label === "many") {
      json[key] = (value as readonly unknown[]).map((item) => toValue(type, item, enums));
    } else if (label === "map") {
      json[key] = Object.fromEntries(value as ReadonlyMap<string, string>);
    } else if (oneof !== undefined || !isDefault(value)) {
      json[key] = toValue(type, value, enums);
    }
  }
  return json;
}

function isDefault(value: unknown): boolean {
  return value === "" || value === 0 || value === 0n || value === false;
}

function toValue(type: FieldType, value: unknown, enums: EnumStyle): unknown {
  if (typeof type === "function") return toObject(type(), value as Values, enums);
  if (typeof type === "object") {
    return enums === "numbers" ? value : (type.values[value as number] ?? value);
  }
  switch (type) {
    case "bytes":
      return toBase64(value as Uint8Array);
    case "int64":
    case "uint64":
    case "fixed64":
      return (value as bigint).toString();
    case "double":
      return toDouble(value as number);
    case "timestamp":
      return formatTimestamp(value as bigint);
    case "duration":
      return formatDuration(value as bigint);
    case "text":
    case "hex":
    case "bool":
    case "int32":
    case "uint32":
    case "fixed32":
      return value;
  }
}

/** What JSON has no number for is a text; `JSON.stringify` would write -0 as 0. */
function toDouble(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

import { assertUnreachable } from "@spanhouse/base";
import { toBase64, type Attribute, type AttributeValue } from "@spanhouse/model";

/** A tag or log field of Jaeger's JSON. Integers that JavaScript cannot hold are decimal texts. */
export interface JaegerKeyValue {
  readonly key: string;
  readonly type: "string" | "bool" | "int64" | "float64" | "binary";
  readonly value: string | number | boolean;
}

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** A tag of type string. */
export function textTag(key: string, value: string): JaegerKeyValue {
  return { key, type: "string", value };
}

/** An attribute as a tag: arrays and key-value lists become JSON text, as Jaeger has no type for them. */
function toTag({ key, value }: Attribute): JaegerKeyValue {
  switch (value.type) {
    case "string":
      return textTag(key, value.value);
    case "bool":
      return { key, type: "bool", value: value.value };
    case "int":
      return { key, type: "int64", value: toSafeNumber(value.value) };
    case "double":
      return { key, type: "float64", value: toFiniteNumber(value.value) };
    case "bytes":
      return { key, type: "binary", value: toBase64(value.value) };
    case "array":
    case "keyValueList":
      return textTag(key, toPlainJson(value));
    case "empty":
      return textTag(key, "");
    default:
      return assertUnreachable(value);
  }
}

/** Attributes as tags, by key when asked for. */
export function attributeTags(
  attributes: readonly Attribute[],
  sortTags: boolean,
): readonly JaegerKeyValue[] {
  const tags = attributes.map(toTag);
  return sortTags ? tags.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) : tags;
}

function toSafeNumber(value: bigint): number | string {
  return value > SAFE_MAX || value < -SAFE_MAX ? value.toString() : Number(value);
}

function toFiniteNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/**
 * Plain JSON of a value, integers with all their digits, bytes as base64, keys of a list sorted and the
 * last of equal keys kept: what Jaeger shows for such attributes. Depth is bounded where values come in
 * (ATTRIBUTE_DEPTH_MAX).
 */
function toPlainJson(value: AttributeValue): string {
  switch (value.type) {
    case "string":
    case "bool":
      return JSON.stringify(value.value);
    case "int":
      return value.value.toString();
    case "double":
      return JSON.stringify(toFiniteNumber(value.value));
    case "bytes":
      return JSON.stringify(toBase64(value.value));
    case "array":
      return `[${value.value.map(toPlainJson).join(",")}]`;
    case "keyValueList": {
      const members = [...new Map(value.value.map((item) => [item.key, item.value]))];
      members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${toPlainJson(item)}`).join(",")}}`;
    }
    case "empty":
      return "null";
    default:
      return assertUnreachable(value);
  }
}

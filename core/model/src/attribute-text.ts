import { assertUnreachable, err, ok, type Result } from "@spanhouse/base";
import type { Attribute, AttributeValue } from "./attribute.ts";

/**
 * The text form in which any attribute value is stored exactly when a plain column cannot hold it.
 * It is JSON, so that people can read it in SQL, tagged where JSON alone would lose the type:
 *
 *   string         "text"              int      {"int":"9007199254740993"}
 *   bool           true                bytes    {"bytes":"AQID"}            base64
 *   double         1.5                 double   {"double":"NaN"}            NaN, Infinity, -Infinity, -0,
 *                                                                           integers of 2^63 to 10^21
 *   array          ["a",true]          key-value list  {"list":[["key","value"],["key",1.5]]}
 *   empty          null
 *
 * The order and the duplicates of a key-value list are kept.
 */

/** Deepest nesting that is stored; deeper values are refused where they come in. */
export const ATTRIBUTE_DEPTH_MAX = 32;

/** The text form of a value. The value must not be nested deeper than ATTRIBUTE_DEPTH_MAX. */
export function formatAttributeText(value: AttributeValue): string {
  return JSON.stringify(toTagged(value));
}

/** The value a text form stands for; an error says what is wrong with the text. */
export function parseAttributeText(text: string): Result<AttributeValue, string> {
  let tagged: unknown;
  try {
    tagged = JSON.parse(text);
  } catch {
    return err("not JSON");
  }
  const value = fromTagged(tagged, 0);
  return value === undefined ? err("not an attribute value") : ok(value);
}

function toTagged(value: AttributeValue): unknown {
  switch (value.type) {
    case "string":
    case "bool":
      return value.value;
    case "double":
      return isPlainNumber(value.value)
        ? value.value
        : { double: Object.is(value.value, -0) ? "-0" : String(value.value) };
    case "int":
      return { int: value.value.toString() };
    case "bytes":
      return { bytes: toBase64(value.value) };
    case "array":
      return value.value.map(toTagged);
    case "keyValueList":
      return { list: value.value.map((item) => [item.key, toTagged(item.value)]) };
    case "empty":
      return null;
    default:
      return assertUnreachable(value);
  }
}

/** JSON writes it, and every parser reads it: some refuse digits alone that do not fit 64 bits. */
function isPlainNumber(value: number): boolean {
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  return Math.abs(value) < 2 ** 63 || !Number.isInteger(value) || Math.abs(value) >= 1e21;
}

function fromTagged(tagged: unknown, depth: number): AttributeValue | undefined {
  if (depth > ATTRIBUTE_DEPTH_MAX) return undefined;
  if (tagged === null) return { type: "empty" };
  if (typeof tagged === "string") return { type: "string", value: tagged };
  if (typeof tagged === "boolean") return { type: "bool", value: tagged };
  if (typeof tagged === "number") return { type: "double", value: tagged };
  if (Array.isArray(tagged)) return fromTaggedArray(tagged, depth);
  if (typeof tagged !== "object") return undefined;
  if ("int" in tagged && typeof tagged.int === "string" && /^-?\d+$/.test(tagged.int)) {
    return { type: "int", value: BigInt(tagged.int) };
  }
  if ("double" in tagged && typeof tagged.double === "string") {
    return { type: "double", value: Number(tagged.double) };
  }
  if ("bytes" in tagged && typeof tagged.bytes === "string") {
    return { type: "bytes", value: fromBase64(tagged.bytes) };
  }
  if ("list" in tagged && Array.isArray(tagged.list)) {
    return fromTaggedList(tagged.list, depth);
  }
  return undefined;
}

function fromTaggedArray(items: readonly unknown[], depth: number): AttributeValue | undefined {
  const values: AttributeValue[] = [];
  for (const item of items) {
    const value = fromTagged(item, depth + 1);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return { type: "array", value: values };
}

function fromTaggedList(items: readonly unknown[], depth: number): AttributeValue | undefined {
  const attributes: Attribute[] = [];
  for (const item of items) {
    if (!Array.isArray(item) || item.length !== 2 || typeof item[0] !== "string") return undefined;
    const value = fromTagged(item[1], depth + 1);
    if (value === undefined) return undefined;
    attributes.push({ key: item[0], value });
  }
  return { type: "keyValueList", value: attributes };
}

/** Base64 with padding, in environments with and without Node's Buffer. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The opposite, also of the url-safe alphabet, and without padding. The text must be base64. */
export function fromBase64(text: string): Uint8Array {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

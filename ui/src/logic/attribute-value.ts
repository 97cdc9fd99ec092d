import type { OwnAttribute, OwnAttributeValue } from "@spanhouse/model";

/** A value on one line. Texts stand as they are; inside of lists they have quotes. */
export function formatAttributeValue(value: OwnAttributeValue): string {
  return value.type === "string" ? value.value : formatNested(value);
}

function formatNested(value: OwnAttributeValue): string {
  switch (value.type) {
    case "string":
      return JSON.stringify(value.value);
    case "bool":
    case "int":
    case "double":
      return String(value.value);
    case "bytes":
      return value.value;
    case "array":
      return `[${value.value.map(formatNested).join(", ")}]`;
    case "keyValueList":
      return `{${value.value.map((item) => `${item.key}: ${formatNested(item.value)}`).join(", ")}}`;
    case "empty":
      return "(empty)";
  }
}

const TYPE_NAMES = {
  string: "text",
  bool: "boolean",
  int: "integer",
  double: "decimal",
  bytes: "bytes, base64",
  array: "list",
  keyValueList: "key-value list",
  empty: "no value",
} as const satisfies Record<OwnAttributeValue["type"], string>;

/** What people call the type of a value. */
export function typeName(value: OwnAttributeValue): string {
  return TYPE_NAMES[value.type];
}

/** The attributes whose key or value contains the text, case aside, in their order. */
export function filterAttributes(
  attributes: readonly OwnAttribute[],
  text: string,
): readonly OwnAttribute[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return attributes;
  return attributes.filter(
    ({ key, value }) =>
      key.toLowerCase().includes(wanted) ||
      formatAttributeValue(value).toLowerCase().includes(wanted),
  );
}

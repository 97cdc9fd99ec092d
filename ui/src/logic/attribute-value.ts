import { formatAttributeValue, type OwnAttribute, type OwnAttributeValue } from "@spanhouse/model";

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

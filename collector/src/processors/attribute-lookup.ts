import {
  formatAttributeText,
  type Attribute,
  type AttributeValue,
  type Span,
} from "@spanhouse/model";

/** Where an attribute of a span is looked for: `any` is the span, then its resource. */
export type AttributeSource = "any" | "span" | "resource";

/** The first attribute with this key; undefined when there is none. */
export function findAttribute(
  attributes: readonly Attribute[],
  key: string,
): AttributeValue | undefined {
  for (const attribute of attributes) if (attribute.key === key) return attribute.value;
  return undefined;
}

export function attributeOf(
  span: Span,
  key: string,
  source: AttributeSource,
): AttributeValue | undefined {
  const own = source === "resource" ? undefined : findAttribute(span.attributes, key);
  if (own !== undefined || source === "span") return own;
  return findAttribute(span.resource.attributes, key);
}

/** A value as patterns and hashes see it: plain text, numbers in decimal, structured values as JSON. */
export function valueText(value: AttributeValue): string {
  switch (value.type) {
    case "string":
      return value.value;
    case "bool":
    case "int":
    case "double":
      return String(value.value);
    case "bytes":
    case "array":
    case "keyValueList":
    case "empty":
      return formatAttributeText(value);
  }
}

/** Whether a value is the one the configuration names; `1` is equal to the integer and to the double. */
export function equalsScalar(value: AttributeValue, scalar: string | number | boolean): boolean {
  switch (value.type) {
    case "string":
    case "bool":
    case "double":
      return value.value === scalar;
    case "int":
      return typeof scalar === "number" && Number(value.value) === scalar;
    case "bytes":
    case "array":
    case "keyValueList":
    case "empty":
      return false;
  }
}

/** A value of the configuration as an attribute value: whole numbers are integers. */
export function scalarValue(scalar: string | number | boolean): AttributeValue {
  if (typeof scalar === "string") return { type: "string", value: scalar };
  if (typeof scalar === "boolean") return { type: "bool", value: scalar };
  return Number.isSafeInteger(scalar)
    ? { type: "int", value: BigInt(scalar) }
    : { type: "double", value: scalar };
}

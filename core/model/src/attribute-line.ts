import type { OwnAttributeValue } from "./own-api.ts";

/** A value on one line, for people. Texts stand as they are; inside of lists they have quotes. */
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

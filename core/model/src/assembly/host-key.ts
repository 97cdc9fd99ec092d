import type { AttributeValue } from "../attribute.ts";
import type { Resource } from "../span.ts";

const HOST_KEYS = ["host.id", "host.ip", "host.name"] as const;

/** The host that a resource names: `host.id`, else `host.ip` (its first), else `host.name`; "" without any. */
export function hostKeyOf(resource: Resource): string {
  for (const wanted of HOST_KEYS) {
    const found = resource.attributes.find(({ key }) => key === wanted);
    const text = found === undefined ? "" : textOf(found.value);
    if (text !== "") return text;
  }
  return "";
}

function textOf(value: AttributeValue): string {
  if (value.type === "string") return value.value;
  const first = value.type === "array" ? value.value[0] : undefined;
  return first?.type === "string" ? first.value : "";
}

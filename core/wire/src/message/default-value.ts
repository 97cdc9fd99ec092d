import type { NamedField } from "./message.ts";

/** What a field is when nothing says it. */
export function defaultOf({ type, label, oneof }: NamedField): unknown {
  if (label === "many") return [];
  if (label === "map") return new Map();
  if (oneof !== undefined || typeof type === "function") return undefined;
  if (typeof type === "object") return 0;
  switch (type) {
    case "text":
    case "hex":
      return "";
    case "bytes":
      return new Uint8Array(0);
    case "bool":
      return false;
    case "int64":
    case "uint64":
    case "fixed64":
      return 0n;
    case "timestamp":
    case "duration":
      return undefined;
    case "int32":
    case "uint32":
    case "fixed32":
    case "double":
      return 0;
  }
}

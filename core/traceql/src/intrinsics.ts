/** What a value is; `attribute` may be any of them, or missing. */
export type FieldType =
  "string" | "int" | "float" | "bool" | "duration" | "status" | "kind" | "attribute";

/** What every span has, by its name with its scope, and the type of its value. */
export const INTRINSICS = {
  "span:duration": "duration",
  "span:name": "string",
  "span:status": "status",
  "span:statusMessage": "string",
  "span:kind": "kind",
  "span:id": "string",
  "span:parentID": "string",
  "span:childCount": "int",
  "trace:duration": "duration",
  "trace:rootName": "string",
  "trace:rootService": "string",
  "trace:id": "string",
  "event:name": "string",
  "event:timeSinceStart": "duration",
  "link:traceID": "string",
  "link:spanID": "string",
  "instrumentation:name": "string",
  "instrumentation:version": "string",
  nestedSetLeft: "int",
  nestedSetRight: "int",
  nestedSetParent: "int",
  parent: "attribute",
} as const satisfies Record<string, FieldType>;

export type IntrinsicName = keyof typeof INTRINSICS;

/** Words that are intrinsics without a scope. A set that does not grow: new ones have a scope. */
export const UNSCOPED_INTRINSICS: ReadonlyMap<string, IntrinsicName> = new Map([
  ["duration", "span:duration"],
  ["name", "span:name"],
  ["status", "span:status"],
  ["statusMessage", "span:statusMessage"],
  ["kind", "span:kind"],
  ["rootName", "trace:rootName"],
  ["rootServiceName", "trace:rootService"],
  ["traceDuration", "trace:duration"],
  ["nestedSetLeft", "nestedSetLeft"],
  ["nestedSetRight", "nestedSetRight"],
  ["nestedSetParent", "nestedSetParent"],
  ["parent", "parent"],
]);

/** See INTRINSICS. */
export function isIntrinsicName(name: string): name is IntrinsicName {
  return Object.hasOwn(INTRINSICS, name);
}

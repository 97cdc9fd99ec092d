import type { AttributeLevel, CompletedType } from "./completion-reader.ts";

/** Where an attribute is and of which type, as one number of the stored format: append only. */
export const ATTRIBUTE_LEVELS: readonly AttributeLevel[] = ["span", "resource", "scope", "event"];
export const COMPLETED_TYPES: readonly CompletedType[] = [
  "string",
  "int",
  "double",
  "bool",
  "other",
];

export function levelCode(level: AttributeLevel): number {
  return ATTRIBUTE_LEVELS.indexOf(level);
}

export function typeCode(type: CompletedType): number {
  return COMPLETED_TYPES.indexOf(type);
}

import { text } from "../../texts/span-fields.ts";

/** Fields that spans are grouped and coloured by. */
export const GROUPING_FIELDS = ["service", "operation", "kind", "status"] as const;

/** What a field is called; attributes are called by their keys. */
export function fieldLabel(key: string): string {
  const field = GROUPING_FIELDS.find((each) => each === key);
  return field === undefined ? key : text[field];
}

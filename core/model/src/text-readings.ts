import { parseAttributeText } from "./attribute-text.ts";

/**
 * The values of every type that are written as a text. People and Jaeger's clients type text, attributes
 * have types, so a text is compared with every type whose value can be written that way:
 *
 *   "500"    string "500", int 500, double 500         "true"   string "true", bool true
 *   "1.50"   string "1.50", double 1.5                 `["a"]`  string, array with that attribute text
 */
export interface TextReadings {
  readonly string: string;
  readonly int?: bigint;
  readonly double?: number;
  readonly bool?: boolean;
  /** Attribute text (attribute-text.ts) of an array, a list, bytes or an empty value. */
  readonly other?: string;
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const INTEGER = /^-?(?:0|[1-9]\d{0,18})$/;
const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const OTHER_TYPES: ReadonlySet<string> = new Set(["array", "keyValueList", "bytes", "empty"]);

export function textReadings(text: string): TextReadings {
  const int = INTEGER.test(text) ? BigInt(text) : undefined;
  const double = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return {
    string: text,
    ...(int === undefined || int < INT64_MIN || int > INT64_MAX ? {} : { int }),
    ...(Number.isFinite(double) ? { double } : {}),
    ...(text === "true" || text === "false" ? { bool: text === "true" } : {}),
    ...(isOther(text) ? { other: text } : {}),
  };
}

function isOther(text: string): boolean {
  if (!/^(?:[[{]|null$)/.test(text)) return false;
  const parsed = parseAttributeText(text);
  return parsed.ok && OTHER_TYPES.has(parsed.value.type);
}

import { describe, expect, it } from "vitest";
import type { AttributeValue } from "./attribute.ts";
import { formatAttributeText, parseAttributeText } from "./attribute-text.ts";

const cases: readonly [string, AttributeValue][] = [
  ['"text"', { type: "string", value: "text" }],
  ["true", { type: "bool", value: true }],
  ["1.5", { type: "double", value: 1.5 }],
  ["1", { type: "double", value: 1 }],
  ['{"double":"NaN"}', { type: "double", value: NaN }],
  ['{"double":"-Infinity"}', { type: "double", value: -Infinity }],
  ['{"double":"-0"}', { type: "double", value: -0 }],
  ['{"int":"9223372036854775807"}', { type: "int", value: 9223372036854775807n }],
  ['{"bytes":"AP8="}', { type: "bytes", value: Uint8Array.of(0, 255) }],
  ["null", { type: "empty" }],
  [
    '["a",[],{"int":"1"}]',
    {
      type: "array",
      value: [
        { type: "string", value: "a" },
        { type: "array", value: [] },
        { type: "int", value: 1n },
      ],
    },
  ],
  [
    '{"list":[["k",null],["k",{"list":[]}]]}',
    {
      type: "keyValueList",
      value: [
        { key: "k", value: { type: "empty" } },
        { key: "k", value: { type: "keyValueList", value: [] } },
      ],
    },
  ],
];

describe("attribute text", () => {
  it.each(cases)("%s stands for exactly one value", (text, value) => {
    expect(formatAttributeText(value)).toBe(text);
    expect(parseAttributeText(text)).toEqual({ ok: true, value });
  });

  it.each(["", "{", '{"other":1}', '{"int":"x"}', '{"list":[["k"]]}'])("refuses %s", (text) => {
    expect(parseAttributeText(text).ok).toBe(false);
  });
});

import { formatAttributeValue, type OwnAttributeValue } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { text } from "../texts/trace-panel.tsx";
import { filterAttributes } from "./attribute-value.ts";

describe("an attribute value", () => {
  it.each<[OwnAttributeValue, string, string]>([
    [{ type: "string", value: "GET /" }, "GET /", "text"],
    [{ type: "int", value: "9007199254740993" }, "9007199254740993", "integer"],
    [{ type: "double", value: "-0" }, "-0", "decimal"],
    [{ type: "double", value: 0.75 }, "0.75", "decimal"],
    [{ type: "bool", value: false }, "false", "boolean"],
    [{ type: "bytes", value: "AQID" }, "AQID", "bytes, base64"],
    [{ type: "empty" }, "(empty)", "no value"],
    [
      { type: "array", value: [{ type: "string", value: "a" }, { type: "empty" }] },
      '["a", (empty)]',
      "list",
    ],
    [
      { type: "keyValueList", value: [{ key: "tier", value: { type: "string", value: "gold" } }] },
      '{tier: "gold"}',
      "key-value list",
    ],
  ])("%j reads %s and is a %s", (value, shown, type) => {
    expect(formatAttributeValue(value)).toBe(shown);
    expect(text.typeOfValue(value.type)).toBe(type);
  });
});

describe("the attribute filter of the panel", () => {
  const attributes = [
    { key: "http.route", value: { type: "string", value: "/Cart" } },
    { key: "db.rows", value: { type: "int", value: "7" } },
  ] as const;

  it.each([
    ["", 2],
    ["ROUTE", 1],
    ["cart", 1],
    ["7", 1],
    ["x", 0],
  ])("%j leaves %i", (text, count) => {
    expect(filterAttributes(attributes, text)).toHaveLength(count);
  });
});

import { expect, it } from "vitest";
import { z } from "zod";
import { readSettingText, settingsOf, variableOf } from "./setting.ts";

it("derives the environment variable by rule", () => {
  expect(variableOf("host")).toBe("SPANHOUSE_HOST");
  expect(variableOf("collector.otlpGrpc.tls.clientCaFile")).toBe(
    "SPANHOUSE_COLLECTOR_OTLP_GRPC_TLS_CLIENT_CA_FILE",
  );
});

it("finds every leaf of a schema with its type and default", () => {
  const schema = z.strictObject({
    a: z.int().default(1),
    b: z.strictObject({ c: z.array(z.string()).default([]), d: z.boolean().default(true) }),
    e: z.union([z.literal(""), z.url()]).default(""),
  });
  expect(
    settingsOf(schema).map(({ key, type, defaultValue }) => [key, type, defaultValue]),
  ).toEqual([
    ["a", "number", 1],
    ["b.c", "list", []],
    ["b.d", "boolean", true],
    ["e", "string", ""],
  ]);
});

it.each<[string, unknown]>([
  ["a, b,,c ", ["a", "b", "c"]],
  ["", []],
  ['[{"filter": {"drop": [1]}}, "a,b"]', [{ filter: { drop: [1] } }, "a,b"]],
  [" [{filter: {drop: [x]}}]", [{ filter: { drop: ["x"] } }]],
  ["{filter: {drop: [x]}}", [{ filter: { drop: ["x"] } }]],
  ["[{filter", "[{filter"],
])("reads the list %s", (text, value) => {
  const list = { key: "a", variable: "A", type: "list", defaultValue: [] } as const;
  expect(readSettingText(list, text)).toEqual(value);
});

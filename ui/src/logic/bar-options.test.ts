import { expect, it } from "vitest";
import { completionPath, keyOptions, valueOptions } from "./bar-options.ts";
import { typedCondition } from "./typed-condition.ts";

it.each([
  ["ht", "/api/own/complete/keys?prefix=ht&limit=12&level=span&level=resource"],
  ["resource.ho", "/api/own/complete/keys?prefix=ho&limit=12&level=resource"],
  ["service=ca", "/api/own/complete/services?prefix=ca&limit=20"],
  ["name=", "/api/own/complete/operations?prefix=&limit=20&service=cart"],
  ["a=1 span.b=x", "/api/own/complete/values?prefix=x&limit=20&key=b"],
  ["kind=s", undefined],
  ["a=~x", undefined],
])("asks for what goes on behind %s", (text, path) => {
  expect(completionPath(typedCondition(text), "cart")).toBe(path);
});

it("proposes fields, services and attributes, each once", () => {
  const keys = [
    { key: "server.address", level: "span", types: [] },
    { key: "server.address", level: "resource", types: [] },
  ] as const;
  const options = keyOptions(typedCondition("a=1 ser"), keys, ["server-a", "web"]);
  expect(options.map(({ label, detail }) => `${label} (${detail})`)).toEqual([
    "service (of every span)",
    "service = server-a (service)",
    "server.address (span, resource)",
  ]);
  expect(options[2]).toMatchObject({ text: "a=1 server.address=" });
});

it("proposes the words of fields, and whole conditions with values", () => {
  expect(valueOptions(typedCondition("status=e"), []).map(({ label }) => label)).toEqual(["error"]);
  expect(valueOptions(typedCondition("a!="), [{ text: "x y", detail: "string" }])).toEqual([
    {
      label: "x y",
      detail: "string",
      condition: { target: { attribute: "a", level: "" }, operator: "!=", text: "x y" },
    },
  ]);
});

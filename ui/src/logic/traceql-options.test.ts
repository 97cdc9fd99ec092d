import { describe, expect, it } from "vitest";
import {
  traceqlCompletionPath,
  traceqlKeyOptions,
  traceqlValueOptions,
  typedTraceql,
} from "./traceql-options.ts";

/** The query with `|` where the caret is. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  const text = marked.replace("|", "");
  return { text, typed: typedTraceql(text, caret) };
}

describe("knows what is typed", () => {
  it.each([
    ["{ |", { key: "", operator: "" }],
    ["{ na|", { key: "na", operator: "" }],
    ["{ .a = 1 && (span.ht| }", { key: "span.ht", operator: "" }],
    ["{ !.on|", { key: ".on", operator: "" }],
    ["{ status = | }", { key: "status", operator: "=", value: "" }],
    ['{ .a = 1 && resource.service.name="ca|', { key: "resource.service.name", value: "ca" }],
    ['{ span."my attr" != "x\\"|', { key: 'span."my attr"', operator: "!=", value: 'x"' }],
  ])("%s", (marked, expected) => {
    expect(at(marked).typed).toMatchObject(expected);
  });

  it.each(["|{ }", "{ } |", "{ .a = 1 |", '{ "na|', "{ .a = 1 nam|", "name|"])(
    "and where nothing goes on: %s",
    (marked) => {
      expect(at(marked).typed).toBeUndefined();
    },
  );
});

it.each([
  ["{ ht|", "/api/own/complete/keys?prefix=ht&limit=12&level=span&level=resource"],
  ["{ .ht|", "/api/own/complete/keys?prefix=ht&limit=12&level=span&level=resource"],
  ["{ resource.ho|", "/api/own/complete/keys?prefix=ho&limit=12&level=resource"],
  ["{ event.x|", "/api/own/complete/keys?prefix=x&limit=12&level=event"],
  ['{ resource.service.name = "c|', "/api/own/complete/services?prefix=c&limit=20"],
  ["{ name = |", "/api/own/complete/operations?prefix=&limit=20"],
  ["{ span.b = x|", "/api/own/complete/values?prefix=x&limit=20&key=b"],
  ["{ kind = s|", undefined],
  ['{ .a =~ "x|', undefined],
])("asks for what goes on behind %s", (marked, path) => {
  expect(traceqlCompletionPath(at(marked).typed!)).toBe(path);
});

it("proposes no attribute of another scope for those of links", () => {
  expect(traceqlCompletionPath(at("{ link.a| }").typed!)).toBeUndefined();
});

it("proposes intrinsics, scopes and attributes, and puts them in their place", () => {
  const keys = [
    { key: "server.address", level: "span", types: ["string"] },
    { key: "my key", level: "resource", types: [] },
  ] as const;
  const { text, typed } = at("{ s| && .b }");
  const options = traceqlKeyOptions(text, typed!, keys);
  expect(options.map(({ label }) => label)).toEqual([
    ...["status", "statusMessage", "span:id", "span.", "span.server.address"],
  ]);
  expect(options[0]).toMatchObject({ text: "{ status = && .b }", caret: 11 });
  const dotted = at("{ .m|");
  expect(traceqlKeyOptions(dotted.text, dotted.typed!, keys).map((one) => one.text)).toEqual([
    '{ ."my key" = ',
  ]);
});

it("proposes values as they are written", () => {
  const values = [
    { text: "GET", detail: "string" },
    { text: "200", detail: "int" },
  ];
  const { text, typed } = at("{ .a = | && .b }");
  expect(traceqlValueOptions(text, typed!, values).map((one) => one.text)).toEqual([
    '{ .a = "GET" && .b }',
    "{ .a = 200 && .b }",
  ]);
  const quoted = at('{ .a = "G|');
  expect(traceqlValueOptions(quoted.text, quoted.typed!, values)).toEqual([
    { label: '"GET"', detail: "string", text: '{ .a = "GET" ', caret: 13 },
  ]);
  const kind = at("{ kind = s| }");
  expect(traceqlValueOptions(kind.text, kind.typed!, []).map(({ label }) => label)).toEqual([
    "server",
  ]);
});

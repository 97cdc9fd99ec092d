import { ATTRIBUTE_VALUE_TYPES } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import type { TypedColumn } from "./attribute-columns.ts";
import { findByPredicate, readFindTraceql } from "./find-traceql.ts";
import { traceOf } from "./testing/trace.ts";
import { toTraceModel } from "./trace-model.ts";

const model = toTraceModel({
  ...traceOf({
    spanId: ["00000000000000aa", "00000000000000ab", "00000000000000bb"],
    ...{ service: [0, 1, 0], operation: [0, 1, 0], parentRow: [-1, 0, 0] },
    ...{ kind: [2, 3, 1], status: [0, 2, 0], durationUs: [900, 20_000, 0.5] },
  }),
  services: [
    { name: "checkout", spanCount: 2, errorCount: 0 },
    { name: "cart", spanCount: 1, errorCount: 0 },
  ],
  operations: ["POST /pay", "SELECT carts"],
});

function column(
  values: readonly (readonly [(typeof ATTRIBUTE_VALUE_TYPES)[number], string])[],
  ...of: readonly number[]
): TypedColumn {
  const types = Uint8Array.from(values, ([type]) => ATTRIBUTE_VALUE_TYPES.indexOf(type));
  return { values: values.map(([, text]) => text), types, of: Int32Array.from(of) };
}

const columns: ReadonlyMap<string, TypedColumn> = new Map([
  [
    "span.n",
    column(
      [
        ["int", "500"],
        ["string", "500"],
        ["double", "0.5"],
      ],
      0,
      1,
      2,
    ),
  ],
  ["span.big", column([["int", "9007199254740993"]], 0, -1, -1)],
  ["span.route", column([["string", "/a"]], 0, -1, -1)],
  [
    "span.on",
    column(
      [
        ["bool", "true"],
        ["bool", "false"],
      ],
      0,
      1,
      -1,
    ),
  ],
  ["span.list", column([["array", '["/a"]']], 0, -1, -1)],
  ["span.both", column([["string", "x"]], 0, 0, -1)],
  ["resource.both", column([["string", "y"]], -1, 0, 0)],
]);

function found(query: string): readonly number[] | string {
  const read = readFindTraceql(query);
  return read.ok ? [...findByPredicate(read.value, model, columns)] : read.error;
}

describe("finds rows by TraceQL", () => {
  it.each([
    ["{ }", [0, 1, 2]],
    ["{ false }", []],
    ['{ name = "SELECT carts" }', [1]],
    ['{ name =~ "SELECT" }', []],
    ['{ name =~ "SELECT .*" || kind = internal }', [1, 2]],
    ['{ resource.service.name = "cart" }', [1]],
    ["{ status = error } || { kind = server }", [0, 1]],
    ["{ duration > 800us }", [0, 1]],
    ["{ duration = 500ns }", [2]],
    ["{ duration >= 900us && duration <= 20ms && duration < 1e9 }", [0, 1]],
    ["{ nestedSetParent < 0 }", [0]],
    ['{ span:id = "ab" }', [1]],
    ['{ trace:id != "1" }', [0, 1, 2]],
    ["{ .n = 500 }", [0]],
    ['{ .n = "500" }', [1]],
    ["{ .n != 500 }", [2]],
    ["{ .n < 1 }", [2]],
    ["{ .big > 9007199254740992 && .big <= 9007199254740993.0 }", []],
    ["{ .big = 9007199254740993 }", [0]],
    ['{ span.route < "/b" && span.route != "x" }', [0]],
    ['{ !(span.route = "/a") }', [1, 2]],
    ["{ .on || !.on }", [0, 1]],
    ["{ .list != nil }", [0]],
    ['{ .list = "/a" || .list != "/a" }', []],
    ['{ .both = "y" }', [1, 2]],
    ['{ .both != "y" }', [0]],
    ['{ span.both !~ "y.*" }', [0, 1]],
    ["{ resource.missing = nil }", [0, 1, 2]],
  ])("%s", (query, rows) => {
    expect(found(query)).toEqual(rows);
  });

  it("says which attributes it needs, each once", () => {
    const read = readFindTraceql('{ .a = 1 && span.a = 2 && !(resource.b != nil) && name = "x" }');
    expect(read.ok && read.value.columns.map(({ key, level }) => `${level}.${key}`).sort()).toEqual(
      ["resource.a", "resource.b", "span.a"],
    );
  });

  it.each([
    ["{ event:name = `x` }", "eventName cannot be found in a trace"],
    ["{ link.a = 1 }", "link.a cannot be found in a trace"],
    ["{ statusMessage = `x` }", "statusMessage cannot be found in a trace"],
    ["{ .a", "line 1, col 5: syntax error"],
    ["{ .a } > { .b }", "> between filters is answered by a search for traces only"],
  ])("refuses %s", (query, problem) => {
    expect(found(query)).toContain(problem);
  });
});

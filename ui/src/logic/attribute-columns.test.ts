import { spanIdsHash } from "@spanhouse/model";
import { expect, it } from "vitest";
import { joinAttributeColumns, joinTypedColumns, toAttributeColumn } from "./attribute-columns.ts";

const IDS = Uint32Array.of(1, 1, 2, 2, 1, 1, 4, 4);
const ANSWER = {
  traceId: "00000000000000000000000000000001",
  rowCount: 4,
  values: ["7", "x", "7"],
  types: Uint8Array.of(0, 0, 2),
  of: Uint8Array.of(1, 0, 2, 3),
  idsHash: spanIdsHash(IDS),
};

it("takes over an answer about the same rows; values that look the same are one", () => {
  const column = toAttributeColumn(IDS, ANSWER);
  expect(column?.values).toEqual(["7", "x"]);
  expect([...column!.of]).toEqual([0, -1, 1, 0]);
});

it("needs the ids when a row came in between, and finds the rows by them, those that share one in order", () => {
  const now = Uint32Array.of(1, 1, 3, 3, 2, 2, 1, 1, 4, 4);
  const answer = { ...ANSWER, rowCount: 5, of: Uint8Array.of(1, 2, 0, 2, 3) };
  const other = { ...answer, idsHash: spanIdsHash(now) };
  expect(toAttributeColumn(IDS, other)).toBeUndefined();
  const column = toAttributeColumn(IDS, { ...other, spanId: now });
  expect([...column!.of]).toEqual([0, -1, 1, 0]);
  expect([...toAttributeColumn(Uint32Array.of(9, 9), { ...other, spanId: now })!.of]).toEqual([-1]);
});

it("joins the columns of traces whose rows are shown together", () => {
  const columns = [
    { values: ["a", "b"], of: Int32Array.of(0, 1, -1) },
    { values: ["b", "c"], of: Int32Array.of(1, 0) },
  ];
  const parts = [{ rowOf: Int32Array.of(0, 1, 4) }, { rowOf: Int32Array.of(2, 3) }];
  const { values, of } = joinAttributeColumns(columns, parts, 5);
  expect([...of].map((place) => values[place])).toEqual(["a", "b", "c", "b", undefined]);
  expect(values).toEqual(["a", "b", "c"]);
  const typed = columns.map((column, type) => ({ ...column, types: Uint8Array.of(type, type) }));
  const joined = joinTypedColumns(typed, parts, 5);
  expect([...joined.of].map((place) => joined.values[place])).toEqual([
    ...["a", "b", "c", "b", undefined],
  ]);
  expect([...joined.of].map((place) => joined.types[place])).toEqual([0, 0, 1, 1, undefined]);
});

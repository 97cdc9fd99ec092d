import type { OwnAttribute } from "@spanhouse/model";
import { expect, it } from "vitest";
import { groupAttributes, pickAttributes } from "./attribute-groups.ts";

function attributes(...keys: readonly string[]): readonly OwnAttribute[] {
  return keys.map((key) => ({ key, value: { type: "string", value: key } }));
}

const keysOf = (list: readonly OwnAttribute[]): readonly string[] => list.map(({ key }) => key);

it("groups attributes by the first word of two keys and more, the rest behind", () => {
  const groups = groupAttributes(
    attributes("load", "http.route", "db.rows", "http.request.method", "http", "peer.service"),
  );
  expect(groups.map(({ name, attributes: members }) => [name, keysOf(members)])).toEqual([
    ["http", ["http.route", "http.request.method"]],
    ["", ["load", "db.rows", "http", "peer.service"]],
  ]);
  expect(groupAttributes([])).toEqual([]);
});

it("loses no attribute, also when a key is there twice", () => {
  const all = attributes("a.b", "a.b", "c", "c", ".d", ".e");
  const members = groupAttributes(all).flatMap((group) => group.attributes);
  expect(members).toHaveLength(all.length);
  expect(new Set(members)).toEqual(new Set(all));
});

it("picks attributes in the order in which their keys are wanted", () => {
  const all = attributes("a", "b", "c", "a");
  expect(keysOf(pickAttributes(all, ["c", "missing", "a"]))).toEqual(["c", "a", "a"]);
});

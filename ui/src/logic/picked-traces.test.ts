import { expect, it } from "vitest";
import { pickedTraces, togglePick } from "./picked-traces.ts";

const [A, B, C] = ["a", "b", "c"].map((digit) => digit.repeat(32)) as [string, string, string];

it("picks two traces at most, and lets go of one that is picked again", () => {
  const one = togglePick(undefined, A);
  const two = togglePick(one, B);
  expect(pickedTraces(two)).toEqual([A, B]);
  expect(pickedTraces(togglePick(two, C))).toEqual([B, C]);
  expect(pickedTraces(togglePick(two, A))).toEqual([B]);
  expect(togglePick(one, A)).toBe("");
});

it("takes nothing from an address but ids", () => {
  expect(pickedTraces(`${A}.x..../.${B}`)).toEqual([A, B]);
  expect(pickedTraces(undefined)).toEqual([]);
});

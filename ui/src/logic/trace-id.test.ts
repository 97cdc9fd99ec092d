import { expect, it } from "vitest";
import { parseTraceId } from "./trace-id.ts";

it("finds the trace id in what was pasted", () => {
  expect(parseTraceId(" 5B8AA5A2D2C872E8321CF37308D69DF2 ")).toBe(
    "5b8aa5a2d2c872e8321cf37308d69df2",
  );
  expect(parseTraceId("5b8aa5a2-d2c8-72e8-321c-f37308d69df2")).toBe(
    "5b8aa5a2d2c872e8321cf37308d69df2",
  );
  expect(parseTraceId("321cf37308d69df2")).toBe("0000000000000000321cf37308d69df2");
});

it.each(["", "0", "xyz", "5b8aa5a2d2c872e8321cf37308d69df200"])("finds none in %j", (text) => {
  expect(parseTraceId(text)).toBeUndefined();
});

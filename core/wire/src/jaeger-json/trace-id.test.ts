import { expect, it } from "vitest";
import { parseJaegerTraceId, toJaegerTraceId } from "./trace-id.ts";

const ID = "5b8aa5a2d2c872e8321cf37308d69df2";

it("writes 16 digits when the high half is zero", () => {
  expect(toJaegerTraceId("0000000000000000" + "00000000000000ab")).toBe("00000000000000ab");
  expect(toJaegerTraceId(ID)).toBe(ID);
  expect(toJaegerTraceId("0000000000000001" + "0000000000000000")).toHaveLength(32);
});

it.each([
  ["32 digits", ID, ID],
  ["capital letters", ID.toUpperCase(), ID],
  ["few digits", "ab", "ab".padStart(32, "0")],
  ["base64 with padding", "W4qlotLIcugyHPNzCNad8g==", ID],
  ["base64 without padding", "W4qlotLIcugyHPNzCNad8g", ID],
  ["base64 of the URL alphabet", "-_-_-_-_-_-_-_-_-_-_-w", "fbffbffbffbffbffbffbffbffbffbffb"],
  ["base64 of 8 bytes", "Mhzzcwk0nfI=", "321cf37309349df2".padStart(32, "0")],
])("reads %s", (_, text, id) => {
  expect(parseJaegerTraceId(text)).toEqual({ ok: true, value: id });
});

it.each([
  "",
  "xyz",
  "12g4",
  "a".repeat(33),
  "W4qlotLIcugyHPNzCNad8g===",
  "5b8a a5a2",
  "äöü",
  "AAAAZ",
])("refuses %j", (text) => {
  expect(parseJaegerTraceId(text).ok).toBe(false);
});

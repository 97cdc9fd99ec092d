import { expect, it } from "vitest";
import { encodeGrpcMessage, parseGrpcTimeout } from "./grpc-headers.ts";

it.each([
  ["1H", 3_600_000],
  ["2M", 120_000],
  ["10S", 10_000],
  ["99999999m", 99_999_999],
  ["500u", 0.5],
  ["1n", 1e-6],
  ["0m", 0],
])("reads the timeout %s as %d ms", (text, ms) => {
  expect(parseGrpcTimeout(text)).toBeCloseTo(ms, 9);
});

it.each(["", "10", "S", "-1S", "1.5S", "123456789S", "1 S", "10s", "1Sx"])(
  "does not take %j for a timeout",
  (text) => {
    expect(parseGrpcTimeout(text)).toBeUndefined();
  },
);

it("leaves visible ASCII and spaces of a message alone, except for the percent sign", () => {
  expect(encodeGrpcMessage("a b~!\"#$&'()*+")).toBe("a b~!\"#$&'()*+");
  expect(encodeGrpcMessage("100 %")).toBe("100 %25");
});

it("encodes everything else as the bytes of UTF-8", () => {
  expect(encodeGrpcMessage("ä\n\u007f😀")).toBe("%C3%A4%0A%7F%F0%9F%98%80");
  expect(encodeGrpcMessage("\ud800")).toBe("%EF%BF%BD");
});

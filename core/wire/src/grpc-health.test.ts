import { expect, it } from "vitest";
import { decodeHealthService, encodeHealthStatus } from "./grpc-health.ts";

const request = (name: string): Uint8Array => {
  const text = Buffer.from(name);
  const length = text.length < 128 ? [text.length] : [(text.length & 127) | 128, text.length >> 7];
  return Buffer.concat([Buffer.of(0x0a, ...length), text]);
};

it("reads the service, short or long, or none", () => {
  expect(decodeHealthService(new Uint8Array(0))).toBe("");
  expect(decodeHealthService(request("a.B"))).toBe("a.B");
  expect(decodeHealthService(request("a".repeat(300)))).toBe("a".repeat(300));
});

it("refuses what is cut short, goes on, or is another field", () => {
  const whole = request("a.B");
  expect(decodeHealthService(whole.subarray(0, 3))).toBeUndefined();
  expect(decodeHealthService(Buffer.concat([whole, Buffer.of(0)]))).toBeUndefined();
  expect(decodeHealthService(Buffer.of(0x12, 0))).toBeUndefined();
  expect(decodeHealthService(Buffer.of(0x0a))).toBeUndefined();
});

it("writes the status as its enum value", () => {
  expect(encodeHealthStatus("serving")).toEqual(Uint8Array.of(8, 1));
  expect(encodeHealthStatus("notServing")).toEqual(Uint8Array.of(8, 2));
});

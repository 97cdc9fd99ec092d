import { expect, it } from "vitest";
import { ipv4Text, ipv6Text } from "./ip-text.ts";

it("writes IPv4 addresses with dots", () => {
  expect(ipv4Text(new Uint8Array([9, 10, 0, 0, 255]), 1)).toBe("10.0.0.255");
});

it.each([
  ["00000000000000000000000000000000", "::"],
  ["00000000000000000000000000000001", "::1"],
  ["20010db8000000000000000000000001", "2001:db8::1"],
  ["20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1"],
  ["20010000000000010000000000000001", "2001:0:0:1::1"],
  ["20010db80000000000010000000000aa", "2001:db8::1:0:0:aa"],
  ["fe800000000000000000000000000000", "fe80::"],
  ["00000000000000000000ffff0a000001", "::ffff:10.0.0.1"],
])("writes IPv6 addresses as RFC 5952 says: %s", (hex, text) => {
  expect(ipv6Text(Buffer.from(`ff${hex}`, "hex"), 1)).toBe(text);
});

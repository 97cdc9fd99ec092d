import { expect, it } from "vitest";
import { sanitizeQuery, sanitizeUrl } from "./sanitize-url.ts";

const rules = { mask: "*", keptParameters: new Set(["page"]), pathIds: false };

it.each([
  ["https://shop.example/cart", "https://shop.example/cart"],
  ["https://me:secret@shop.example/cart", "https://*@shop.example/cart"],
  ["https://me:p@ss@shop.example:1/@x", "https://*@shop.example:1/@x"],
  ["https://me:secret@shop.example", "https://*@shop.example"],
  ["//me@host/a", "//*@host/a"],
  ["/cart?token=abc&page=2&empty=&flag", "/cart?token=*&page=2&empty=*&*"],
  ["/cart?a=1;b=2#access_token=x", "/cart?a=*;b=*#access_token=*"],
  ["/a//b@c/d", "/a//b@c/d"],
  ["/a?u=https://x:y@z?q=1", "/a?u=*?q=*"],
  ["", ""],
  ["?", "?"],
])("makes %s into %s", (text, clean) => expect(sanitizeUrl(text, rules)).toBe(clean));

it("reads a query that stands alone", () => {
  expect(sanitizeQuery("a=1&page=2", rules)).toBe("a=*&page=2");
  expect(sanitizeQuery("?a=1", rules)).toBe("?a=*");
});

it.each([
  ["/cart/8812/items", "/cart/{id}/items"],
  ["/user/6ba7b810-9dad-11d1-80b4-00c04fd430c8", "/user/{id}"],
  ["/blob/5d41402abc4b2a76", "/blob/{id}"],
  ["/order/ord_7Hk29dLq81xZ00pq", "/order/{id}"],
  ["/v1/api2/face/add/feedback", "/v1/api2/face/add/feedback"],
  ["http://h1234/77", "http://h1234/{id}"],
])("makes %s into %s when ids of paths are hidden", (text, clean) => {
  expect(sanitizeUrl(text, { ...rules, pathIds: true })).toBe(clean);
});

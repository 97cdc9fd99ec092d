import { expect, it } from "vitest";
import { corsOf } from "./cors.ts";

const config = { allowedOrigins: [], allowedHeaders: [], maxAgeSeconds: 600 };
const shop = corsOf({
  ...config,
  allowedOrigins: ["https://shop.example", "https://*.shop.example", "http://localhost:*"],
  allowedHeaders: ["X-Tenant", "Content-Type"],
})!;

it("is off when no origin is allowed", () => {
  expect(corsOf(config)).toBeUndefined();
});

it.each([
  "https://shop.example",
  "https://a.shop.example",
  "http://localhost:5173",
  "HTTPS://SHOP.EXAMPLE",
])("allows %s and names exactly that", (origin) => {
  expect(shop.actual(origin)).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin",
  });
});

it.each([
  undefined,
  "https://shop.example.evil.com",
  "https://evil.com/https://shop.example",
  "https://shopxexample",
  "http://shop.example",
  "null",
])("does not allow %s, but says that the answer depends on the origin", (origin) => {
  expect(shop.actual(origin)).toEqual({ vary: "Origin" });
  expect(shop.preflight(origin)).toEqual({ vary: "Origin" });
});

it("answers a preflight with what is allowed, and for how long", () => {
  expect(shop.preflight("https://shop.example")).toEqual({
    "access-control-allow-origin": "https://shop.example",
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type, content-encoding, x-requested-with, x-tenant",
    "access-control-max-age": "600",
    vary: "Origin",
  });
});

it("allows every origin by one star, still naming each", () => {
  const open = corsOf({ ...config, allowedOrigins: ["*"] })!;
  expect(open.actual("https://any.example")).toMatchObject({
    "access-control-allow-origin": "https://any.example",
  });
});

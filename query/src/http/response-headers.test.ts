import fastify from "fastify";
import { expect, it } from "vitest";
import { queryConfigSchema } from "../config.ts";
import { addResponseHeaders } from "./response-headers.ts";

async function headersWith(frameAncestors: string) {
  const server = fastify();
  addResponseHeaders(server, frameAncestors);
  const { headers } = await server.inject("/");
  return headers;
}

it("lets nobody show the UI in a frame unless it is set", async () => {
  const headers = await headersWith(queryConfigSchema.parse({}).frameAncestors);
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-frame-options"]).toBe("DENY");
});

it("lets those who are named, in the one header that can name them", async () => {
  const frameAncestors = "'self' https://*.example.com http://grafana:3000";
  const config = queryConfigSchema.parse({ frameAncestors });
  const headers = await headersWith(config.frameAncestors);
  expect(headers["content-security-policy"]).toMatch(/; frame-ancestors 'self' https:\/\/\*/);
  expect(headers["x-frame-options"]).toBeUndefined();
});

it.each([
  "self",
  "'self';script-src *",
  "https://a\nb: c",
  "javascript:x",
  "'self'  https://a",
  " ",
])("refuses the setting %j", (frameAncestors) => {
  expect(queryConfigSchema.safeParse({ frameAncestors }).success).toBe(false);
});

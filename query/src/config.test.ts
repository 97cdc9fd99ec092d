import { expect, it } from "vitest";
import { queryConfigSchema } from "./config.ts";

it("takes links that lead to one machine, and no others", () => {
  const parse = (url: string) => queryConfigSchema.safeParse({ links: [{ name: "Logs", url }] });
  expect(queryConfigSchema.parse({}).links).toEqual([]);
  expect(parse("https://logs.example.com/?q={trace_id}").success).toBe(true);
  expect(parse("https://{service}.example.com/").error?.message).toMatch(/behind the host/);
  expect(parse("javascript:alert(1)").success).toBe(false);
});

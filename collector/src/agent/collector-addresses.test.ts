import { expect, it } from "vitest";
import { FORWARD_COLLECTORS_MAX } from "../limits.ts";
import { parseEndpoint, resolveEndpoints } from "./collector-addresses.ts";
import { addressText } from "./export-client.ts";

async function namesOf(endpoints: readonly string[], hosts: Readonly<Record<string, string[]>>) {
  const { addresses, failed } = await resolveEndpoints(endpoints, (host) => {
    const found = hosts[host];
    return found === undefined ? Promise.reject(new Error("not found")) : Promise.resolve(found);
  });
  return { names: addresses.map(addressText), failed: failed.map(({ endpoint }) => endpoint) };
}

it("reads what an endpoint says", () => {
  expect(parseEndpoint("https://[::1]:4317")).toEqual({ isTls: true, host: "::1", port: 4317 });
  expect(parseEndpoint("http://collector/")).toEqual({ isTls: false, host: "collector", port: 80 });
});

it("knows a host with one address by its name, so that it stays the same with another", async () => {
  const { names } = await namesOf(["http://one:4317"], { one: ["10.0.0.1"] });
  expect(names).toEqual(["one:4317"]);
});

it("knows a host with several addresses by each of them, in one order", async () => {
  const { names } = await namesOf(["http://many:4317"], { many: ["10.0.0.2", "10.0.0.1"] });
  expect(names).toEqual(["many:4317/10.0.0.1", "many:4317/10.0.0.2"]);
});

it("names the endpoints that are not found and keeps the others", async () => {
  const endpoints = ["http://one:4317", "http://gone:4317", "http://empty:4317"];
  const found = await namesOf(endpoints, { one: ["10.0.0.1"], empty: [] });
  expect(found).toEqual({
    names: ["one:4317"],
    failed: ["http://gone:4317", "http://empty:4317"],
  });
});

it("uses no more addresses than its bound", async () => {
  const many = Array.from({ length: FORWARD_COLLECTORS_MAX + 5 }, (_, index) => `10.0.0.${index}`);
  const { names } = await namesOf(["http://many:4317"], { many });
  expect(names).toHaveLength(FORWARD_COLLECTORS_MAX);
});

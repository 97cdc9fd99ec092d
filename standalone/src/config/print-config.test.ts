import { expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "./load-config.ts";
import { printConfig } from "./print-config.ts";

function print(...set: string[]): string {
  const loaded = loadConfig({ environment: { SPANHOUSE_HEALTH_PORT: "0" }, set });
  if (!loaded.ok) throw loaded.error;
  return printConfig(loaded.value);
}

it("prints a file that means what is in effect", () => {
  const loaded = loadConfig({ environment: {}, set: ["query.port=5"] });
  if (!loaded.ok) throw loaded.error;
  expect(parse(printConfig(loaded.value))).toEqual(loaded.value.config);
});

it("says where each value came from", () => {
  const text = print("query.port=5", "collector.otlpHttp.cors.allowedOrigins=https://a.example");
  expect(text).toContain("query:\n  port: 5 # --set\n");
  expect(text).toContain("health:\n  port: 0 # SPANHOUSE_HEALTH_PORT\n");
  expect(text).toContain("host: 127.0.0.1 # default\n");
  expect(text).toMatch(/# --set\n\s+allowedOrigins:\n\s+- https:\/\/a.example/);
});

it("hides the values of headers that are sent along", () => {
  const text = print("forward.headers=authorization=Bearer sesame");
  expect(text).toContain("- authorization=********");
  expect(text).not.toContain("sesame");
});

it("hides passwords, also inside of a URL", () => {
  const text = print("storage.password=sesame", "storage.url=http://me:sesame@clickhouse:8123");
  expect(text).not.toContain("sesame");
  expect(text).toContain("url: http://me:********@clickhouse:8123 # --set");
});

it("prints processors as they could be written, without their salts", () => {
  const text = print(
    "collector.processors=[{attributes: {actions: [{action: hash, key: user, salt: sesame}]}}]",
  );
  expect(text).not.toContain("sesame");
  expect(text).toMatch(
    /# --set\n {2}processors:\n {4}- attributes:\n {8}actions:\n {10}- action: hash\n/,
  );
  const without = "collector.processors=[{filter: {drop: [{services: [a]}]}}]";
  const loaded = loadConfig({ environment: {}, set: [without] });
  if (!loaded.ok) throw loaded.error;
  const again = loadConfig({
    environment: {},
    set: [],
    file: { name: "spanhouse.yaml", text: printConfig(loaded.value) },
  });
  expect(again.ok && again.value.config).toEqual(loaded.value.config);
});

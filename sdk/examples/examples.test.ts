import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(dist|node_modules|\..*)$/.test(entry.name))
  .map(({ name }) => name);
const readme = readFileSync(join(import.meta.dirname, "README.md"), "utf8");

it("are each in the README, once, with a line to run them by", () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` .*`OTEL_SERVICE_NAME=([a-z-]+) node /gm)];
  expect(rows.map(([, folder, service]) => [folder, service])).toEqual(
    folders.map((folder) => [folder, folder]),
  );
});

it("know nothing of tracing where it says so", () => {
  const untouched = [...readme.matchAll(/^\| `([a-z-]+)` .*untouched/gm)].map(([, name]) => name!);
  expect(untouched).toHaveLength(3);
  for (const folder of untouched) {
    const [file] = readdirSync(join(import.meta.dirname, folder));
    const text = readFileSync(join(import.meta.dirname, folder, file!), "utf8");
    expect(text).not.toMatch(/@opentelemetry|@spanhouse/);
  }
});

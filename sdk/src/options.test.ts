import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NOISY } from "./instrumentations.ts";
import { OPTIONS } from "./options.ts";
import { effectiveEnvironment } from "./settings.ts";

const README = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

it("are all in the table of README.md, with variable and default, and no others", () => {
  const rows = [...README.matchAll(/^\| `(\w+)` +\| `(\w+)` +\| (`[^`]+`|found out) +\|/gm)];
  expect(rows.map(([, name, variable, fallback]) => [name, variable, fallback])).toEqual(
    OPTIONS.map(({ name, variable, fallback }) => [
      name,
      variable,
      fallback === undefined ? "found out" : `\`${fallback}\``,
    ]),
  );
});

it("README.md names what is off", () => {
  const text = README.replaceAll("\n", " ");
  for (const name of NOISY) expect(text).toContain(`\`${name}\``);
});

it("options come before variables, and variables before defaults", () => {
  const variables = {
    OTEL_SERVICE_NAME: "variable",
    OTEL_BSP_SCHEDULE_DELAY: "7",
    HOST_IP: "10.0.0.1",
  };
  const seen = {
    ...variables,
    ...effectiveEnvironment({ serviceName: "option", headers: { a: "b c" } }, variables, undefined),
  };
  expect(seen).toMatchObject({
    OTEL_SERVICE_NAME: "option",
    OTEL_BSP_SCHEDULE_DELAY: "7",
    OTEL_BSP_MAX_QUEUE_SIZE: "50000",
    OTEL_EXPORTER_OTLP_HEADERS: "a=b%20c",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://10.0.0.1:4318",
  });
});

it("a service that is named in the resource's attributes gets no other name", () => {
  const environment = { OTEL_RESOURCE_ATTRIBUTES: "a=b, service.name=mine" };
  const { OTEL_SERVICE_NAME } = effectiveEnvironment({}, environment, import.meta.filename);
  expect(OTEL_SERVICE_NAME).toBeUndefined();
});

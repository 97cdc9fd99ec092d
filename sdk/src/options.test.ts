import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NOISY } from "./instrumentations.ts";
import { WAIT_MS_MAX } from "./limits.ts";
import { OPTIONS } from "./options.ts";
import { effectiveEnvironment, numberOf, waitMsOf } from "./settings.ts";

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

it("gRPC has a port of its own, whoever says that it is gRPC", () => {
  const endpointOf = (...args: Parameters<typeof effectiveEnvironment>): string | undefined =>
    effectiveEnvironment(...args)["OTEL_EXPORTER_OTLP_ENDPOINT"];
  const grpc = "http://localhost:4317";
  expect(endpointOf({ protocol: "grpc" }, {}, undefined)).toBe(grpc);
  expect(endpointOf({}, { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, undefined)).toBe(grpc);
  expect(endpointOf({}, { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "grpc" }, undefined)).toBe(grpc);
  expect(endpointOf({}, {}, undefined)).toBe("http://localhost:4318");
});

it("numbers that make no sense are as if they were not there", () => {
  for (const text of [undefined, "", " ", "many", "-1", "1.5", "NaN"]) {
    expect(numberOf(text, 7)).toBe(7);
  }
  expect(numberOf("0", 7)).toBe(0);
  expect(numberOf("0", 7, 1)).toBe(7);
  expect(waitMsOf("1e12", 7)).toBe(WAIT_MS_MAX);
});

it("a service that is named in the resource's attributes gets no other name", () => {
  const environment = { OTEL_RESOURCE_ATTRIBUTES: "a=b, service.name=mine" };
  const { OTEL_SERVICE_NAME } = effectiveEnvironment({}, environment, import.meta.filename);
  expect(OTEL_SERVICE_NAME).toBeUndefined();
});

import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startOtlpSink } from "../support/otlp-sink.ts";
import { runTraced } from "../support/run-traced.ts";

const fixture = (name: string): string => join(import.meta.dirname, "../fixtures/sdk", name);

it("spans say which service, host, process, container and pod they are from, and what the user says wins", async () => {
  const sink = await startOtlpSink();
  const run = async (environment: Readonly<Record<string, string>>): Promise<object> => {
    const { err } = await runTraced(
      [fixture("ending.cjs"), "normal"],
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        KUBERNETES_SERVICE_HOST: "10.0.0.1",
        K8S_NAMESPACE_NAME: "prod",
        ...environment,
      },
      ["--require", fixture("container-cgroup.cjs"), "--import", "@spanhouse/sdk/register"],
    );
    expect(err).toBe("");
    return sink.resource;
  };
  expect(await run({})).toMatchObject({
    "service.name": "@spanhouse/test",
    "service.version": "0.1.0",
    "host.name": hostname(),
    "process.executable.path": process.execPath,
    "process.runtime.version": process.versions.node,
    "container.id": "4f".repeat(32),
    "k8s.pod.name": hostname(),
    "k8s.namespace.name": "prod",
    "telemetry.sdk.language": "nodejs",
  });
  const told = {
    "service.name": "shop",
    "service.version": "9.9.9",
    "host.name": "mine",
    "process.runtime.name": "told",
    "container.id": "told",
    "k8s.pod.name": "told",
  };
  const OTEL_RESOURCE_ATTRIBUTES = Object.entries(told)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  expect(await run({ OTEL_RESOURCE_ATTRIBUTES })).toMatchObject({
    ...told,
    "k8s.namespace.name": "prod",
  });
  expect(await run({ OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME: "first" })).toMatchObject({
    "service.name": "first",
  });
  sink.close();
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { kubernetesAttributes, ownResource } from "./resource.ts";

const NO_FILE = join(import.meta.dirname, "no such file");

it("says nothing of Kubernetes outside of it", () => {
  const environment = { K8S_POD_NAME: "pod", KUBERNETES_SERVICE_HOST: "" };
  expect(kubernetesAttributes(environment, NO_FILE)).toEqual({});
});

it("takes from the environment what the downward API put there, under any of its names", () => {
  const environment = {
    KUBERNETES_SERVICE_HOST: "10.0.0.1",
    POD_NAME: "shop-7c9d",
    K8S_POD_UID: "8f14e45f",
    POD_UID: "an older name",
    POD_NAMESPACE: "prod",
    NODE_NAME: "node-3",
    CONTAINER_NAME: "",
    K8S_CONTAINER_NAME: "app",
    K8S_DEPLOYMENT_NAME: "shop",
  };
  expect(kubernetesAttributes(environment, NO_FILE)).toEqual({
    "k8s.pod.name": "shop-7c9d",
    "k8s.pod.uid": "8f14e45f",
    "k8s.namespace.name": "prod",
    "k8s.node.name": "node-3",
    "k8s.container.name": "app",
    "k8s.deployment.name": "shop",
  });
});

it("finds out the pod by the machine's name and the namespace by its file, when nobody says", () => {
  const environment = { KUBERNETES_SERVICE_HOST: "10.0.0.1" };
  expect(kubernetesAttributes(environment, NO_FILE)).toEqual({ "k8s.pod.name": hostname() });
  // A folder cannot be read as a file, and that is no reason to fail.
  expect(kubernetesAttributes(environment, import.meta.dirname)).toEqual({
    "k8s.pod.name": hostname(),
  });
  const folder = mkdtempSync(join(tmpdir(), "spanhouse-namespace-"));
  const file = join(folder, "namespace");
  writeFileSync(file, "prod\n");
  expect(kubernetesAttributes(environment, file)).toMatchObject({ "k8s.namespace.name": "prod" });
  rmSync(folder, { recursive: true });
});

it("has the version of the nearest package.json, and none without a program", () => {
  const { attributes } = ownResource({}, import.meta.filename);
  expect(attributes).toMatchObject({
    "service.version": "0.1.0",
    "telemetry.sdk.language": "nodejs",
  });
  expect(ownResource({}, undefined).attributes).not.toHaveProperty("service.version");
});

import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import type { Attributes } from "@opentelemetry/api";
import { defaultResource, type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { Environment } from "./host-process.ts";
import { nearestPackage } from "./nearest-package.ts";

const NAMESPACE_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

/** Attributes of Kubernetes, and the variables that manifests usually fill from the downward API. */
const KUBERNETES: Readonly<Record<string, readonly string[]>> = {
  "k8s.pod.name": ["K8S_POD_NAME", "POD_NAME"],
  "k8s.pod.uid": ["K8S_POD_UID", "POD_UID"],
  "k8s.namespace.name": ["K8S_NAMESPACE_NAME", "K8S_NAMESPACE", "POD_NAMESPACE"],
  "k8s.node.name": ["K8S_NODE_NAME", "NODE_NAME"],
  "k8s.container.name": ["K8S_CONTAINER_NAME", "CONTAINER_NAME"],
  "k8s.deployment.name": ["K8S_DEPLOYMENT_NAME"],
};

/**
 * What is known of a service beside what OpenTelemetry's detectors find out, which comes before it: the version in the nearest
 * package.json, and where in Kubernetes it runs.
 */
export function ownResource(environment: Environment, mainFile: string | undefined): Resource {
  const version = mainFile === undefined ? undefined : nearestPackage(dirname(mainFile))?.version;
  const attributes = { "service.version": version, ...kubernetesAttributes(environment) };
  return defaultResource().merge(resourceFromAttributes(withoutUndefined(attributes)));
}

/** In a cluster, the name of the machine is that of the pod, and the namespace is in a file. */
export function kubernetesAttributes(
  environment: Environment,
  namespaceFile: string = NAMESPACE_FILE,
): Attributes {
  if ((environment["KUBERNETES_SERVICE_HOST"] ?? "") === "") return {};
  const told = Object.entries(KUBERNETES).map(([key, variables]) => [
    key,
    variables.map((name) => environment[name]).find((value) => value !== undefined && value !== ""),
  ]);
  const attributes = withoutUndefined(Object.fromEntries(told) as Attributes);
  attributes["k8s.pod.name"] ??= hostname();
  attributes["k8s.namespace.name"] ??= readName(namespaceFile);
  return withoutUndefined(attributes);
}

/** What a file says; undefined when it cannot be read, because a name that is not known is no reason to fail. */
function readName(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

function withoutUndefined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

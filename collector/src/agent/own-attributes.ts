import type { AgentConfig } from "../config/forward.ts";

/** What an agent can know about where it runs. */
export interface Surroundings {
  readonly hostName: string;
  /** As Node names them: `x64`, `linux`. */
  readonly architecture: string;
  readonly platform: string;
  /** Of the machine; "" when it is not known. */
  readonly machineId: string;
  /** Variables of the process; those of the downward API are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Values of the semantic conventions for what Node calls otherwise. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "x86",
  arm: "arm32",
  arm64: "arm64",
  ppc64: "ppc64",
  s390x: "s390x",
};
const PLATFORMS: Readonly<Record<string, string>> = {
  win32: "windows",
  sunos: "solaris",
};

/** The names under which pods are commonly given what the downward API says; the first that is set counts. */
const NODE_VARIABLES: readonly Downward[] = [
  { key: "k8s.node.name", variables: ["K8S_NODE_NAME", "NODE_NAME"] },
];
const POD_VARIABLES: readonly Downward[] = [
  { key: "k8s.pod.name", variables: ["K8S_POD_NAME", "POD_NAME"] },
  { key: "k8s.namespace.name", variables: ["K8S_NAMESPACE_NAME", "POD_NAMESPACE"] },
  { key: "k8s.pod.uid", variables: ["K8S_POD_UID", "POD_UID"] },
  { key: "k8s.pod.ip", variables: ["K8S_POD_IP", "POD_IP"] },
];

interface Downward {
  readonly key: string;
  readonly variables: readonly string[];
}

/**
 * What is true of every program that sends to this agent, by the keys of OpenTelemetry's semantic conventions.
 * Beside the machine, a daemonset speaks for its node and a sidecar for its pod; settings win over variables,
 * and those over what was found out.
 *
 * In a container the host name is that of the pod and the machine's id that of the image, so they are said of
 * a host only.
 */
export function ownAttributes(
  { mode, attributes }: AgentConfig,
  surroundings: Surroundings,
): ReadonlyMap<string, string> {
  const { environment, hostName, machineId, architecture, platform } = surroundings;
  const found = new Map<string, string>();
  const put = (key: string, value: string | undefined): void => {
    if (value !== undefined && value !== "") found.set(key, value);
  };
  const nodeName = nodeNameOf(environment);
  put("host.name", nodeName ?? (mode === "host" ? hostName : undefined));
  if (mode === "host") put("host.id", machineId);
  put("host.arch", ARCHITECTURES[architecture] ?? architecture);
  put("os.type", PLATFORMS[platform] ?? platform);
  put("host.ip", environment["HOST_IP"]);
  const downward = mode === "sidecar" ? [...NODE_VARIABLES, ...POD_VARIABLES] : NODE_VARIABLES;
  for (const { key, variables } of downward) put(key, firstOf(environment, variables));
  // These variables describe the agent's own pod, which is the sender's pod only beside it.
  if (mode !== "daemonset") {
    for (const [key, value] of parsePairs(environment["OTEL_RESOURCE_ATTRIBUTES"] ?? "")) {
      if (key !== "service.name" && key !== "service.instance.id") put(key, value);
    }
  }
  for (const attribute of attributes) {
    const at = attribute.indexOf("=");
    put(attribute.slice(0, at), attribute.slice(at + 1));
  }
  return found;
}

/** The name of the Kubernetes node this runs on, as the downward API says it. */
export function nodeNameOf(environment: Surroundings["environment"]): string | undefined {
  return firstOf(environment, NODE_VARIABLES[0]!.variables);
}

function firstOf(
  environment: Surroundings["environment"],
  variables: readonly string[],
): string | undefined {
  return variables
    .map((name) => environment[name])
    .find((value) => value !== undefined && value !== "");
}

/** `key=value,key=value`, percent-encoded, as OTEL_RESOURCE_ATTRIBUTES is; what is not is left out. */
function parsePairs(text: string): readonly (readonly [string, string])[] {
  return text.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    if (at <= 0) return [];
    try {
      return [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as const];
    } catch (error) {
      if (error instanceof URIError) return [];
      throw error;
    }
  });
}

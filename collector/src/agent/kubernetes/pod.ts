import { textAttribute, type TextAttribute } from "@spanhouse/wire";

/** What an agent keeps of a pod. */
export interface Pod {
  readonly uid: string;
  /** Addresses that are its own; none when it shares those of its node. */
  readonly addresses: readonly string[];
  readonly attributes: readonly TextAttribute[];
}

/** The keys of a pod's attributes. */
export const POD_KEYS = [
  "k8s.namespace.name",
  "k8s.pod.name",
  "k8s.pod.uid",
  "k8s.pod.ip",
  "k8s.node.name",
  "k8s.deployment.name",
  "k8s.container.name",
] as const;

/** The fields that are read of a pod as the API has it. */
interface PodObject {
  readonly metadata?: {
    readonly name?: unknown;
    readonly namespace?: unknown;
    readonly uid?: unknown;
    readonly labels?: Readonly<Record<string, unknown>>;
    readonly ownerReferences?: readonly { readonly kind?: unknown; readonly name?: unknown }[];
  };
  readonly spec?: {
    readonly nodeName?: unknown;
    readonly hostNetwork?: unknown;
    readonly containers?: readonly { readonly name?: unknown }[];
  };
  readonly status?: {
    readonly phase?: unknown;
    readonly podIP?: unknown;
    readonly podIPs?: readonly { readonly ip?: unknown }[];
  };
}

/** Undefined when it is no pod. */
export function readPod(object: unknown): Pod | undefined {
  if (typeof object !== "object" || object === null) return undefined;
  const { metadata, spec, status } = object as PodObject;
  const uid = metadata?.uid;
  if (typeof uid !== "string") return undefined;
  // A pod that has ended may have given its address to another.
  const hasOwn =
    spec?.hostNetwork !== true && !["Succeeded", "Failed"].includes(textOf(status?.phase));
  const addresses = [textOf(status?.podIP), ...listOf(status?.podIPs).map(({ ip }) => textOf(ip))];
  const containers = listOf(spec?.containers);
  const values: Readonly<Record<(typeof POD_KEYS)[number], string>> = {
    "k8s.namespace.name": textOf(metadata?.namespace),
    "k8s.pod.name": textOf(metadata?.name),
    "k8s.pod.uid": uid,
    "k8s.pod.ip": hasOwn ? textOf(status?.podIP) : "",
    "k8s.node.name": textOf(spec?.nodeName),
    "k8s.deployment.name": deploymentOf(metadata),
    // Which of several containers a connection comes from cannot be told.
    "k8s.container.name": containers.length === 1 ? textOf(containers[0]?.name) : "",
  };
  return {
    uid,
    addresses: hasOwn ? [...new Set(addresses)].filter((address) => address !== "") : [],
    attributes: POD_KEYS.filter((key) => values[key] !== "").map((key) =>
      textAttribute(key, values[key]),
    ),
  };
}

/** A deployment's pods belong to a replica set that is called after it: `cart-7d4b9c6f5`. */
function deploymentOf(metadata: PodObject["metadata"]): string {
  const hash = textOf(metadata?.labels?.["pod-template-hash"]);
  const owner = listOf(metadata?.ownerReferences).find(({ kind }) => kind === "ReplicaSet");
  const name = textOf(owner?.name);
  return hash !== "" && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : "";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf<Item>(value: readonly Item[] | undefined): readonly Item[] {
  return Array.isArray(value) ? (value as readonly Item[]) : [];
}

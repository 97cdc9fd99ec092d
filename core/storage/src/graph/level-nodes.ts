import type { ResourceNode, ServiceNode } from "./call-graph.ts";
import type { GraphLevel, GraphNodeType } from "./graph-reader.ts";
import { environmentOf, namespaceOf, type ResourceFacts } from "./resource-nodes.ts";

/** A node of the graph before its numbers. */
export interface LevelNode {
  readonly id: string;
  readonly name: string;
  readonly type: GraphNodeType;
  readonly attributes: Readonly<Record<string, string>>;
}

export type ServiceLevel = "service" | "namespace" | "environment";

/** Levels whose names come with the edges of services; the others need resources. */
export function isServiceLevel(level: GraphLevel): level is ServiceLevel {
  return level === "service" || level === "namespace" || level === "environment";
}

/** The node that an end of a call belongs to; undefined for an end that nobody knows. */
export function serviceLevelNode(level: ServiceLevel, node: ServiceNode): LevelNode | undefined {
  if (node.type === "unknown") return undefined;
  if (node.type !== "service") return namedNode(node.type, node.name);
  const { name, namespace, environment } = node;
  const attributes = attributesOf({
    "service.namespace": namespace,
    "deployment.environment.name": environment,
  });
  if (level === "service")
    return { id: idOf("service", namespace, name), name, type: level, attributes };
  const group = level === "namespace" ? namespace : environment;
  return group === ""
    ? { id: idOf("service", namespace, name), name, type: "service", attributes }
    : { id: idOf(level, "", group), name: group, type: level, attributes };
}

type ResourceLevel = Exclude<GraphLevel, ServiceLevel>;

/** The same at the finer levels. What says nothing about its pod, node or host stays a service. */
export function resourceLevelNode(
  level: ResourceLevel,
  node: ResourceNode,
  facts: ReadonlyMap<string, ResourceFacts>,
): LevelNode | undefined {
  if (node.type === "unknown") return undefined;
  if (node.type !== "service") return namedNode(node.type, node.name);
  const known = facts.get(node.resource);
  if (known === undefined)
    return { id: idOf("service", "", ""), name: "", type: "service", attributes: {} };
  const namespace = namespaceOf(known);
  const found = placeOf(level, known);
  const attributes = attributesOf({
    "service.name": known.service,
    ...known.attributes,
    "deployment.environment.name": environmentOf(known),
  });
  if (found === undefined) {
    return {
      id: idOf("service", namespace, known.service),
      name: known.service,
      type: "service",
      attributes,
    };
  }
  return { id: idOf(level, found.within, found.name), name: found.name, type: level, attributes };
}

const WORKLOADS = [
  "k8s.deployment.name",
  "k8s.statefulset.name",
  "k8s.daemonset.name",
  // A job of a cron job goes with it.
  "k8s.cronjob.name",
  "k8s.job.name",
  "k8s.replicaset.name",
] as const;

function placeOf(
  level: ResourceLevel,
  { attributes }: ResourceFacts,
): { readonly name: string; readonly within: string } | undefined {
  const cluster = attributes["k8s.cluster.name"];
  const namespace = [cluster, attributes["k8s.namespace.name"]].filter(Boolean).join("/");
  if (level === "workload") {
    const key = WORKLOADS.find((one) => attributes[one] !== "");
    if (key === undefined) return undefined;
    const kind = key.slice("k8s.".length, -".name".length);
    return { name: attributes[key], within: [namespace, kind].filter(Boolean).join("/") };
  }
  const name = {
    pod: attributes["k8s.pod.name"],
    node: attributes["k8s.node.name"],
    host: attributes["host.name"],
  }[level];
  if (name === "") return undefined;
  return { name, within: level === "pod" ? namespace : level === "node" ? cluster : "" };
}

function namedNode(type: GraphNodeType, name: string): LevelNode {
  return { id: type === "user" ? "user" : idOf(type, "", name), name, type, attributes: {} };
}

function idOf(type: string, within: string, name: string): string {
  return within === "" ? `${type}:${name}` : `${type}:${within}/${name}`;
}

function attributesOf(all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** What two ends of one node say the same. */
export function commonAttributes(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(one).filter(([key, value]) => other[key] === value));
}

import type { Engine, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { rowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";

/** What the graph knows of a resource, by the names of OpenTelemetry; "" for what it does not say. */
export interface ResourceFacts {
  readonly service: string;
  readonly attributes: Readonly<Record<(typeof RESOURCE_KEYS)[number], string>>;
}

export const RESOURCE_KEYS = [
  "service.namespace",
  "deployment.environment.name",
  "deployment.environment",
  "k8s.cluster.name",
  "k8s.namespace.name",
  "k8s.deployment.name",
  "k8s.statefulset.name",
  "k8s.daemonset.name",
  "k8s.cronjob.name",
  "k8s.job.name",
  "k8s.replicaset.name",
  "k8s.pod.name",
  "k8s.node.name",
  "host.name",
] as const;

/** Ids of one question. */
const RESOURCES_AT_ONCE = 2_000;

/** What is known of each of these resources, by id; those that are not stored are absent. */
export async function readResourceFacts(
  engine: Engine,
  layout: Layout,
  tenant: string,
  ids: readonly string[],
  options: QueryOptions,
): Promise<ReadonlyMap<string, ResourceFacts>> {
  const facts = new Map<string, ResourceFacts>();
  for (let at = 0; at < ids.length; at += RESOURCES_AT_ONCE) {
    const some = ids.slice(at, at + RESOURCES_AT_ONCE);
    const sql = `SELECT resource_id, service_name, ${RESOURCE_KEYS.map((key) => `attributes['${key}']`).join(", ")}
FROM ${qualified(layout, "resources")}
WHERE tenant = {tenant:String} AND resource_id IN (${some.map(idLiteral).join(", ")})`;
    const row = rowReader(await engine.read({ sql, parameters: { tenant } }, options));
    while (!row.isAtEnd()) {
      const id = row.hex(16);
      const service = row.text();
      const attributes = Object.fromEntries(RESOURCE_KEYS.map((key) => [key, row.text()]));
      facts.set(id, { service, attributes: attributes as ResourceFacts["attributes"] });
    }
  }
  return facts;
}

/** The namespace that a service belongs to: its own, or else that of Kubernetes. */
export function namespaceOf({ attributes }: ResourceFacts): string {
  return attributes["service.namespace"] || attributes["k8s.namespace.name"];
}

/** The environment under its stable name, or its older one. */
export function environmentOf({ attributes }: ResourceFacts): string {
  return attributes["deployment.environment.name"] || attributes["deployment.environment"];
}

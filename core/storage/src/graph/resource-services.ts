import type { Engine, QueryOptions } from "../connection/engine.ts";
import { GRAPH_RESOURCES_KNOWN_MAX } from "../limits.ts";
import type { Layout } from "../schema/layout.ts";
import type { ServiceNode } from "./call-graph.ts";
import { environmentOf, namespaceOf, readResourceFacts } from "./resource-nodes.ts";

const NAMELESS: ServiceNode = { type: "service", name: "", namespace: "", environment: "" };

/** Which service each resource belongs to. A resource never changes, so each is asked for once. */
export class ResourceServices {
  readonly #engine: Engine;
  readonly #layout: Layout;
  readonly #options: QueryOptions;
  /** By tenant and id. */
  readonly #services = new Map<string, ServiceNode>();

  constructor(engine: Engine, layout: Layout, options: QueryOptions) {
    this.#engine = engine;
    this.#layout = layout;
    this.#options = options;
  }

  /** Asks the store for those that are not known yet. */
  async load(tenant: string, ids: Iterable<string>): Promise<void> {
    const all = [...new Set(ids)];
    const isUnknown = (id: string): boolean => !this.#services.has(keyOf(tenant, id));
    let unknown = all.filter(isUnknown);
    if (unknown.length === 0) return;
    if (this.#services.size + unknown.length > GRAPH_RESOURCES_KNOWN_MAX) {
      this.#services.clear();
      unknown = all;
    }
    const place = [this.#engine, this.#layout, tenant] as const;
    for (const [id, facts] of await readResourceFacts(...place, unknown, this.#options)) {
      this.#services.set(keyOf(tenant, id), {
        type: "service",
        name: facts.service,
        namespace: namespaceOf(facts),
        environment: environmentOf(facts),
      });
    }
  }

  /** Of a resource that was loaded; a service without a name for one that is not stored. */
  get(tenant: string, resource: string): ServiceNode {
    return this.#services.get(keyOf(tenant, resource)) ?? NAMELESS;
  }
}

function keyOf(tenant: string, id: string): string {
  return `${id}/${tenant}`;
}

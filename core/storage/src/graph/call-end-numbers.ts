import { NO_RESOURCE, OTHER_NODE, type ResourceNode, type ServiceNode } from "./call-graph.ts";

/** Fewer different ends than this are numbered: with minutes and connections they fit into 31 bits. */
const ENDS_MAX = 2 ** 24;

/** Both numbers of the node that stands for what is not worth its own. */
export const OTHER = 0;

/**
 * Numbers the ends of calls: resources, and nodes of which only a name is known. Each belongs to a service, or
 * stands for itself, and these have numbers of their own.
 *
 *   resource a1f3…  ─▶  end 1 ─▶ service 1 (cart, production)
 *   resource b772…  ─▶  end 2 ─▶ service 1
 *   database orders ─▶  end 3 ─▶ service 2
 */
export class CallEndNumbers {
  readonly nodes: ResourceNode[] = [];
  readonly services: ServiceNode[] = [];
  readonly #serviceOf: number[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #serviceNumbers = new Map<string, number>();
  readonly #serviceOfResource: (resource: string) => ServiceNode;

  constructor(serviceOfResource: (resource: string) => ServiceNode) {
    this.#serviceOfResource = serviceOfResource;
    this.named(OTHER_NODE);
  }

  resource(resource: string): number {
    return (
      this.#numbers.get(resource) ??
      this.#add(resource, { resource, type: "service", name: "" }, () =>
        this.#serviceOfResource(resource),
      )
    );
  }

  /** A node that no resource stands for. */
  named(node: Pick<ServiceNode, "type" | "name">): number {
    const { type, name } = node;
    const key = `${type} ${name}`;
    return (
      this.#numbers.get(key) ??
      this.#add(key, { resource: NO_RESOURCE, type, name }, () => ({
        ...{ type, name, namespace: "", environment: "" },
      }))
    );
  }

  service(node: ServiceNode): number {
    const key = [node.type, node.name, node.namespace, node.environment].join("\u0000");
    let number = this.#serviceNumbers.get(key);
    if (number === undefined) {
      number = this.services.push(node) - 1;
      this.#serviceNumbers.set(key, number);
    }
    return number;
  }

  serviceOf(end: number): number {
    return this.#serviceOf[end]!;
  }

  #add(key: string, node: ResourceNode, service: () => ServiceNode): number {
    if (this.nodes.length >= ENDS_MAX) return OTHER;
    const number = this.nodes.push(node) - 1;
    this.#serviceOf.push(this.service(service()));
    this.#numbers.set(key, number);
    return number;
  }
}

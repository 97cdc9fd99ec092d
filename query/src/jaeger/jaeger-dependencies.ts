import type { ReadOptions, TimeRange } from "@spanhouse/storage";

/** What Jaeger's dependencies are made of: the graph of services. */
export interface DependencySource {
  readDependencies(
    tenant: string,
    time: TimeRange,
    options?: ReadOptions,
  ): Promise<readonly Dependency[]>;
}

export interface Dependency {
  readonly client: string;
  readonly server: string;
  readonly connectionType: string;
  /** Weighted by sampling. */
  readonly callCount: number;
}

/** Calls between two services, as Jaeger names them. */
export interface DependencyLink {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

const TENANT = "";
const UNIX_NANO_MAX = 2n ** 64n - 1n;
/** Who calls a service that nobody calls. Jaeger has no such node. */
const USER = { client: "user", connectionType: "virtual_node" } as const;

/**
 * The links of a time: services, and databases, queues and hosts that are known from their callers only. One
 * per pair, by names.
 */
export async function listDependencies(
  source: DependencySource,
  { time, service }: { readonly time: TimeRange; readonly service: string },
  signal: AbortSignal,
): Promise<readonly DependencyLink[]> {
  const links = new Map<string, DependencyLink>();
  const range = {
    fromUnixNano: toUnixNano(time.fromUnixNano),
    toUnixNano: toUnixNano(time.toUnixNano),
  };
  for (const dependency of await source.readDependencies(TENANT, range, { signal })) {
    const { client: parent, server: child, connectionType } = dependency;
    if (parent === USER.client && connectionType === USER.connectionType) continue;
    if (service !== "" && parent !== service && child !== service) continue;
    const pair = JSON.stringify([parent, child]);
    const callCount = (links.get(pair)?.callCount ?? 0) + dependency.callCount;
    links.set(pair, { parent, child, callCount });
  }
  return [...links]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, link]) => ({ ...link, callCount: Math.round(link.callCount) }));
}

/** A time beyond those of spans asks for nothing more. */
function toUnixNano(nano: bigint): bigint {
  return BigInt.asUintN(64, nano) === nano ? nano : nano < 0n ? 0n : UNIX_NANO_MAX;
}

import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { FORWARD_COLLECTORS_MAX } from "../limits.ts";
import type { CollectorAddress } from "./export-client.ts";

/** Addresses of a host name, or of an address itself. Rejects when there are none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface UnresolvedEndpoint {
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly reason: string;
}

/** What an endpoint of the settings says; it has the form that the schema asks for. */
export function parseEndpoint(endpoint: string): Omit<CollectorAddress, "address"> {
  const url = new URL(endpoint);
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { isTls, host, port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port) };
}

/**
 * The collectors behind the endpoints. A host name with several addresses is several collectors, each known
 * by its address; one with a single address is known by its name and stays the same collector when that
 * changes, as it does when a pod is replaced. Of a machine with addresses of both kinds those of one count.
 * Endpoints that cannot be resolved are named with the reason.
 */
export async function resolveEndpoints(
  endpoints: readonly string[],
  resolve: Resolve = resolveHost,
): Promise<{
  readonly addresses: readonly CollectorAddress[];
  readonly failed: readonly UnresolvedEndpoint[];
}> {
  const addresses: CollectorAddress[] = [];
  const failed: UnresolvedEndpoint[] = [];
  for (const endpoint of endpoints) {
    const parsed = parseEndpoint(endpoint);
    try {
      const found = [...new Set(await resolve(parsed.host))].sort();
      const [first] = found;
      if (first === undefined) throw new Error("the name has no addresses");
      const targets = found.length === 1 ? [parsed.host] : found;
      addresses.push(...targets.map((address) => ({ ...parsed, address })));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failed.push({ endpoint, host: parsed.host, port: parsed.port, reason });
    }
  }
  return { addresses: addresses.slice(0, FORWARD_COLLECTORS_MAX), failed };
}

async function resolveHost(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const found = await lookup(host, { all: true, order: "ipv4first" });
  const [first] = found;
  return found.filter(({ family }) => family === first?.family).map(({ address }) => address);
}

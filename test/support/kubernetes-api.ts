import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";

/** A pod as the API has it, in the fields that matter here. */
export interface PodObject {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec: {
    readonly nodeName: string;
    readonly hostNetwork?: boolean;
    readonly containers: readonly { readonly name: string }[];
  };
  readonly status: { readonly phase: string; readonly podIP: string };
}

/**
 * Speaks list and watch of pods as the Kubernetes API does, over TLS: versions, pages, events, bookmarks, 410. It
 * is not a cluster; what a real one does beyond this protocol it cannot show.
 */
export interface KubernetesApi {
  readonly port: number;
  readonly token: string;
  /** Path and query of all requests. */
  readonly requests: readonly string[];
  set(pod: PodObject): void;
  remove(uid: string): void;
  /** Ends all watches, and answers those from a version before now with 410. */
  forgetChanges(): void;
  stop(): Promise<void>;
}

const TLS = join(import.meta.dirname, "../fixtures/tls");

export async function startKubernetesApi(): Promise<KubernetesApi> {
  const token = "secret-of-the-service-account";
  const pods = new Map<string, PodObject>();
  const watches = new Map<ServerResponse, string>();
  const requests: string[] = [];
  let version = 1;
  let oldestVersion = 1;
  const nodeOf = (url: URL): string =>
    (url.searchParams.get("fieldSelector") ?? "").replace("spec.nodeName=", "");
  const withVersion = (pod: PodObject) => ({
    ...pod,
    metadata: { ...pod.metadata, resourceVersion: String(version) },
  });
  /** Changes, for watches that begin at a version before them. */
  const history: { readonly version: number; readonly node: string; readonly line: string }[] = [];
  const tell = (type: string, pod: PodObject): void => {
    version += 1;
    const line = `${JSON.stringify({ type, object: withVersion(pod) })}\n`;
    history.push({ version, node: pod.spec.nodeName, line });
    for (const [watch, node] of watches) if (pod.spec.nodeName === node) watch.write(line);
  };
  const server = createServer(
    {
      cert: readFileSync(join(TLS, "server.crt")),
      key: readFileSync(join(TLS, "server.key")),
    },
    (request, response) => {
      const url = new URL(request.url ?? "", "https://api");
      requests.push(url.pathname + url.search);
      if (request.headers.authorization !== `Bearer ${token}`) {
        response.writeHead(401).end();
        return;
      }
      const node = nodeOf(url);
      if (url.searchParams.get("watch") === "1") {
        const since = Number(url.searchParams.get("resourceVersion"));
        if (since < oldestVersion) {
          const object = { kind: "Status", code: 410, reason: "Expired" };
          response.end(`${JSON.stringify({ type: "ERROR", object })}\n`);
          return;
        }
        watches.set(response, node);
        response.on("close", () => watches.delete(response));
        response.flushHeaders();
        for (const change of history) {
          if (change.version > since && change.node === node) response.write(change.line);
        }
        return;
      }
      const limit = Number(url.searchParams.get("limit"));
      const from = Number(url.searchParams.get("continue") ?? 0);
      const all = [...pods.values()].filter((pod) => pod.spec.nodeName === node);
      const isLast = from + limit >= all.length;
      const metadata = {
        resourceVersion: String(version),
        ...(!isLast && { continue: String(from + limit) }),
      };
      const items = all.slice(from, from + limit);
      response.end(JSON.stringify({ kind: "PodList", metadata, items }));
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    token,
    requests,
    set: (pod) => {
      const type = pods.has(pod.metadata.uid) ? "MODIFIED" : "ADDED";
      pods.set(pod.metadata.uid, pod);
      tell(type, pod);
    },
    remove: (uid) => {
      const pod = pods.get(uid);
      if (pod === undefined) return;
      pods.delete(uid);
      tell("DELETED", pod);
    },
    forgetChanges: () => {
      version += 1;
      oldestVersion = version;
      for (const watch of watches.keys()) watch.end();
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

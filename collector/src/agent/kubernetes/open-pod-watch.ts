import { CodedError } from "@spanhouse/base";
import type { Logger } from "pino";
import { Gauge, type Registry } from "prom-client";
import { nodeNameOf, type Surroundings } from "../own-attributes.ts";
import { PodDirectory } from "./pod-directory.ts";
import { PodWatch } from "./pod-watch.ts";

/** Where Kubernetes puts a pod's service account. */
const ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

export interface OpenPodWatchOptions {
  readonly surroundings: Surroundings;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Instead of ACCOUNT_FOLDER; for tests. */
  readonly accountFolder?: string;
}

/**
 * Asks the cluster that this process runs in about the pods of its node, from now on. Throws CodedError
 * CONFIG_INVALID when it does not run in one, or does not know its node.
 */
export function openPodWatch(options: OpenPodWatchOptions): {
  readonly directory: PodDirectory;
  stop(): Promise<void>;
} {
  const { surroundings, logger, metrics, accountFolder = ACCOUNT_FOLDER } = options;
  const { environment } = surroundings;
  const nodeName = nodeNameOf(environment);
  const host = environment["KUBERNETES_SERVICE_HOST"];
  const port = environment["KUBERNETES_SERVICE_PORT"];
  if (nodeName === undefined || host === undefined || port === undefined) {
    throw new CodedError(
      "CONFIG_INVALID",
      "agent.kubernetes.enabled needs a pod in a Kubernetes cluster, with the name of its node in the variable K8S_NODE_NAME (downward API, spec.nodeName).",
    );
  }
  const url = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const directory = new PodDirectory();
  new Gauge({
    name: "spanhouse_agent_pods",
    help: "Pods of its node that the agent knows.",
    registers: [metrics],
    collect() {
      this.set(directory.size);
    },
  });
  const watch = new PodWatch({ access: { url, accountFolder }, nodeName, directory, logger });
  watch.start();
  return { directory, stop: () => watch.stop() };
}

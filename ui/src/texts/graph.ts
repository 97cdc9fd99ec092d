import type { OwnGraphEdge, OwnGraphNode } from "@spanhouse/model";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** A graph of who calls whom: the service map, and the operations of a trace. */
export const text = defineTexts("graph", {
  nodeType: (type: OwnGraphNode["type"]) =>
    ({
      ...{ service: "service", namespace: "namespace", workload: "workload", pod: "pod" },
      ...{ node: "node", host: "host", environment: "environment" },
      ...{ user: "callers", database: "database", messaging_system: "queue" },
      ...{ virtual_node: "host", other: "summed up" },
    })[type],
  noNodeName: (type: OwnGraphNode["type"]) => `(no ${type} name)`,
  callsThrough: (connectionType: OwnGraphEdge["connectionType"]) =>
    ({
      ...{ "": "", database: "database" },
      ...{ messaging_system: "messaging system", virtual_node: "virtual node" },
    })[connectionType],

  layingOut: (nodes: number) => `Laying out ${counted(nodes, "node")} …`,
  larger: "Larger",
  smaller: "Smaller",
  fit: "Fit",
  serviceMap: "Service map",
  failedShare: (share: string) => `${share} err`,
  /** How calls differ from those of an earlier time: `p95 +40 %`, `errors new`. */
  changeOf: (what: "rate" | "errors" | "p95", change: string) =>
    `${{ rate: "rate", errors: "errors", p95: "p95" }[what]} ${change}`,
  p95: (latency: string) => `p95 ${latency}`,
});

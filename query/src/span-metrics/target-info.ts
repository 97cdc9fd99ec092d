import type { MetricFamily, MetricLabels } from "@spanhouse/wire";
import { TARGET_LABEL_CHARS_MAX, TARGET_LABELS_MAX } from "../limits.ts";
import type { TargetTotal } from "./span-metrics-source.ts";

/** Attributes that are labels of their own, by the rules of OpenTelemetry for Prometheus. */
const OWN_LABELS = new Set(["service.name", "service.namespace", "service.instance.id"]);
/** What a process was started with differs between processes and says nothing about a service. */
const LEFT_OUT = /^process\./;

/**
 * `traces_target_info`: one series per resource, with its attributes as labels. The label `service` joins it to the
 * other metrics, `job` and `instance` are what OpenTelemetry makes of a resource.
 */
export function targetFamily(targets: readonly TargetTotal[]): MetricFamily {
  const distinct = new Map(targets.map((target) => [JSON.stringify(labelsOf(target)), target]));
  return {
    name: "traces_target_info",
    type: "gauge",
    help: "Resources that sent spans yesterday or today, with their attributes.",
    samples: [...distinct.values()].map((target) => ({
      ...{ suffix: "", labels: labelsOf(target), value: 1 },
    })),
  };
}

function labelsOf({ service, attributes }: TargetTotal): MetricLabels {
  const namespace = attributes.get("service.namespace") ?? "";
  const labels = new Map([
    ["service", service],
    ["job", namespace === "" ? service : `${namespace}/${service}`],
    ["instance", attributes.get("service.instance.id") ?? ""],
  ]);
  for (const [key, value] of [...attributes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (OWN_LABELS.has(key) || LEFT_OUT.test(key) || labels.size >= TARGET_LABELS_MAX) continue;
    const name = labelName(key);
    if (value.length <= TARGET_LABEL_CHARS_MAX && !labels.has(name)) labels.set(name, value);
  }
  return [...labels];
}

/** `k8s.pod.name` is `k8s_pod_name`; a label begins with no digit, and two underscores are reserved. */
function labelName(key: string): string {
  const name = key.replaceAll(/[^a-zA-Z0-9]+/g, "_").replace(/^_+/, "");
  return /^[a-zA-Z]/.test(name) ? name : `key_${name}`;
}

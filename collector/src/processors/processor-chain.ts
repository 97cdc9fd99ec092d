import { assert } from "@spanhouse/base";
import type { Span } from "@spanhouse/model";
import type { ProcessorConfig } from "../config/processors.ts";
import { attributesEdit, resourceEdit } from "./attributes-processor.ts";
import { conditionOf } from "./condition.ts";
import { limiting } from "./limits-processor.ts";
import { probabilisticSampling } from "./probabilistic-processor.ts";
import type { Processor } from "./processor.ts";
import { redaction } from "./redaction-processor.ts";

/** The processors of the configuration in their order. */
export function processorsOf(configs: readonly ProcessorConfig[]): readonly Processor[] {
  const counts = new Map<string, number>();
  return configs.map((config) => {
    const { kind, reason, process } = stepOf(config);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return { name: count === 1 ? kind : `${kind}/${count}`, reason, process };
  });
}

interface Step {
  readonly kind: string;
  readonly reason: string;
  readonly process: (span: Span) => Span | undefined;
}

function stepOf(config: ProcessorConfig): Step {
  const { attributes, resource, redaction: redact, filter, probabilistic } = config;
  const reason = "none";
  if (attributes !== undefined) {
    return { kind: "attributes", reason, process: attributesEdit(attributes) };
  }
  if (resource !== undefined) return { kind: "resource", reason, process: resourceEdit(resource) };
  if (redact !== undefined) return { kind: "redaction", reason, process: redaction(redact) };
  if (filter !== undefined) {
    const conditions = filter.drop.map(conditionOf);
    const isDropped = (span: Span): boolean => conditions.some((holds) => holds(span));
    return {
      kind: "filter",
      reason: "filtered",
      process: (span) => (isDropped(span) ? undefined : span),
    };
  }
  if (config.limits !== undefined) {
    return { kind: "limits", reason, process: limiting(config.limits) };
  }
  assert(probabilistic !== undefined, "the schema lets in one processor per item");
  const process = probabilisticSampling(probabilistic);
  return { kind: "probabilistic", reason: "not_sampled", process };
}

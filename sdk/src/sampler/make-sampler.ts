import { ParentBasedSampler, type Sampler } from "@opentelemetry/sdk-trace";
import type { Environment } from "../host-process.ts";
import { REMOTE_SAMPLERS, remoteSamplerOptions } from "./remote-sampler-options.ts";
import { RemoteSampler } from "./remote-sampler.ts";
import { ProbabilitySampler } from "./strategy-sampler.ts";

export interface ChosenSampler {
  /** Undefined: OpenTelemetry makes the one that its variables name. */
  readonly sampler: Sampler | undefined;
  readonly remote: RemoteSampler | undefined;
}

/** The sampler that `OTEL_TRACES_SAMPLER` names, where it is one of ours. */
export function makeSampler(environment: Environment, serviceName: string): ChosenSampler {
  const name = environment["OTEL_TRACES_SAMPLER"]?.trim() ?? "";
  if (REMOTE_SAMPLERS.includes(name)) {
    const remote = new RemoteSampler(remoteSamplerOptions(environment, serviceName));
    return { sampler: new ParentBasedSampler({ root: remote }), remote };
  }
  if (name === "parentbased_traceidratio") {
    // OpenTelemetry's own does not say in the tracestate how many spans a kept one stands for.
    const probability = Number(environment["OTEL_TRACES_SAMPLER_ARG"] ?? "1");
    if (probability >= 0 && probability <= 1) {
      const root = new ProbabilitySampler(probability);
      return { sampler: new ParentBasedSampler({ root }), remote: undefined };
    }
  }
  return { sampler: undefined, remote: undefined };
}

import { createRequire } from "node:module";
import type { Instrumentation } from "@opentelemetry/instrumentation";
import type * as sdkParts from "@opentelemetry/sdk-node/build/src/create-from-config.js";
import type { Sampler, TracerProvider } from "@opentelemetry/sdk-trace";
import { complain } from "./complaint.ts";
import type { Environment } from "./host-process.ts";
import { remoteDeclaration } from "./sampler/declared-sampler.ts";
import { samplingUrl } from "./sampler/remote-sampler-options.ts";
import { RemoteSampler } from "./sampler/remote-sampler.ts";
import { wholeSdk } from "./whole-sdk.ts";

const PARTS = "@opentelemetry/sdk-node/build/src/create-from-config.js";

/** An SDK whose parts OpenTelemetry has made as a file of declarative configuration says. */
export interface DeclaredSdk {
  readonly remote: RemoteSampler | undefined;
  shutdown(): Promise<void>;
}

/**
 * Starts what the file says. OpenTelemetry knows its own samplers only, and a file with any other starts nothing; so where it names
 * `jaeger_remote/development`, the provider is made with the initial sampler, and then gets ours in its place. That needs two things
 * of OpenTelemetry's that are not public. Without them the initial sampler stays, or nothing starts, and it is said.
 */
export function startDeclared(
  instrumentations: readonly Instrumentation[],
  environment: Environment,
): DeclaredSdk {
  let remote: RemoteSampler | undefined;
  const parts = loadParts();
  const make = parts?.createTracerProviderFromConfig;
  if (parts !== undefined && make !== undefined) {
    parts.createTracerProviderFromConfig = (resource, tracing, limits) => {
      const declared = remoteDeclaration(tracing.sampler);
      if (declared === undefined) return make(resource, tracing, limits);
      const provider = make(resource, { ...tracing, sampler: declared.initial }, limits);
      remote = new RemoteSampler({
        url: samplingUrl(declared.endpoint, environment),
        serviceName: String(resource.attributes["service.name"] ?? ""),
        pollingIntervalMs: declared.pollingIntervalMs,
        initialProbability: declared.initialProbability,
      });
      useSampler(
        provider,
        declared.around(remote, (sampler) => parts.createSamplerFromConfig(sampler)),
      );
      return provider;
    };
  }
  try {
    const sdk = wholeSdk().startNodeSDK({ instrumentations: [...instrumentations] });
    return { remote, shutdown: () => sdk.shutdown() };
  } finally {
    if (parts !== undefined && make !== undefined) parts.createTracerProviderFromConfig = make;
  }
}

type Parts = {
  -readonly [
    Name in "createSamplerFromConfig" | "createTracerProviderFromConfig"
  ]: (typeof sdkParts)[Name];
};

/** The module that `startNodeSDK` takes its parts from. Undefined where a later version has none. */
function loadParts(): Parts | undefined {
  try {
    return createRequire(import.meta.filename)(PARTS) as Parts;
  } catch {
    // A file without a remote sampler needs none of it; with one, OpenTelemetry says that it knows no such sampler.
    return undefined;
  }
}

/** Before the first tracer is asked for; tracers keep the sampler that they began with. */
function useSampler(provider: TracerProvider, sampler: Sampler): void {
  const { _tracerOptions: options } = provider as unknown as {
    readonly _tracerOptions?: { sampler?: Sampler };
  };
  if (options?.sampler === undefined) {
    complain("the sampler of the configuration file cannot be used; its initial sampler holds");
    return;
  }
  options.sampler = sampler;
}

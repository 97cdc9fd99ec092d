import { context, propagation, type TextMapPropagator, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { type Instrumentation, registerInstrumentations } from "@opentelemetry/instrumentation";
import { detectResources, type Resource, type ResourceDetector } from "@opentelemetry/resources";
import type { NodeSDKConfiguration } from "@opentelemetry/sdk-node";
import { type Sampler, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Environment } from "./host-process.ts";
import { wholeSdk } from "./whole-sdk.ts";

/** What tracing is made of. */
export interface TracingParts {
  readonly instrumentations: Instrumentation[];
  readonly resource: Resource;
  readonly resourceDetectors: ResourceDetector[];
  readonly textMapPropagator: TextMapPropagator;
  /** Undefined: the one that OpenTelemetry's variables name. */
  readonly sampler: Sampler | undefined;
  /** Undefined: those that OpenTelemetry's variables name. */
  readonly spanProcessors: SpanProcessor[] | undefined;
}

export interface Started {
  shutdown(): Promise<void>;
}

/** Variables that say something only OpenTelemetry's own SDK for Node knows to do. */
const OF_WHOLE_SDK =
  /^OTEL_(LOG_LEVEL|(SPAN|ATTRIBUTE|EVENT|LINK)_.*LIMIT|NODE_EXPERIMENTAL_SDK_METRICS)$/;

/**
 * Puts the parts together and registers them. OpenTelemetry's SDK for Node does it when it is asked for more than traces or for
 * something that only it knows; otherwise it is not even loaded.
 */
export function startTracing(parts: TracingParts, environment: Environment): Started {
  const { sampler, spanProcessors, instrumentations } = parts;
  if (spanProcessors === undefined || needsWholeSdk(environment, sampler)) {
    const { NodeSDK } = wholeSdk();
    const sdk = new NodeSDK(parts as Partial<NodeSDKConfiguration>);
    sdk.start();
    return sdk;
  }
  registerInstrumentations({ instrumentations });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(parts.textMapPropagator);
  if (spanProcessors.length === 0) return { shutdown: () => Promise.resolve() };
  const provider = new TracerProvider({
    resource: parts.resource.merge(detectResources({ detectors: parts.resourceDetectors })),
    spanProcessors,
    ...(sampler && { sampler }),
  });
  trace.setGlobalTracerProvider(provider);
  return provider;
}

function needsWholeSdk(environment: Environment, sampler: Sampler | undefined): boolean {
  const isSet = (name: string): boolean => (environment[name]?.trim() ?? "") !== "";
  const isMore = Object.keys(environment).some((name) => OF_WHOLE_SDK.test(name) && isSet(name));
  const isTracesOnly = ["OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"].every(
    (name) => environment[name]?.trim() === "none",
  );
  const isDefaultSampler = environment["OTEL_TRACES_SAMPLER"]?.trim() === "parentbased_always_on";
  return isMore || !isTracesOnly || (sampler === undefined && !isDefaultSampler);
}

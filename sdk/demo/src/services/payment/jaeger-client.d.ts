/** The parts of the npm package `jaeger-client` that are used here; it ships no types of its own. */
declare module "jaeger-client" {
  import type { Tracer } from "opentracing";

  export interface JaegerClientConfig {
    readonly serviceName: string;
    readonly sampler: { readonly type: "const"; readonly param: number };
    readonly reporter: {
      readonly agentHost: string;
      readonly agentPort: number;
      readonly flushIntervalMs: number;
    };
  }

  /** An OpenTracing tracer that can be ended. */
  export interface JaegerTracer extends Tracer {
    close(callback: () => void): void;
  }

  /** CommonJS without names that an import could find. */
  const client: {
    initTracer(
      config: JaegerClientConfig,
      options: { readonly traceId128bit: boolean },
    ): JaegerTracer;
  };
  export default client;
}

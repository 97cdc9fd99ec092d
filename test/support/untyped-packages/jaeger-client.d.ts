/** The parts of the npm package `jaeger-client` that the tests use; it ships no types of its own. */
declare module "jaeger-client" {
  import type { Tracer } from "opentracing";

  export interface JaegerClientConfig {
    readonly serviceName: string;
    readonly sampler?: {
      readonly type: "const" | "probabilistic" | "ratelimiting" | "lowerbound" | "remote";
      readonly param: number;
      readonly hostPort?: string;
      readonly host?: string;
      readonly port?: number;
      readonly samplingPath?: string;
      readonly refreshIntervalMs?: number;
    };
    readonly reporter?: {
      readonly logSpans?: boolean;
      readonly agentHost?: string;
      readonly agentPort?: number;
      readonly collectorEndpoint?: string;
      readonly flushIntervalMs?: number;
    };
  }

  export interface JaegerClientOptions {
    readonly traceId128bit?: boolean;
    readonly tags?: Readonly<Record<string, unknown>>;
    readonly logger?: {
      info(message: string): void;
      error(message: string): void;
    };
  }

  /** An OpenTracing tracer that can be ended. */
  export interface JaegerTracer extends Tracer {
    close(callback?: () => void): void;
    readonly _sampler: unknown;
  }

  /** CommonJS without names that an import could find. */
  const client: {
    initTracer(config: JaegerClientConfig, options: JaegerClientOptions): JaegerTracer;
  };
  export default client;
}

import client, {
  type JaegerClientConfig,
  type JaegerClientOptions,
  type JaegerTracer,
} from "jaeger-client";

/** A tracer of the real Jaeger client for Node that samples everything; where it sends is up to the caller. */
export interface ClientTracer {
  readonly tracer: JaegerTracer;
  /** Sends what is left and ends; rejects with what the client said went wrong. */
  readonly close: () => Promise<void>;
}

export interface ClientTracerOptions {
  readonly serviceName: string;
  readonly reporter: NonNullable<JaegerClientConfig["reporter"]>;
  readonly tags?: JaegerClientOptions["tags"];
  /** Everything is sampled when nothing is said. */
  readonly sampler?: JaegerClientConfig["sampler"];
}

/** 128-bit trace ids, so that its spans can share a trace with other clients'. */
export function startClientTracer(options: ClientTracerOptions): ClientTracer {
  const problems: string[] = [];
  const tracer = client.initTracer(
    {
      serviceName: options.serviceName,
      sampler: options.sampler ?? { type: "const", param: 1 },
      reporter: { flushIntervalMs: 50, ...options.reporter },
    },
    {
      traceId128bit: true,
      ...(options.tags !== undefined && { tags: options.tags }),
      logger: { info: () => undefined, error: (message) => problems.push(message) },
    },
  );
  return {
    tracer,
    close: async () => {
      await new Promise<void>((resolve) => tracer.close(resolve));
      if (problems.length > 0) throw new Error(problems.join("\n"));
    },
  };
}

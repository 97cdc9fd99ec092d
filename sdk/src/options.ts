import {
  BATCH_SPANS_MAX,
  FLUSH_INTERVAL_MS,
  QUEUE_SPANS_MAX,
  SAMPLING_TIMEOUT_MS,
  SHUTDOWN_TIMEOUT_MS,
} from "./limits.ts";

/**
 * What can be said in code. Each option that has a variable of OpenTelemetry's wins over that variable; without both,
 * the default holds. The table in README.md lists all of them, and a test compares it with `OPTIONS`.
 */
export interface Options {
  /** Name of this service in every trace. */
  readonly serviceName?: string;
  /** Where spans go: the base address of an OTLP door, such as `http://localhost:4318`. */
  readonly endpoint?: string;
  readonly protocol?: "http/protobuf" | "http/json" | "grpc";
  readonly compression?: "gzip" | "none";
  /** Sent with each request, for proxies that ask who is there. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Any name that `OTEL_TRACES_SAMPLER` may have, `jaeger_remote` among them. */
  readonly sampler?: string;
  readonly samplerArgument?: string;
  readonly propagators?: readonly string[];
  /** Attributes of the resource, beside those that are detected. */
  readonly resourceAttributes?: Readonly<Record<string, string>>;
  /** Configuration of instrumentations by short name, such as `http`; false switches one off, true on. */
  readonly instrumentations?: Readonly<Record<string, boolean | object>>;
  /** Spans that wait to be sent; those that end while it is full are dropped and counted. */
  readonly queueSpansMax?: number;
  readonly batchSpansMax?: number;
  readonly flushIntervalMs?: number;
  /** How long the end of the program may be held up for the last spans. */
  readonly shutdownTimeoutMs?: number;
  /** How long the begin of the program may be held up for the first answer of a remote sampler. */
  readonly samplerWaitMs?: number;
  /** Whether lines of `console` get the ids of their trace. */
  readonly consoleTraceIds?: boolean;
}

export interface OptionRow {
  readonly name: keyof Options;
  readonly variable: string;
  /** What holds when neither is set; undefined when it is found out at the start. */
  readonly fallback: string | undefined;
}

export const OPTIONS: readonly OptionRow[] = [
  { name: "serviceName", variable: "OTEL_SERVICE_NAME", fallback: undefined },
  { name: "endpoint", variable: "OTEL_EXPORTER_OTLP_ENDPOINT", fallback: undefined },
  { name: "protocol", variable: "OTEL_EXPORTER_OTLP_PROTOCOL", fallback: "http/protobuf" },
  { name: "compression", variable: "OTEL_EXPORTER_OTLP_COMPRESSION", fallback: "gzip" },
  { name: "headers", variable: "OTEL_EXPORTER_OTLP_HEADERS", fallback: undefined },
  { name: "sampler", variable: "OTEL_TRACES_SAMPLER", fallback: "parentbased_always_on" },
  { name: "samplerArgument", variable: "OTEL_TRACES_SAMPLER_ARG", fallback: undefined },
  { name: "propagators", variable: "OTEL_PROPAGATORS", fallback: undefined },
  { name: "resourceAttributes", variable: "OTEL_RESOURCE_ATTRIBUTES", fallback: undefined },
  ...[
    { name: "queueSpansMax", variable: "OTEL_BSP_MAX_QUEUE_SIZE", fallback: QUEUE_SPANS_MAX },
    {
      name: "batchSpansMax",
      variable: "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
      fallback: BATCH_SPANS_MAX,
    },
    { name: "flushIntervalMs", variable: "OTEL_BSP_SCHEDULE_DELAY", fallback: FLUSH_INTERVAL_MS },
    {
      name: "shutdownTimeoutMs",
      variable: "SPANHOUSE_SDK_SHUTDOWN_TIMEOUT_MS",
      fallback: SHUTDOWN_TIMEOUT_MS,
    },
    {
      name: "samplerWaitMs",
      variable: "SPANHOUSE_SDK_SAMPLER_WAIT_MS",
      fallback: SAMPLING_TIMEOUT_MS,
    },
  ].map((row) => ({ ...row, fallback: String(row.fallback) }) as OptionRow),
  { name: "consoleTraceIds", variable: "SPANHOUSE_SDK_CONSOLE_TRACE_IDS", fallback: "true" },
];

import { isLinkTemplate } from "@spanhouse/model";
import { z } from "zod";

/** The query service's part of the configuration file, with every default. */
export const queryConfigSchema = z.strictObject({
  /** Address the door listens on. Whoever composes the process sets it from its own `host`. */
  host: z.string().min(1).default("127.0.0.1"),
  /** 0 means any free port. */
  port: z.int().min(0).max(65_535).default(16_686),
  /** Who may show the UI in a frame: `'self'` and origins, with spaces between; "" is nobody. */
  frameAncestors: z
    .string()
    .regex(
      /^(?:'self'|https?:\/\/[\w.*-]+(?::\d+)?)?(?: (?:'self'|https?:\/\/[\w.*-]+(?::\d+)?))*$/,
      "must be 'self' and origins such as https://grafana.example.com, with spaces between",
    )
    .default(""),
  /** `traces_spanmetrics_…` and `traces_service_graph_…` on /metrics. */
  spanMetrics: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** Series of spans, and as many of edges, that are shown by themselves; the rest is summed up in one. */
      seriesMax: z.int().min(1).max(20_000).default(2_000),
      /** Series of `traces_target_info`, those that sent spans last; 0 for none. */
      targetsMax: z.int().min(0).max(10_000).default(500),
      /** The store is read for a scrape when what was read last is older. */
      refreshIntervalMs: z.int().min(100).max(600_000).default(10_000),
      /** Ids of stored traces beside the numbers, in OpenMetrics. */
      exemplars: z.boolean().default(true),
    })
    .prefault({}),
  /**
   * Clocks of hosts are corrected in traces of Jaeger's APIs, by up to this; 0 leaves them alone. Spans that were moved
   * say so in their warnings.
   */
  clockSkewMaxMs: z.int().min(0).max(86_400_000).default(0),
  /** Links from spans to other systems, shown with a span's details. */
  links: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(80),
        /** See core/model, link-template.ts. */
        url: z.string().max(2_000).refine(isLinkTemplate, {
          message: "must be an http or https URL with {places} only behind the host",
        }),
      }),
    )
    .max(20)
    .default([]),
  /** Of Jaeger's query services over gRPC; 0 means any free port. */
  grpcPort: z.int().min(0).max(65_535).default(16_685),
});

export type QueryConfig = z.infer<typeof queryConfigSchema>;

import { z } from "zod";

/** What an agent does with the spans it takes in: the `forward` and `agent` parts of the configuration file. */

const URL_PATTERN = /^https?:\/\/[^/?#@\s]+\/?$/;

const collectorUrl = z
  .string()
  .regex(URL_PATTERN, "a collector is http://host:port or https://host:port");

/** Of one request to a collector; large enough for what `MIB` of waiting files make. */
const MIB = 2 ** 20;

/** Names as HTTP/2 carries them; what gRPC, HTTP and delivery itself need is not for settings. */
const HEADER_PATTERN =
  /^(?!(?:te|host|connection|content-|transfer-|grpc-|spanhouse-))[a-z0-9][a-z0-9_.-]*=[\x20-\x7e]*$/;

export const forwardConfigSchema = z.strictObject({
  /** Collectors, `http://host:port` each; a host name with several addresses counts as several. */
  endpoint: z.array(collectorUrl).default([]),
  protocol: z.enum(["grpc", "http"]).default("grpc"),
  compression: z.enum(["none", "gzip"]).default("none"),
  /** Sent with each request, `name=value`. Their values are never printed. */
  headers: z
    .array(z.string().regex(HEADER_PATTERN, "a header is name=value, its name in lower case"))
    .default([]),
  /** For endpoints that begin with https. Files are read again when they change. */
  tls: z
    .strictObject({
      /** Authorities a collector's certificate must come from; the system's when empty. */
      caFile: z.string().default(""),
      /** What the agent shows for itself (mutual TLS). */
      certFile: z.string().default(""),
      keyFile: z.string().default(""),
      /** The name in the collector's certificate, when it is not the host of the endpoint. */
      serverName: z.string().default(""),
    })
    .refine((tls) => (tls.certFile === "") === (tls.keyFile === ""), {
      message: "certFile and keyFile are set together",
    })
    .prefault({}),
  /** Time for one request. After it the outcome is unknown. */
  timeoutMs: z.int().min(100).max(600_000).default(30_000),
  /**
   * How long a batch of which nobody knows whether the collector has it waits for that collector. Then another
   * one gets it, and may be the second to store it.
   */
  uncertainWaitMs: z.int().min(0).default(600_000),
  /** Bytes of one request before compression; a larger block on disk is a request of its own. */
  batchBytesMax: z
    .int()
    .min(64 * 1024)
    .max(32 * MIB)
    .default(4 * MIB),
  /** Where sampling strategies are asked for; the first endpoint's host and port 5778 when empty. */
  samplingEndpoint: z.union([z.literal(""), collectorUrl]).default(""),
});

const ATTRIBUTE_PATTERN = /^[^=\s][^=]*=[\s\S]*$/;

export const agentConfigSchema = z.strictObject({
  /** `host` and `daemonset`: several programs send to it; `sidecar`: those of one pod do. */
  mode: z.enum(["host", "daemonset", "sidecar"]).default("host"),
  /** Attributes of every resource that has none of that name, `key=value`. */
  attributes: z.array(z.string().regex(ATTRIBUTE_PATTERN, "an attribute is key=value")).default([]),
  kubernetes: z
    .strictObject({
      /** Ask the Kubernetes API which pod a connection comes from. Needs `K8S_NODE_NAME` and a service account. */
      enabled: z.boolean().default(false),
    })
    .prefault({}),
});

export type ForwardConfig = z.infer<typeof forwardConfigSchema>;
export type AgentConfig = z.infer<typeof agentConfigSchema>;

import { z } from "zod";
import {
  jaegerGrpcSchema,
  jaegerHttpSchema,
  jaegerUdpSchema,
  otlpGrpcSchema,
  otlpHttpSchema,
  zipkinSchema,
} from "./config/doors.ts";
import { processorsSchema } from "./config/processors.ts";
import { samplingSchema } from "./config/sampling.ts";
import { tailSamplingSchema } from "./config/tail-sampling.ts";

/** The collector's part of the configuration file, with every default. */

const bytes = z.int().positive();

const spoolSchema = z.strictObject({
  /** Bytes of spool files on disk; at this size requests are refused until the store has caught up. */
  bytesMax: bytes.default(4 * 2 ** 30),
});

export const collectorConfigSchema = z.strictObject({
  /** Address the doors listen on. Whoever composes the process sets it from its own `host`. */
  host: z.string().min(1).default("127.0.0.1"),
  otlpGrpc: otlpGrpcSchema.prefault({}),
  otlpHttp: otlpHttpSchema.prefault({}),
  jaegerUdp: jaegerUdpSchema.prefault({}),
  jaegerHttp: jaegerHttpSchema.prefault({}),
  jaegerGrpc: jaegerGrpcSchema.prefault({}),
  zipkin: zipkinSchema.prefault({}),
  /** Bytes of one request, as sent and again after decompression. */
  requestBytesMax: bytes.default(64 * 2 ** 20),
  spool: spoolSchema.prefault({}),
  /** What happens to spans before they are stored, in this order. */
  processors: processorsSchema,
  /** Keeps some traces and drops the others, once they are complete. */
  tailSampling: tailSamplingSchema.prefault({}),
  /** What clients are told to sample. */
  sampling: samplingSchema.prefault({}),
  /** Memory of the process at which requests are refused; 0 means 85 % of what it may use (cgroup or machine). */
  memoryBytesMax: z.int().min(0).default(0),
});

export type CollectorConfig = z.infer<typeof collectorConfigSchema>;

import { z } from "zod";
import { corsSchema, portSchema, tlsSchema } from "./door-settings.ts";

/** The doors that take spans in, each with its usual port. */

export const otlpGrpcSchema = z.strictObject({
  enabled: z.boolean().default(true),
  port: portSchema.default(4317),
  tls: tlsSchema.prefault({}),
});

export const otlpHttpSchema = z.strictObject({
  enabled: z.boolean().default(true),
  port: portSchema.default(4318),
  tls: tlsSchema.prefault({}),
  cors: corsSchema.prefault({}),
});

/** Jaeger's agent protocol over UDP: one port for each encoding of Thrift, both methods on both. */
export const jaegerUdpSchema = z.strictObject({
  enabled: z.boolean().default(true),
  compactPort: portSchema.default(6831),
  binaryPort: portSchema.default(6832),
});

/** `POST /api/traces` with a Thrift `Batch`. */
export const jaegerHttpSchema = z.strictObject({
  enabled: z.boolean().default(true),
  port: portSchema.default(14_268),
  tls: tlsSchema.prefault({}),
});

/** `CollectorService/PostSpans`. */
export const jaegerGrpcSchema = z.strictObject({
  enabled: z.boolean().default(true),
  port: portSchema.default(14_250),
  tls: tlsSchema.prefault({}),
});

/** Zipkin v1 and v2. */
export const zipkinSchema = z.strictObject({
  enabled: z.boolean().default(true),
  port: portSchema.default(9411),
  tls: tlsSchema.prefault({}),
  cors: corsSchema.prefault({}),
});

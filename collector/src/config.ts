import { z } from "zod";

/** The collector's part of the configuration file, with every default. */

const port = z.int().min(0).max(65_535);
const bytes = z.int().positive();

/** File paths; TLS is on when `certFile` and `keyFile` are set, mutual TLS when `clientCaFile` is too. */
const tlsSchema = z
  .strictObject({
    certFile: z.string().default(""),
    keyFile: z.string().default(""),
    clientCaFile: z.string().default(""),
  })
  .refine((tls) => (tls.certFile === "") === (tls.keyFile === ""), {
    message: "certFile and keyFile are set together",
  })
  .refine((tls) => tls.clientCaFile === "" || tls.certFile !== "", {
    message: "clientCaFile needs certFile and keyFile",
  });

const corsSchema = z.strictObject({
  /** Origins such as `https://shop.example` or `https://*.shop.example`; none means CORS is off. */
  allowedOrigins: z.array(z.string().min(1)).default([]),
  /** Request headers a page may send besides the ones every page may and `content-type`. */
  allowedHeaders: z.array(z.string().min(1)).default([]),
  /** How long a browser may remember the answer to a preflight. */
  maxAgeSeconds: z.int().min(0).default(7200),
});

const otlpGrpcSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** 0 means any free port. */
  port: port.default(4317),
  tls: tlsSchema.prefault({}),
});

const otlpHttpSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** 0 means any free port. */
  port: port.default(4318),
  tls: tlsSchema.prefault({}),
  cors: corsSchema.prefault({}),
});

const spoolSchema = z.strictObject({
  /** Bytes of spool files on disk; at this size requests are refused until the store has caught up. */
  bytesMax: bytes.default(4 * 2 ** 30),
});

export const collectorConfigSchema = z.strictObject({
  /** Address the doors listen on. Whoever composes the process sets it from its own `host`. */
  host: z.string().min(1).default("127.0.0.1"),
  otlpGrpc: otlpGrpcSchema.prefault({}),
  otlpHttp: otlpHttpSchema.prefault({}),
  /** Bytes of one request, as sent and again after decompression. */
  requestBytesMax: bytes.default(64 * 2 ** 20),
  spool: spoolSchema.prefault({}),
  /** Memory of the process at which requests are refused; 0 means 85 % of what it may use (cgroup or machine). */
  memoryBytesMax: z.int().min(0).default(0),
});

export type CollectorConfig = z.infer<typeof collectorConfigSchema>;
export type TlsConfig = z.infer<typeof tlsSchema>;
export type CorsConfig = z.infer<typeof corsSchema>;

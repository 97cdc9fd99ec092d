import { z } from "zod";

/** What the settings of several doors are made of. */

/** 0 means any free port. */
export const portSchema = z.int().min(0).max(65_535);

/** File paths; TLS is on when `certFile` and `keyFile` are set, mutual TLS when `clientCaFile` is too. */
export const tlsSchema = z
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

export const corsSchema = z.strictObject({
  /** Origins such as `https://shop.example` or `https://*.shop.example`; none means CORS is off. */
  allowedOrigins: z.array(z.string().min(1)).default([]),
  /** Request headers a page may send besides the ones every page may and `content-type`. */
  allowedHeaders: z.array(z.string().min(1)).default([]),
  /** How long a browser may remember the answer to a preflight. */
  maxAgeSeconds: z.int().min(0).default(7200),
});

export type TlsConfig = z.infer<typeof tlsSchema>;
export type CorsConfig = z.infer<typeof corsSchema>;

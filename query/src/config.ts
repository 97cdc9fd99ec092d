import { z } from "zod";

/** The query service's part of the configuration file, with every default. */
export const queryConfigSchema = z.strictObject({
  /** Address the door listens on. Whoever composes the process sets it from its own `host`. */
  host: z.string().min(1).default("127.0.0.1"),
  /** 0 means any free port. */
  port: z.int().min(0).max(65_535).default(16_686),
});

export type QueryConfig = z.infer<typeof queryConfigSchema>;

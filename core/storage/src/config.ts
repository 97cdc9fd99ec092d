import { z } from "zod";

/** The store's part of the configuration file, with every default. */
export const storageConfigSchema = z.strictObject({
  /** `http://host:8123` of a ClickHouse server; "" means the embedded engine in `<dataFolder>/store`. */
  url: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).default(""),
  database: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, "letters, digits and _, not starting with a digit")
    .default("spanhouse"),
  username: z.string().min(1).default("default"),
  password: z.string().default(""),
  /** Name of a ClickHouse cluster: tables are made on all of its replicas. "" means a single server. */
  cluster: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{0,128}$/, "letters, digits, _, . and -")
    .default(""),
  /** Days that spans are kept, counted from the day they were received. */
  retentionDays: z.int().min(1).max(3650).default(7),
  /** Memory for the embedded engine; 0 means its default, `EMBEDDED_MEMORY_BYTES`. */
  memoryBytesMax: z.int().min(0).default(0),
});

export type StorageConfig = z.infer<typeof storageConfigSchema>;
